// How the rows of a vector store are written and removed, inside a transaction. Control thread.

import type { Prepare } from './sqlite-database.js';
import type { ChunkInput, DocumentInput } from './vector-store.js';

/** Vectors that are searched in one go, which takes about a millisecond. */
const SLAB_SIZE = 2048;

export interface NamespaceRow {
  readonly id: number;
  readonly ttl_ms: number | null;
  readonly searches: number;
  readonly embedded: number;
  readonly embedded_tokens: number;
}

interface ChunkRow {
  readonly id: number;
  readonly slab: number | null;
  readonly dimensions: number | null;
}

export function findNamespace(statement: Prepare, name: string): NamespaceRow | undefined {
  return statement('SELECT * FROM namespaces WHERE name = ?').get(utf8(name)) as NamespaceRow | undefined;
}

/** Makes it where it is not there. */
export function requireNamespace(statement: Prepare, name: string): NamespaceRow {
  const found = findNamespace(statement, name);
  if (found !== undefined) return found;
  const id = Number(statement('INSERT INTO namespaces (name) VALUES (?)').run(utf8(name)).lastInsertRowid);
  statement(
    `CREATE VIRTUAL TABLE text_${id} USING fts5(
       text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2')`,
  ).run();
  return findNamespace(statement, name)!;
}

export function writeDocument(statement: Prepare, namespace: NamespaceRow, input: DocumentInput): void {
  const now = Date.now();
  const name = utf8(input.id);
  const old = statement('SELECT id, created_at FROM documents WHERE namespace = ? AND name = ?').get(
    namespace.id,
    name,
  ) as { id: number; created_at: number } | undefined;
  if (old !== undefined) removeDocument(statement, namespace.id, old.id);
  const { lastInsertRowid } = statement(
    `INSERT INTO documents
       (namespace, name, fingerprint, metadata, tokens, created_at, updated_at, occurred_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    namespace.id,
    name,
    input.fingerprint,
    JSON.stringify(input.metadata),
    input.tokens,
    old?.created_at ?? now,
    now,
    input.occurredAt ?? null,
    expiryOf(input.ttlMs, namespace, now),
  );
  const place = { namespace: namespace.id, document: Number(lastInsertRowid), embedder: input.embedder };
  input.chunks.forEach((chunk, position) => writeChunk(statement, place, chunk, position));
}

export function expiryOf(ttlMs: number | undefined, { ttl_ms: own }: NamespaceRow, now: number): number | null {
  const ms = ttlMs ?? own;
  return ms === null ? null : now + ms;
}

interface ChunkPlace {
  readonly namespace: number;
  readonly document: number;
  readonly embedder: string;
}

function writeChunk(statement: Prepare, place: ChunkPlace, chunk: ChunkInput, position: number): void {
  const { namespace, document, embedder } = place;
  const { text, start, hash, vector } = chunk;
  const slab = vector === undefined ? null : takeSlab(statement, namespace, embedder, vector.length);
  const id = Number(
    statement(
      `INSERT INTO chunks (namespace, document, position, start, text, hash, embedder, slab)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(namespace, document, position, start, utf8(text), hash, embedder, slab).lastInsertRowid,
  );
  // The driver cuts texts at a zero byte.
  const words = text.replaceAll('\0', ' ');
  statement(`INSERT INTO text_${namespace} (rowid, text) VALUES (?, ?)`).run(id, words);
  if (vector === undefined || slab === null) return;
  statement(`INSERT INTO vectors_${vector.length} (rowid, slab, embedding) VALUES (?, ?, ?)`).run(
    BigInt(id),
    BigInt(slab),
    bytesOf(vector),
  );
}

/** One with room for a vector more, which is counted. */
function takeSlab(statement: Prepare, namespace: number, embedder: string, dimensions: number): number {
  const found = statement(
    `SELECT id FROM slabs WHERE namespace = ? AND embedder = ? AND dimensions = ? AND count < ${SLAB_SIZE} LIMIT 1`,
  ).get(namespace, embedder, dimensions) as { id: number } | undefined;
  if (found !== undefined) {
    statement('UPDATE slabs SET count = count + 1 WHERE id = ?').run(found.id);
    return found.id;
  }
  statement(
    `CREATE VIRTUAL TABLE IF NOT EXISTS vectors_${dimensions} USING vec0(
       slab integer partition key, embedding float[${dimensions}] distance_metric=cosine, chunk_size=256)`,
  ).run();
  const { lastInsertRowid } = statement(
    'INSERT INTO slabs (namespace, embedder, dimensions, count) VALUES (?, ?, ?, 1)',
  ).run(namespace, embedder, dimensions);
  return Number(lastInsertRowid);
}

/** How many chunks it had. */
export function removeDocument(statement: Prepare, namespace: number, document: number): number {
  const chunks = statement(
    `SELECT chunks.id, slab, dimensions FROM chunks LEFT JOIN slabs ON slabs.id = slab WHERE document = ?`,
  ).all(document) as ChunkRow[];
  for (const { id, slab, dimensions } of chunks) {
    statement(`DELETE FROM text_${namespace} WHERE rowid = ?`).run(id);
    if (slab === null || dimensions === null) continue;
    statement(`DELETE FROM vectors_${dimensions} WHERE rowid = ?`).run(BigInt(id));
    statement('UPDATE slabs SET count = count - 1 WHERE id = ?').run(slab);
  }
  statement('DELETE FROM slabs WHERE namespace = ? AND count = 0').run(namespace);
  statement('DELETE FROM chunks WHERE document = ?').run(document);
  statement('DELETE FROM documents WHERE id = ?').run(document);
  return chunks.length;
}

export function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** A copy, because the driver's bytes may begin anywhere. */
export function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
