// The global `RAG`. Data only.

import type { DocumentedRow } from '../documented.js';

const FIND =
  'RAG.ingest({id = "tea", content = "The kettle is on the second shelf."})\nprint(RAG.search("where is the kettle?")[1].content)';

export const RAG: readonly DocumentedRow[] = [
  ['RAG', undefined, 'table', 'Documents that are found by words and by nearness, kept by scope.', undefined, FIND],
  ['RAG.ingest', 'documents: table, options?: table', 'table', 'Takes in a document, {content or text or path, id?, metadata?}, or an array of them, in place of those with the same ids; what has not changed stays as it is. Options: `tenant_id`, `scope`, `scope_id`, `provider`, `chunking` = {chunk_size, overlap, strategy}. Gives success, documents_processed, documents_unchanged, chunks_created, vectors_created, total_tokens.', undefined, FIND],
  ['RAG.search', 'query: string or table, options?: table', 'table', 'The pieces of documents that fit best, by words and vectors together: {success, total, results}, which is also the array of the results, each {id, content, text, score, similarity?, chunk, metadata, timestamp, embedder}. Options, also beside `query` in one table: `top_k`, `scope`, `scope_id`, `tenant_id`, `threshold`, `metadata_filter`, `mode` = hybrid, text or vector.', undefined, 'for _, hit in ipairs(RAG.search("kettle", {top_k = 3})) do print(hit.score, hit.id) end'],
  ['RAG.get_stats', 'scope: string, scope_id?: string', 'table', 'What a scope holds: total_vectors, total_storage_bytes, documents, chunks, tokens, embedders, and what was done: embeddings_generated, embedding_tokens, searches_performed.', undefined, 'print(RAG.get_stats("global").documents)'],
  ['RAG.cleanup_scope', 'scope: string, scope_id?: string', 'integer', 'Removes all of a scope; how many pieces it had.', undefined, 'RAG.cleanup_scope("session", "s1")'],
  ['RAG.create_session_collection', 'session_id: string, ttl?: integer', 'table', 'Makes the scope of a session, whose documents go by themselves after so many seconds: {session_id, namespace, ttl?, created}.'],
  ['RAG.configure_session', 'options: table', 'table', 'How long documents of a session stay from now on: `session_id`, `vector_ttl` in seconds, 3600 by default.'],
  ['RAG.configure', 'options: table', 'nothing', 'Does nothing: retrieval is configured by `[rag]` in the configuration file.'],
  ['RAG.list_providers', '', 'table', 'The names that `provider` takes: offline, and providers that may make embeddings.'],
  ['RAG.save', '', 'nothing', 'Does nothing: what is taken in is kept at once.'],
]; // prettier-ignore
