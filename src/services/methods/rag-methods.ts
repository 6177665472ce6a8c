// What `RAG` reaches. Control thread.

import type { HostMethod, HostMethods, Value } from '../../base/values.js';
import type { Arguments } from '../arguments.js';
import { lifetimeOf, milliseconds } from '../retrieval/documents.js';
import { namespaceOf } from '../retrieval/namespace.js';
import { badOption, inCategory } from '../retrieval/retrieval-errors.js';
import { chunkingOf, documentTables, sourceDocuments } from '../retrieval/script-documents.js';
import { MOST_RESULTS, SEARCH_MODES } from '../retrieval/searching.js';
import type { SearchMode } from '../retrieval/searching.js';
import type { Services } from '../services.js';
import type { NamespaceStats } from '../stores/vector-store.js';
import { compact, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { method } from './method.js';

const SESSION_TTL_SECONDS = 3600;

export function ragMethods(services: Services): HostMethods {
  return {
    /** (document or array of them, options?) -> {success, documents_processed, vectors_created, ...} */
    'rag.ingest': inWords('RAG ingest failed', 'RAG.ingest', (args, call) => {
      const options = args.optionalTable(1);
      const tables = documentTables(args.optional(0));
      const policy = services.policy.from(call.workingDirectory);
      return services.retrieval
        .ingest(sourceDocuments(tables, { policy, signal: call.signal }), {
          namespace: scopeOf(args, 1, options),
          provider: args.optionalField(1, options, 'provider'),
          chunking: chunkingOf(options['chunking']),
          signal: call.signal,
          runId: call.runId,
        })
        .then((report) => ({
          success: true,
          documents_processed: report.documents,
          documents_unchanged: report.unchanged,
          chunks_created: report.chunks,
          vectors_created: report.vectors,
          total_tokens: report.tokens,
        }));
    }),

    /** (query, options?) or one table with both -> {success, total, results} */
    'rag.search': inWords('RAG search failed', 'RAG.search', async (args, call) => {
      const isOne = isValueObject(args.optional(0));
      const at = isOne ? 0 : 1;
      const options = args.optionalTable(at);
      const query = isOne ? args.optionalField(0, options, 'query') : args.text(0);
      if (query === undefined) throw badOption('there is no query', 'write RAG.search("...") or {query = "..."}');
      const found = await services.retrieval.search(query, {
        namespace: scopeOf(args, at, options),
        limit: limitOf(options),
        threshold: thresholdOf(options['threshold']),
        filter: filterOf(options['metadata_filter'] ?? options['filters']),
        mode: modeOf(options['mode']),
        signal: call.signal,
        runId: call.runId,
      });
      return { success: true, total: found.length, results: found.map((piece) => ({ ...piece, text: piece.content })) };
    }),

    /** (scope, scope_id?) -> {total_vectors, total_storage_bytes, ...} */
    'rag.get_stats': method('RAG.get_stats', async (args, { signal }) => {
      const namespace = namespaceOf({ scope: args.text(0), scopeId: args.optionalText(1) });
      return describeStats(await services.retrieval.stats(namespace, signal));
    }),

    /** (scope, scope_id), ("scope:id") or ({scope, scope_id}) -> how many vectors are gone */
    'rag.cleanup_scope': method('RAG.cleanup_scope', async (args, { signal }) => {
      const isOne = isValueObject(args.optional(0));
      const scope = isOne
        ? scopeOf(args, 0, args.table(0))
        : namespaceOf({ scope: args.text(0), scopeId: args.optionalText(1) });
      return services.retrieval.store.drop(scope, signal);
    }),

    /** (session id, seconds?) -> {session_id, namespace, ttl?, created} */
    'rag.create_session_collection': method('RAG.create_session_collection', async (args, { signal }) => {
      const [id, given] = [args.text(0), args.optional(1)];
      const ttlMs = isValueObject(given)
        ? lifetimeOf(given)
        : given === undefined
          ? undefined
          : milliseconds(given, 'ttl');
      await services.retrieval.store.setTtl(namespaceOf({ scope: 'session', scopeId: id }), ttlMs, signal);
      return compact({
        session_id: id,
        namespace: `session_${id}`,
        ttl: ttlMs === undefined ? undefined : ttlMs / 1000,
        created: true,
      });
    }),

    /** ({session_id, vector_ttl?}) -> {session_id, vector_ttl, configured} */
    'rag.configure_session': method('RAG.configure_session', async (args, { signal }) => {
      const options = args.table(0);
      const id = args.optionalField(0, options, 'session_id');
      if (id === undefined) throw badOption('there is no session_id', 'write {session_id = "..."}');
      const ttlMs = milliseconds(options['vector_ttl'] ?? SESSION_TTL_SECONDS, 'vector_ttl');
      await services.retrieval.store.setTtl(namespaceOf({ scope: 'session', scopeId: id }), ttlMs, signal);
      return { session_id: id, vector_ttl: ttlMs / 1000, configured: true };
    }),

    /** (table) */
    'rag.configure': method('RAG.configure', (args) => {
      args.table(0);
      return undefined;
    }),

    /** () -> array of names that ingest takes as provider */
    'rag.list_providers': method('RAG.list_providers', () => services.retrieval.embedders.list()),

    /** () */
    'rag.save': method('RAG.save', () => undefined),
  };
}

/** Errors begin with words that scripts test for. */
function inWords(category: string, name: string, call: Parameters<typeof method>[1]): HostMethod {
  return method(name, async (args, context) => {
    try {
      return await call(args, context);
    } catch (error) {
      throw inCategory(error, category);
    }
  });
}

function scopeOf(args: Arguments, at: number, options: ValueObject): string {
  return namespaceOf({
    scope: args.optionalField(at, options, 'scope'),
    scopeId: args.optionalField(at, options, 'scope_id'),
    tenantId: args.optionalField(at, options, 'tenant_id'),
  });
}

function limitOf({ top_k: topK, k }: ValueObject): number | undefined {
  const limit = topK ?? k ?? undefined;
  if (limit === undefined) return undefined;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit <= 0) {
    throw badOption('k must be a positive integer', 'write top_k = 10, or leave it out');
  }
  if (limit <= MOST_RESULTS) return limit;
  throw badOption(`top_k is ${limit}, and ${MOST_RESULTS} is the most`, 'ask for fewer');
}

function thresholdOf(value: Value): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw badOption('threshold: a number from 0 to 1 expected', 'write threshold = 0.5, or leave it out');
}

function filterOf(value: Value): ValueObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (isValueObject(value)) return value;
  const got = Array.isArray(value) ? 'array' : luaTypeOf(value);
  throw badOption(`metadata_filter is a ${got}`, 'write a table of fields: {author = "Ada"}');
}

function modeOf(value: Value): SearchMode {
  const mode = SEARCH_MODES.find((known) => known === (value ?? 'hybrid'));
  if (mode !== undefined) return mode;
  throw badOption('there is no such mode of searching', `write one of ${SEARCH_MODES.join(', ')}`);
}

function describeStats(stats: NamespaceStats): ValueObject {
  const { searches, embedded, embeddedTokens } = stats.usage;
  return compact({
    total_vectors: stats.vectors,
    total_storage_bytes: stats.bytes,
    documents: stats.documents,
    chunks: stats.chunks,
    tokens: stats.tokens,
    embedders: stats.embedders,
    embeddings_generated: embedded,
    embedding_tokens: embeddedTokens,
    searches_performed: searches,
    ttl: stats.ttlMs === undefined ? undefined : stats.ttlMs / 1000,
  });
}
