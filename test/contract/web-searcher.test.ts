// The tool `web-searcher` against a server that answers as the services do.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inFile } from '../../src/config/kept-keys.js';
import { readSearchKeys } from '../../src/config/search-keys.js';
import type { SearchKeys } from '../../src/config/search-keys.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import { createWebSearcher } from '../../src/services/tools/web-searcher.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { json, startWebServer } from '../support/web-server.js';

const hit = (url: string, link: string, snippet: string): Record<string, string> => ({
  title: 'T',
  [link]: url,
  [snippet]: 'S',
});
const server = await startWebServer({
  '/tavily/search': json(200, { results: [hit('http://t/', 'url', 'content')] }),
  '/google/customsearch/v1': json(200, {
    items: [hit('http://g/', 'link', 'snippet'), hit('http://g/2', 'link', 'snippet')],
  }),
  '/brave/res/v1/web/search': json(200, { web: { results: [hit('http://b/', 'url', 'description')] } }),
  '/brave/res/v1/news/search': json(200, { results: [hit('http://b/n', 'url', 'description')] }),
  '/serpapi/search.json': json(200, { images_results: [hit('http://s/i', 'link', 'snippet')] }),
  '/serperdev/search': json(403, { message: 'no' }),
  '/empty/': json(200, { RelatedTopics: [] }),
  '/duckduckgo/': json(200, {
    ...{ Heading: 'Lua', AbstractURL: 'http://d/lua', AbstractText: 'A language' },
    RelatedTopics: [
      { FirstURL: 'http://d/1', Text: 'One - first' },
      { Topics: [{ FirstURL: 'http://d/2', Text: 'Two' }] },
    ],
  }),
});
after(() => server.close());

const ALL: SearchKeys = {
  tavily: 'k-t',
  google: 'k-g',
  googleEngine: 'e',
  brave: 'k-b',
  serpapi: 'k-s',
  serperdev: 'k-d',
};
const policy = createPolicy({ ...NO_PERMISSIONS, net: ['127.0.0.1'] }, '/');

function search(
  parameters: ValueObject,
  keys = ALL,
  duckduckgo = 'duckduckgo',
  allowed = policy,
): Promise<ValueObject> {
  const names = ['tavily', 'google', 'brave', 'serpapi', 'serperdev'];
  const bases = Object.fromEntries(names.map((name) => [name, `${server.url}/${name}`]));
  const tool = createWebSearcher(keys, { ...bases, duckduckgo: `${server.url}/${duckduckgo}` });
  const context = { policy: allowed, signal: new AbortController().signal };
  return new ToolRegistry([tool]).execute('web-search', { input: ' lua ', ...parameters }, context);
}

const urls = ({ result }: ValueObject): unknown[] =>
  ((result as ValueObject)['results'] as ValueObject[]).map(({ url }) => url);

test('each service is asked in its way, with its key', async () => {
  const google = await search({ provider: 'google', max_results: 1, language: 'de' });
  assert.deepEqual(google['result'], {
    ...{ query: 'lua', provider: 'google', search_type: 'web', count: 1 },
    results: [{ title: 'T', url: 'http://g/', snippet: 'S', provider: 'google', rank: 1 }],
  });
  assert.equal(server.requests.at(-1)!.path, '/google/customsearch/v1?key=k-g&cx=e&q=lua&num=1&safe=active&hl=de');
  assert.deepEqual(urls(await search({ provider: 'tavily' })), ['http://t/']);
  assert.equal(server.requests.at(-1)!.headers.authorization, 'Bearer k-t');
  assert.deepEqual(JSON.parse(server.requests.at(-1)!.body), { query: 'lua', max_results: 10, topic: 'general' });
  assert.deepEqual(urls(await search({ provider: 'brave' })), ['http://b/']);
  assert.equal(server.requests.at(-1)!.headers['x-subscription-token'], 'k-b');
  assert.deepEqual(urls(await search({ provider: 'brave', search_type: 'news' })), ['http://b/n']);
  assert.deepEqual(urls(await search({ provider: 'serpapi', search_type: 'images', safe_search: false })), [
    'http://s/i',
  ]);
  assert.match(server.requests.at(-1)!.path, /safe=off&tbm=isch$/);
  const topics = await search({ provider: 'duckduckgo' }, {});
  assert.deepEqual(urls(topics), ['http://d/lua', 'http://d/1', 'http://d/2']);
});

test('without a key, or with a wrong one, the error says which', async () => {
  await assert.rejects(search({ provider: 'brave' }, {}), {
    code: 'SEARCH_KEY',
    message: "Tool execution failed: Configuration error: The provider 'brave' needs a key",
    help: 'set BRAVE_API_KEY, or run llmspell keys add brave',
  });
  await assert.rejects(search({ provider: 'google' }, { google: 'k' }), { help: 'set GOOGLE_SEARCH_ENGINE_ID' });
  await assert.rejects(search({ provider: 'serperdev' }), {
    code: 'SEARCH_KEY',
    message: /refuses the key \(HTTP 403\)/,
  });
  await assert.rejects(search({ provider: 'bing' }), { message: /Bing's search service ended/ });
  await assert.rejects(search({ max_results: 0 }), { code: 'TOOL_PARAMETER' });
});

test('where none is named the first that finds something answers', async () => {
  const rest: SearchKeys = {
    ...{ google: 'k-g', googleEngine: 'e', brave: 'k-b' },
    ...{ serpapi: 'k-s', serperdev: 'k-d' },
  };
  assert.equal(((await search({}, rest))['result'] as ValueObject)['provider'], 'duckduckgo');
  // The one without topics, then the one that refuses its key, then the one that finds.
  assert.equal(((await search({}, rest, 'empty'))['result'] as ValueObject)['provider'], 'brave');
  const nobody = await search({}, { serperdev: 'x' }, 'nowhere');
  assert.equal(nobody['success'], false);
  assert.match(
    (nobody['error'] as ValueObject)['message'] as string,
    /no service answered \(duckduckgo: .*; serperdev: .*refuses/,
  );
  const closed = createPolicy(NO_PERMISSIONS, '/');
  await assert.rejects(search({ provider: 'brave' }, ALL, '', closed), { code: 'PERMISSION_NET' });
});

test('keys come from the environment, else from what is kept', () => {
  const kept = new Map(['brave', 'tavily', 'openai'].map((name) => [name, inFile('kept')]));
  assert.deepEqual(readSearchKeys({ BRAVE_API_KEY: 'env', GOOGLE_API_KEY: ' ', GOOGLE_SEARCH_ENGINE_ID: 'e' }, kept), {
    ...{ tavily: 'kept', brave: 'env', googleEngine: 'e' },
  });
});
