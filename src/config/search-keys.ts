// Keys of search services: from the variables that those services name themselves, else kept with `llmspell keys`. Control thread.

import type { Environment } from './environment.js';
import type { KeptKeys } from './kept-keys.js';

/** By the name of the service, which is also that of a kept key: the variables in which its key may stand. */
export const SEARCH_KEY_VARIABLES = {
  tavily: 'TAVILY_API_KEY',
  google: 'GOOGLE_API_KEY',
  brave: 'BRAVE_API_KEY',
  serpapi: 'SERPAPI_API_KEY',
  serperdev: 'SERPERDEV_API_KEY',
} as const;

/** Beside the key, Google wants to know which of one's search engines is asked. */
export const GOOGLE_ENGINE_VARIABLE = 'GOOGLE_SEARCH_ENGINE_ID';

export type KeyedSearch = keyof typeof SEARCH_KEY_VARIABLES;

export interface SearchKeys extends Readonly<Partial<Record<KeyedSearch, string>>> {
  readonly googleEngine?: string;
}

/** A key that is kept is read when it is needed. */
export function readSearchKeys(environment: Environment, kept: KeptKeys): SearchKeys {
  const googleEngine = worded(environment[GOOGLE_ENGINE_VARIABLE]);
  const keys = googleEngine === undefined ? {} : { googleEngine };
  for (const [name, variable] of Object.entries(SEARCH_KEY_VARIABLES)) {
    const written = worded(environment[variable]);
    const key = kept.get(name);
    if (written === undefined && key === undefined) continue;
    Object.defineProperty(keys, name, { get: () => written ?? key?.value, enumerable: true });
  }
  return keys;
}

function worded(text: string | undefined): string | undefined {
  const word = text?.trim() ?? '';
  return word === '' ? undefined : word;
}
