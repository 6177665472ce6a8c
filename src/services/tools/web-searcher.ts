// The tool `web-searcher`: asks a service that searches the web, by the key that is there for it. Control thread.

import { SpellError } from '../../base/errors.js';
import { GOOGLE_ENGINE_VARIABLE, SEARCH_KEY_VARIABLES } from '../../config/search-keys.js';
import type { SearchKeys } from '../../config/search-keys.js';
import type { Output } from '../output-table.js';
import { counted } from '../counted.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { netError } from '../net/net-error.js';
import { badParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import { SEARCH_SERVICES } from './search-services.js';
import type { Found, SearchName, SearchQuery, SearchType } from './search-services.js';
import type { Tool, ToolContext, ToolSchema } from './tool.js';
import { countOf } from './web-parameters.js';

const SCHEMA = {
  name: 'web-searcher',
  description: 'Searches the web by one of several services',
  version: '1.0.0',
  category: 'web',
  parameters: [
    { name: 'input', type: 'string', description: 'what is looked for', required: true },
    {
      name: 'provider',
      type: 'string',
      description: 'the service; without it the first that answers of those that have a key',
      choices: [...Object.keys(SEARCH_SERVICES), 'bing'],
    },
    { name: 'max_results', type: 'integer', description: 'from 1 to 100; services may give fewer', default: 10 },
    {
      name: 'search_type',
      type: 'string',
      description: 'of what kind',
      default: 'web',
      choices: ['web', 'news', 'images'],
    },
    { name: 'safe_search', type: 'boolean', description: 'without what is not for everybody', default: true },
    { name: 'language', type: 'string', description: 'two letters, as de' },
  ],
} as const satisfies Omit<Tool, 'execute'>;

/** In which order services are asked where none is named. */
const CHAIN: readonly SearchName[] = ['tavily', 'duckduckgo', 'serperdev', 'brave', 'google', 'serpapi'];

/** @param bases where services are, if not where they usually are */
export function createWebSearcher(keys: SearchKeys, bases: Readonly<Partial<Record<SearchName, string>>> = {}): Tool {
  return {
    ...SCHEMA,
    execute: async (parameters, context): Promise<Output> => {
      const query = queryOf(SCHEMA, parameters);
      const named = optionalText(SCHEMA, parameters, 'provider');
      if (named === 'bing') {
        throw badParameter(SCHEMA, 'provider', "Bing's search service ended in August 2025", 'choose another one');
      }
      const names = named === undefined ? CHAIN.filter((name) => hasKey(name, keys)) : [named as SearchName];
      const failures: string[] = [];
      for (const name of names) {
        try {
          const results = await search(name, query, keys, bases[name] ?? SEARCH_SERVICES[name].base, context);
          // What knows topics alone may know nothing: the next one may.
          if (results.length > 0 || name === names.at(-1)) return answer(query, name, results);
        } catch (error) {
          context.signal.throwIfAborted();
          if (!(error instanceof SpellError) || named !== undefined) throw error;
          failures.push(`${name}: ${error.message}`);
        }
      }
      const message = `no service answered (${failures.join('; ')})`;
      const result = { query: query.text, count: 0, results: [] };
      return responseOutput({ operation: 'search', success: false, result, error: { message, code: 'SEARCH' } });
    },
  };
}

function queryOf(schema: ToolSchema, parameters: ValueObject): SearchQuery {
  const text = requireText(schema, parameters, 'input').trim();
  if (text === '') throw badParameter(schema, 'input', 'it is empty', 'say what is looked for');
  const count = countOf(schema, 'max_results', parameters['max_results'], 100);
  if (count === 0) throw badParameter(schema, 'max_results', 'it is 0', 'pass 1 to 100');
  const language = optionalText(schema, parameters, 'language');
  const type = requireText(schema, parameters, 'search_type') as SearchType;
  return {
    text,
    count,
    type,
    safe: parameters['safe_search'] !== false,
    ...(language === undefined ? {} : { language }),
  };
}

function hasKey(name: SearchName, keys: SearchKeys): boolean {
  const { key } = SEARCH_SERVICES[name];
  return key === undefined || (key in keys && (key !== 'google' || keys.googleEngine !== undefined));
}

/** @throws SpellError `SEARCH_KEY`, `PERMISSION_NET`, `NET_*`: none quotes the key */
async function search(
  name: SearchName,
  query: SearchQuery,
  keys: SearchKeys,
  base: string,
  context: ToolContext,
): Promise<readonly Found[]> {
  if (!hasKey(name, keys)) throw missingKey(name, keys);
  const [{ requestHttp }, { jsonOf }] = await Promise.all([
    import('../net/http-client.js'),
    import('../net/body-text.js'),
  ]);
  const service = SEARCH_SERVICES[name];
  const response = await requestHttp({ ...service.request(query, keys, base), maxRedirects: 0 }, context);
  const { host } = new URL(base);
  if (response.status === 401 || response.status === 403) {
    throw netError('SEARCH_KEY', host, `the service refuses the key (HTTP ${response.status})`, helpFor(name));
  }
  const json = jsonOf(response)?.value;
  if (response.status >= 300 || !isValueObject(json)) {
    const problem = `the service did not answer as it should (HTTP ${response.status})`;
    throw netError('NET_BAD_RESPONSE', host, problem, 'try again later, or choose another provider');
  }
  const items = service.items(json, query.type).filter(isValueObject);
  return items.map((item) => service.read(item)).filter(({ url }) => url !== '').slice(0, query.count); // prettier-ignore
}

function answer(query: SearchQuery, provider: SearchName, found: readonly Found[]): Output {
  const results = found.map((each, index) => ({ ...each, provider, rank: index + 1 }));
  const result = { query: query.text, provider, search_type: query.type, count: results.length, results };
  return responseOutput({
    operation: 'search',
    success: true,
    message: `Found ${counted(results.length, 'result')}`,
    result,
  });
}

function missingKey(name: SearchName, keys: SearchKeys): SpellError {
  const isEngine = name === 'google' && keys.google !== undefined;
  const what = isEngine ? `the id of a search engine in ${GOOGLE_ENGINE_VARIABLE}` : 'a key';
  return new SpellError('SEARCH_KEY', `The provider '${name}' needs ${what}`, {
    category: 'Configuration error',
    help: isEngine ? `set ${GOOGLE_ENGINE_VARIABLE}` : helpFor(name),
    details: { provider: name },
  });
}

function helpFor(name: SearchName): string {
  const { key } = SEARCH_SERVICES[name];
  return key === undefined
    ? 'choose another provider'
    : `set ${SEARCH_KEY_VARIABLES[key]}, or run llmspell keys add ${name}`;
}
