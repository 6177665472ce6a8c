// Comm target `llmspell.rag`: documents, and finding what is in them, for clients. Control thread.

import { SpellError } from '../../base/errors.js';
import { fromTagged } from '../../base/tagged-json.js';
import type { JsonObject } from '../../protocol/schema.js';
import {
  array,
  count,
  defaultTo,
  json,
  jsonObject,
  nonEmptyString,
  object,
  oneOf,
  optional,
  string,
} from '../../protocol/schema.js';
import type { DocumentKind } from '../../services/retrieval/document-kind.js';
import type { SourceDocument } from '../../services/retrieval/ingestion.js';
import type { RetrievalService, WholeDocument } from '../../services/retrieval/retrieval-service.js';
import type { SearchMode } from '../../services/retrieval/searching.js';
import type { Methods } from './answer.js';

/** The compiler sees to it that none is missing. */
const KINDS: Readonly<Record<DocumentKind, true>> = {
  ...{ text: true, markdown: true, html: true, code: true, json: true, csv: true, pdf: true },
};
const MODES: Readonly<Record<SearchMode, true>> = { hybrid: true, text: true, vector: true };
/** One answer holds so many documents, and texts of about so many characters. */
const [PAGE, PAGE_CHARACTERS] = [100, 4 * 2 ** 20];

const scope = defaultTo(nonEmptyString, 'global');
const scoped = object({ scope });
const paged = object({ scope, after: defaultTo(count, 0) });
const given = object({
  id: nonEmptyString,
  content: json,
  kind: defaultTo(oneOf(...keysOf(KINDS)), 'text'),
  metadata: defaultTo(jsonObject, {}),
});
const taken = object({ scope, documents: array(given) });
const searched = object({
  ...{ query: string, scope, limit: optional(count), filter: defaultTo(jsonObject, {}) },
  mode: defaultTo(oneOf(...keysOf(MODES)), 'hybrid'),
});

/** May throw `RAG_*`, `PROVIDER_*`, `STATE_*` and the schemas' `MESSAGE_CONTENT`. */
export function ragMethods(open: () => Promise<RetrievalService>): Methods {
  return {
    /** () -> {scopes, embedder}: those that have documents, sorted, and what embeds new ones */
    scopes: async (_params, _exchange, signal) => {
      const retrieval = await open();
      return { scopes: await retrieval.store.namespaces(signal), embedder: retrieval.embedder().name };
    },

    /** ({scope?, documents: [{id, content, kind?, metadata?}]}) -> {documents: [{id, status, chunks?, error?}], error?} */
    ingest: async (params, _exchange, signal) => {
      const { scope: namespace, documents } = taken.parse(params, 'data.params');
      return ingest(await open(), namespace, documents.map(sourceOf), signal);
    },

    /** ({query, scope?, limit?, filter?, mode?}) -> {results}, as scripts get them */
    search: async (params, _exchange, signal) => {
      const { query, scope: namespace, ...rest } = searched.parse(params, 'data.params');
      const results = await (await open()).search(query, { ...rest, namespace, signal });
      return { results: results as readonly JsonObject[] };
    },

    /** ({scope?}) -> documents, chunks, vectors, bytes, tokens, embedders, usage */
    stats: async (params, _exchange, signal) => {
      const stats = await (await open()).stats(scoped.parse(params, 'data.params').scope, signal);
      return { ...stats, usage: { ...stats.usage } };
    },

    /** ({scope?}) -> {chunks}: of so many pieces */
    clear: async (params, _exchange, signal) => ({
      chunks: await (await open()).store.drop(scoped.parse(params, 'data.params').scope, signal),
    }),

    /** ({scope?, after?}) -> {ids, after?}: embedded anew; where to go on, where that is not the end */
    index: async (params, _exchange, signal) => {
      const { scope: namespace, after } = paged.parse(params, 'data.params');
      const { ids, after: next } = await (await open()).reindex(namespace, after, signal);
      return { ids, ...(next === undefined ? {} : { after: next }) };
    },

    /** () -> {}; what has expired is taken out, and the index put in order */
    tidy: async (_params, _exchange, signal) => {
      await (await open()).store.tidy(signal);
      return {};
    },

    /** ({scope?, after?}) -> {documents: [{number, id, content, metadata, createdAt, expiresAt?}]}; none behind the last */
    documents: async (params, _exchange, signal) => {
      const { scope: namespace, after } = paged.parse(params, 'data.params');
      return { documents: await page((await open()).documents(namespace, signal, after)) };
    },
  };
}

function keysOf<T extends string>(all: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(all) as T[];
}

function sourceOf({ id, content, kind, metadata }: ReturnType<typeof given.parse>): SourceDocument {
  const value = fromTagged(content);
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return { id, content: value, kind, metadata };
  }
  throw new SpellError('MESSAGE_CONTENT', `data.params.documents: the content of '${id}' is neither text nor bytes`);
}

/** What was stored before it failed, or was cancelled, is told all the same. */
async function ingest(
  retrieval: RetrievalService,
  namespace: string,
  sources: readonly SourceDocument[],
  signal: AbortSignal,
): Promise<JsonObject> {
  const documents: JsonObject[] = [];
  try {
    await retrieval.ingest(sources, {
      namespace,
      signal,
      onDocument: (id, outcome) => {
        if (outcome.status !== 'refused') documents.push({ id, ...outcome });
        else documents.push({ id, status: 'refused', error: failureOf(outcome.error) });
      },
    });
    return { documents };
  } catch (error) {
    const failure: unknown = signal.aborted ? signal.reason : error;
    if (!(failure instanceof SpellError)) throw error;
    return { documents, error: failureOf(failure) };
  }
}

function failureOf({ code, message, help }: SpellError): JsonObject {
  return { code, message, help };
}

async function page(all: AsyncIterable<WholeDocument>): Promise<readonly JsonObject[]> {
  const documents: JsonObject[] = [];
  let characters = 0;
  for await (const { number, id, content, metadata, createdAt, expiresAt } of all) {
    const kept = { number, id, content, metadata: metadata as JsonObject, createdAt };
    documents.push(expiresAt === undefined ? kept : { ...kept, expiresAt });
    characters += content.length;
    if (documents.length >= PAGE || characters >= PAGE_CHARACTERS) break;
  }
  return documents;
}
