// Finds pieces of documents by words and by vectors, and makes one order of both. Control thread.

import type { Hit, StoredChunk, VectorStore } from '../stores/vector-store.js';
import type { ValueObject } from '../value-kinds.js';
import type { Embedder } from './embedder.js';
import { fuse } from './fuse.js';
import type { Fused } from './fuse.js';
import { metadataFilter } from './metadata-filter.js';
import { badOption } from './retrieval-errors.js';
import { queryWords } from './words.js';

export const SEARCH_MODES = ['hybrid', 'text', 'vector'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

export interface SearchOptions {
  readonly namespace: string;
  /** How many pieces. */
  readonly limit: number;
  /** Least score, from 0 to 1. */
  readonly threshold?: number | undefined;
  readonly filter?: ValueObject | undefined;
  readonly mode: SearchMode;
  readonly signal: AbortSignal;
  readonly runId?: string | undefined;
}

export interface SearchResult {
  readonly chunk: StoredChunk;
  /** By the places in both orders; 1 for what is first in each. */
  readonly score: number;
  /** Cosine of the vectors. */
  readonly similarity?: number | undefined;
}

export interface SearchParts {
  readonly store: VectorStore;
  readonly findEmbedder: (name: string) => Embedder;
}

export const MOST_RESULTS = 1000;
/** How far down each order is looked at, at least. */
const LEAST_CANDIDATES = 30;
/** Documents whose metadata are looked at before others come to their turn. */
const PAGE = 500;

/** The best first; of pieces with the same text one. @throws SpellError `RAG_*`, `PROVIDER_*`, `STATE_*` */
export async function search(
  query: string,
  options: SearchOptions,
  parts: SearchParts,
): Promise<readonly SearchResult[]> {
  if (options.limit > MOST_RESULTS)
    throw badOption(`${options.limit} results are asked for, and ${MOST_RESULTS} is the most`, 'ask for fewer');
  const among = await matching(options, parts.store);
  if (among?.length === 0) return [];
  const limits = { limit: Math.max(LEAST_CANDIDATES, options.limit * 3), among, signal: options.signal };
  const { namespace, mode } = options;
  const byVector = mode === 'text' ? [] : await vectorHits(query, options, parts, limits);
  const byWord = mode === 'vector' ? [] : await parts.store.searchText(namespace, queryWords(query), limits);
  const lists = [...(mode === 'text' ? [] : [byVector]), ...(mode === 'vector' ? [] : [byWord])];
  const order = fuse(lists.map((hits) => hits.map(({ chunk }) => chunk)));
  const similarities = new Map(byVector.map(({ chunk, score }) => [chunk, score]));
  const fitting = order.filter(({ score }) => score >= (options.threshold ?? 0));
  const found = await different(fitting, options, parts.store);
  return found.map(({ chunk, score }) => ({ chunk, score, similarity: similarities.get(chunk.chunk) }));
}

/** Numbers of the documents that the filter lets through; undefined where there is none. */
async function matching(
  { filter, namespace, signal }: SearchOptions,
  store: VectorStore,
): Promise<readonly number[] | undefined> {
  if (filter === undefined || Object.keys(filter).length === 0) return undefined;
  const fits = metadataFilter(filter);
  const numbers: number[] = [];
  for (let after = 0; ;) {
    const page = await store.documents(namespace, after, PAGE, signal);
    numbers.push(...page.filter(({ metadata }) => fits(metadata)).map(({ number }) => number));
    if (page.length < PAGE) return numbers;
    after = page.at(-1)!.number;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Of all embedders that the namespace's vectors are by; each asks the query in its own way. */
async function vectorHits(
  query: string,
  { namespace, signal, runId }: SearchOptions,
  { store, findEmbedder }: SearchParts,
  limits: Parameters<VectorStore['searchVectors']>[3],
): Promise<readonly Hit[]> {
  // No server takes a text without any.
  if (query.trim() === '') return [];
  const names = await store.embedders(namespace, signal);
  const lists: Hit[] = [];
  for (const name of names) {
    const [vector] = await findEmbedder(name).embed([query], signal, runId);
    if (vector !== undefined) lists.push(...(await store.searchVectors(namespace, name, vector, limits)));
  }
  return lists.sort((a, b) => b.score - a.score || a.chunk - b.chunk).slice(0, limits.limit);
}

async function different(
  order: readonly Fused[],
  { namespace, limit, signal }: SearchOptions,
  store: VectorStore,
): Promise<readonly { readonly chunk: StoredChunk; readonly score: number }[]> {
  const found = new Map<string, { readonly chunk: StoredChunk; readonly score: number }>();
  for (let at = 0; at < order.length && found.size < limit; at += limit) {
    const part = order.slice(at, at + limit);
    const scores = new Map(part.map(({ item, score }) => [item, score]));
    for (const chunk of await store.chunks(namespace, [...scores.keys()], signal)) {
      if (!found.has(chunk.hash) && found.size < limit)
        found.set(chunk.hash, { chunk, score: scores.get(chunk.chunk)! });
    }
  }
  return [...found.values()];
}
