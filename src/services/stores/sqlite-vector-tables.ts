// How the rows of a vector store are written and removed, inside a transaction. Control thread.

import type { Prepare } from './sqlite-database.js';
import type { ChunkInput, DocumentInput } from './vector-store.js';

/** Vectors that are searched in one go, which takes about a millisecond. */
export const SLAB_SIZE = 2048;

/** Pieces that are written or removed in one transaction: some milliseconds. */
export const PART = 64;

export interface NamespaceRow {
  readonly id: number;
  readonly ttl_ms: number | null;
  readonly searches: number;
  readonly embedded: number;
  readonly embedded_tokens: number;
}

interface ChunkRow {
  readonly id: number;
  readonly namespace: number;
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
  makeWordTable(statement, id);
  return findNamespace(statement, name)!;
}

export function makeWordTable(statement: Prepare, namespace: number): void {
  statement(
    `CREATE VIRTUAL TABLE text_${namespace} USING fts5(
       text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2')`,
  ).run();
}

/** A document that is there for nobody until {@link showDocument}; gives its number. */
export function beginDocument(statement: Prepare, namespace: NamespaceRow, input: DocumentInput): number {
  const now = Date.now();
  const { lastInsertRowid } = statement(
    `INSERT INTO documents (namespace, fingerprint, metadata, tokens, created_at, updated_at, occurred_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    namespace.id,
    input.fingerprint,
    JSON.stringify(input.metadata),
    input.tokens,
    now,
    now,
    input.occurredAt ?? null,
    now + LEFT_BEHIND_MS,
  );
  return Number(lastInsertRowid);
}

/** Puts it in place of the one with its id, whose number is given: that one is there for nobody from now on, and to be removed. */
export function showDocument(
  statement: Prepare,
  namespace: NamespaceRow,
  document: number,
  input: DocumentInput,
): number | undefined {
  const now = Date.now();
  const old = statement('SELECT id, created_at FROM documents WHERE namespace = ? AND name = ?').get(
    namespace.id,
    utf8(input.id),
  ) as { id: number; created_at: number } | undefined;
  if (old !== undefined) hideDocument(statement, old.id);
  statement('UPDATE documents SET name = ?, created_at = ?, expires_at = ? WHERE id = ?').run(
    utf8(input.id),
    old?.created_at ?? now,
    expiryOf(input.ttlMs, namespace, now),
    document,
  );
  return old?.id;
}

/** What nobody has shown or removed by then is left behind, and is removed as what has expired. */
const LEFT_BEHIND_MS = 3_600_000;

export function hideDocument(statement: Prepare, document: number): void {
  statement('UPDATE documents SET name = NULL, expires_at = ? WHERE id = ?').run(Date.now() + LEFT_BEHIND_MS, document);
}

export function isThere(statement: Prepare, document: number): boolean {
  return statement('SELECT 1 FROM documents WHERE id = ?').get(document) !== undefined;
}

export function expiryOf(ttlMs: number | undefined, { ttl_ms: own }: NamespaceRow, now: number): number | null {
  const ms = ttlMs ?? own;
  return ms === null || ms === Infinity ? null : now + ms;
}

export interface ChunkPlace {
  readonly namespace: number;
  readonly document: number;
  readonly embedder: string;
}

export function writeChunk(statement: Prepare, place: ChunkPlace, chunk: ChunkInput, position: number): void {
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

/** Removes so many chunks of documents at most; gives the documents that still have some. */
export function removeSome(statement: Prepare, documents: readonly number[], most: number): readonly number[] {
  let room = most;
  for (const [at, document] of documents.entries()) {
    const chunks = statement(
      `SELECT chunks.id, chunks.namespace, slab, dimensions FROM chunks LEFT JOIN slabs ON slabs.id = slab
       WHERE document = ? LIMIT ?`,
    ).all(document, room + 1) as ChunkRow[];
    for (const chunk of chunks.slice(0, room)) removeChunk(statement, chunk);
    if (chunks.length > room) return documents.slice(at);
    room -= chunks.length;
    statement('DELETE FROM documents WHERE id = ?').run(document);
  }
  return [];
}

function removeChunk(statement: Prepare, { id, namespace, slab, dimensions }: ChunkRow): void {
  statement(`DELETE FROM text_${namespace} WHERE rowid = ?`).run(id);
  statement('DELETE FROM chunks WHERE id = ?').run(id);
  if (slab === null || dimensions === null) return;
  statement(`DELETE FROM vectors_${dimensions} WHERE rowid = ?`).run(BigInt(id));
  statement('UPDATE slabs SET count = count - 1 WHERE id = ?').run(slab);
  statement('DELETE FROM slabs WHERE id = ? AND count = 0').run(slab);
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
