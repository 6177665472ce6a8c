// Services that search the web: how each is asked, and where its answer has what was found. Control thread.

import type { KeyedSearch, SearchKeys } from '../../config/search-keys.js';
import type { Value } from '../../base/values.js';
import type { HttpRequest } from '../net/http-request.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export type SearchType = 'web' | 'news' | 'images';

export interface SearchQuery {
  readonly text: string;
  readonly count: number;
  readonly type: SearchType;
  readonly safe: boolean;
  readonly language?: string;
}

export interface Found {
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
}

export interface SearchService {
  /** Where it is; tests put their own server there. */
  readonly base: string;
  readonly key?: KeyedSearch;
  request(query: SearchQuery, keys: SearchKeys, base: string): HttpRequest;
  /** The list of what was found. */
  items(answer: ValueObject, type: SearchType): readonly Value[];
  read(item: ValueObject): Found;
}

export type SearchName = KeyedSearch | 'duckduckgo';

export const SEARCH_SERVICES: Readonly<Record<SearchName, SearchService>> = {
  tavily: {
    base: 'https://api.tavily.com',
    key: 'tavily',
    request: ({ text, count, type }, { tavily }, base) =>
      post(
        `${base}/search`,
        { query: text, max_results: Math.min(count, 20), topic: type === 'news' ? 'news' : 'general' },
        {
          authorization: `Bearer ${tavily ?? ''}`,
        },
      ),
    items: ({ results }) => listOf(results),
    read: (item) => found(item, 'title', 'url', 'content'),
  },
  google: {
    base: 'https://www.googleapis.com',
    key: 'google',
    request: ({ text, count, type, safe, language }, { google, googleEngine }, base) =>
      get(`${base}/customsearch/v1`, {
        ...{ key: google, cx: googleEngine, q: text, num: Math.min(count, 10), safe: safe ? 'active' : 'off' },
        ...{ searchType: type === 'images' ? 'image' : undefined, hl: language },
      }),
    items: ({ items }) => listOf(items),
    read: (item) => found(item, 'title', 'link', 'snippet'),
  },
  brave: {
    base: 'https://api.search.brave.com',
    key: 'brave',
    request: ({ text, count, type, safe, language }, { brave }, base) =>
      get(
        `${base}/res/v1/${type}/search`,
        { q: text, count: Math.min(count, 20), safesearch: safe ? 'strict' : 'off', search_lang: language },
        { 'x-subscription-token': brave ?? '' },
      ),
    items: ({ web, results }) => listOf(isValueObject(web) ? web['results'] : results),
    read: (item) => found(item, 'title', 'url', 'description'),
  },
  serpapi: {
    base: 'https://serpapi.com',
    key: 'serpapi',
    request: ({ text, count, type, safe, language }, { serpapi }, base) =>
      get(`${base}/search.json`, {
        ...{ engine: 'google', api_key: serpapi, q: text, num: count, safe: safe ? 'active' : 'off', hl: language },
        tbm: type === 'news' ? 'nws' : type === 'images' ? 'isch' : undefined,
      }),
    items: (answer, type) =>
      listOf(answer[{ web: 'organic_results', news: 'news_results', images: 'images_results' }[type]]),
    read: (item) => found(item, 'title', 'link', 'snippet'),
  },
  serperdev: {
    base: 'https://google.serper.dev',
    key: 'serperdev',
    request: ({ text, count, type, language }, { serperdev }, base) =>
      post(
        `${base}/${type === 'web' ? 'search' : type}`,
        { q: text, num: count, ...(language && { hl: language }) },
        {
          'x-api-key': serperdev ?? '',
        },
      ),
    items: (answer, type) => listOf(answer[{ web: 'organic', news: 'news', images: 'images' }[type]]),
    read: (item) => found(item, 'title', 'link', 'snippet'),
  },
  // Needs no key, and answers with topics it knows alone.
  duckduckgo: {
    base: 'https://api.duckduckgo.com',
    request: ({ text, safe }, _keys, base) =>
      get(`${base}/`, { q: text, format: 'json', no_html: 1, skip_disambig: 1, kp: safe ? 1 : -2 }),
    items: ({ AbstractURL, AbstractText, Heading, Results, RelatedTopics }) => {
      const topics = listOf(RelatedTopics).flatMap((topic) =>
        isValueObject(topic) && topic['Topics'] ? listOf(topic['Topics']) : [topic],
      );
      const own = AbstractURL ? [{ FirstURL: AbstractURL, Text: AbstractText, Heading }] : [];
      return [...own, ...listOf(Results), ...topics];
    },
    read: (item) => {
      const { url, snippet } = found(item, 'Heading', 'FirstURL', 'Text');
      return { title: textIn(item, 'Heading') || (snippet.split(' - ')[0] ?? ''), url, snippet };
    },
  },
};

function get(url: string, query: Readonly<Record<string, unknown>>, headers = {}): HttpRequest {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  const parameters = new URLSearchParams(set.map(([name, value]): [string, string] => [name, String(value)]));
  return { url: `${url}?${parameters.toString()}`, headers: { accept: 'application/json', ...headers } };
}

function post(url: string, body: ValueObject, headers = {}): HttpRequest {
  const types = { accept: 'application/json', 'content-type': 'application/json' };
  return { url, method: 'POST', body: JSON.stringify(body), headers: { ...types, ...headers } };
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

function found(item: ValueObject, title: string, url: string, snippet: string): Found {
  return { title: textIn(item, title), url: textIn(item, url), snippet: textIn(item, snippet) };
}

function textIn(item: ValueObject, name: string): string {
  const value = item[name];
  return typeof value === 'string' ? value : '';
}
