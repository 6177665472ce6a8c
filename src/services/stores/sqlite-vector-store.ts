// Documents in an SQLite database that several processes may share: words in FTS5, vectors in sqlite-vec. Control thread; what takes
// longer than a moment is done in parts, between which others come to their turn.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { RETRIEVAL_MIGRATIONS } from './migrations.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { Prepare, SqliteOptions } from './sqlite-database.js';
import { clearNameless, clearNamespace, removeDocuments, removeRest } from './sqlite-vector-removal.js';
import {
  beginDocument,
  bytesOf,
  expiryOf,
  findNamespace,
  isThere,
  PART,
  removeSome,
  requireNamespace,
  showDocument,
  SLAB_SIZE,
  text,
  toVector,
  utf8,
  writeChunk,
} from './sqlite-vector-tables.js';
import type { ChunkPlace } from './sqlite-vector-tables.js';
import { vectorExtension } from './vector-extension.js';
import { best } from './vector-hits.js';
import type {
  DocumentInput,
  Hit,
  NamespaceStats,
  NamespaceUsage,
  SearchLimits,
  StoredChunk,
  StoredDocument,
  VectorStore,
} from './vector-store.js';

const DOCUMENT = 'd.id AS number, d.name, d.metadata, d.created_at, d.updated_at, d.occurred_at, d.expires_at';
const CHUNK = 'c.id AS chunk, c.position, c.start, c.text, c.hash, c.embedder';
const HIDDEN =
  'IN (SELECT id FROM chunks WHERE document IN (SELECT id FROM documents WHERE namespace = ? AND name IS NULL))';
const AMONG = 'IN (SELECT id FROM chunks WHERE document IN (SELECT value FROM json_each(?)))';

/** So few pieces are searched in no time. */
const FEW = 1000;
/** Searches go through all vectors. */
const MAPPED_BYTES = 256 * 2 ** 20;

interface DocumentRow {
  readonly number: number;
  readonly name: Uint8Array;
  readonly metadata: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly occurred_at: number | null;
  readonly expires_at: number | null;
}

interface ChunkRow extends DocumentRow {
  readonly chunk: number;
  readonly position: number;
  readonly start: number;
  readonly text: Uint8Array;
  readonly hash: string;
  readonly embedder: string;
}

interface SlabRow {
  readonly id: number;
  readonly dimensions: number;
}

export class SqliteVectorStore implements VectorStore {
  private constructor(private readonly database: SqliteDatabase) {}

  /** Opens `retrieval.db` in `directory`. @throws SpellError `RAG_UNAVAILABLE`, and as {@link SqliteDatabase.open} */
  static async open(directory: string, options: SqliteOptions = {}): Promise<SqliteVectorStore> {
    const extensions = [await vectorExtension()];
    const database = await SqliteDatabase.open(directory, 'retrieval.db', RETRIEVAL_MIGRATIONS, {
      mappedBytes: MAPPED_BYTES,
      ...options,
      extensions,
    });
    return new SqliteVectorStore(database);
  }

  /** A large document is written in parts, and seen when it is whole. */
  async put(namespace: string, document: DocumentInput, signal?: AbortSignal): Promise<void> {
    const { chunks, embedder } = document;
    const begun = await this.database.transaction((statement) => {
      const space = requireNamespace(statement, namespace);
      const place = { namespace: space.id, document: beginDocument(statement, space, document), embedder };
      chunks.slice(0, PART).forEach((chunk, at) => writeChunk(statement, place, chunk, at));
      const old = chunks.length > PART ? undefined : showDocument(statement, space, place.document, document);
      return { space, place, old: old === undefined ? [] : removeSome(statement, [old], PART) };
    }, signal);
    if (chunks.length <= PART) return removeRest(this.database, begun.old, signal);
    for (let from = PART; from < chunks.length; from += PART) {
      await nextTurn();
      await this.writePart(begun.place, chunks, from, signal);
    }
    const shown = await this.database.transaction((statement) => {
      if (!isThere(statement, begun.place.document)) return undefined;
      return { old: showDocument(statement, begun.space, begun.place.document, document) };
    }, signal);
    // Its namespace was dropped meanwhile: it begins again in a new one.
    if (shown === undefined) return this.put(namespace, document, signal);
    await removeRest(this.database, shown.old === undefined ? [] : [shown.old], signal);
  }

  private writePart(
    place: ChunkPlace,
    chunks: DocumentInput['chunks'],
    from: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return this.database.transaction((statement) => {
      if (!isThere(statement, place.document)) return;
      chunks.slice(from, from + PART).forEach((chunk, at) => writeChunk(statement, place, chunk, from + at));
    }, signal);
  }

  async fingerprints(
    namespace: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    await this.reading(namespace, signal, (statement, id) => {
      const ask = statement(
        `SELECT fingerprint FROM documents WHERE namespace = ? AND name = ? AND (expires_at IS NULL OR expires_at > ?)`,
      );
      for (const each of ids) {
        const row = ask.get(id, utf8(each), Date.now()) as { fingerprint: string } | undefined;
        if (row !== undefined) found.set(each, row.fingerprint);
      }
    });
    return found;
  }

  async renew(namespace: string, id: string, ttlMs: number | undefined, signal?: AbortSignal): Promise<void> {
    await this.database.attempt((statement) => {
      const row = findNamespace(statement, namespace);
      if (row === undefined) return;
      statement('UPDATE documents SET expires_at = ? WHERE namespace = ? AND name = ?').run(
        expiryOf(ttlMs, row, Date.now()),
        row.id,
        utf8(id),
      );
    }, signal);
  }

  async vectorsOf(
    namespace: string,
    embedder: string,
    hashes: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    await this.reading(namespace, signal, (statement, id) => {
      const ask = statement(
        `SELECT c.id, dimensions FROM chunks c JOIN slabs ON slabs.id = c.slab
         WHERE c.namespace = ? AND hash = ? AND c.embedder = ? LIMIT 1`,
      );
      for (const hash of hashes) {
        const row = ask.get(id, hash, embedder) as SlabRow | undefined;
        if (row === undefined) continue;
        const { embedding } = statement(`SELECT embedding FROM vectors_${row.dimensions} WHERE rowid = ?`).get(
          BigInt(row.id),
        ) as { embedding: Uint8Array };
        found.set(hash, toVector(embedding));
      }
    });
    return found;
  }

  async searchText(namespace: string, words: readonly string[], limits: SearchLimits): Promise<readonly Hit[]> {
    if (words.length === 0) return [];
    const { limit, among, signal } = limits;
    await this.removeExpired(namespace, signal);
    const quoted = words.map((word) => `"${word.replaceAll('"', '""')}"`);
    const rows = await this.reading(namespace, signal, (statement, id) => {
      const query = tellingWords(statement, id, quoted).join(' OR ');
      const hidden = hiddenChunks(statement, id).size > 0 ? `AND rowid NOT ${HIDDEN}` : '';
      const filter = `${among === undefined ? '' : `AND rowid ${AMONG}`} ${hidden}`;
      return statement(
        `SELECT rowid AS chunk, rank FROM text_${id} WHERE text_${id} MATCH ? ${filter} ORDER BY rank, rowid LIMIT ?`,
      ).all(query, ...(among === undefined ? [] : [JSON.stringify(among)]), ...(hidden === '' ? [] : [id]), limit) as {
        chunk: number;
        rank: number;
      }[];
    });
    return (rows ?? []).map(({ chunk, rank }) => ({ chunk, score: -rank }));
  }

  async searchVectors(
    namespace: string,
    embedder: string,
    vector: Float32Array,
    limits: SearchLimits,
  ): Promise<readonly Hit[]> {
    const { limit, among, signal } = limits;
    await this.removeExpired(namespace, signal);
    const slabs = await this.reading(
      namespace,
      signal,
      (statement, id) =>
        statement('SELECT id, dimensions FROM slabs WHERE namespace = ? AND embedder = ?').all(
          id,
          embedder,
        ) as SlabRow[],
    );
    const bytes = bytesOf(vector);
    const filter = among === undefined ? [] : [JSON.stringify(among)];
    let hits: readonly Hit[] = [];
    for (const { id, dimensions } of slabs ?? []) {
      if (dimensions !== vector.length) continue;
      const more = await this.reading(namespace, signal, (statement, space) => {
        const hidden = hiddenChunks(statement, space);
        const rows = statement(
          `SELECT rowid AS chunk, distance FROM vectors_${dimensions}
           WHERE embedding MATCH ? AND k = ? AND slab = ?${filter.length === 0 ? '' : ` AND rowid ${AMONG}`}`,
        ).all(bytes, BigInt(Math.min(limit + hidden.size, SLAB_SIZE)), BigInt(id), ...filter) as {
          chunk: number;
          distance: number;
        }[];
        return rows
          .filter(({ chunk }) => !hidden.has(chunk))
          .map(({ chunk, distance }) => ({ chunk, score: 1 - distance }));
      });
      hits = best([...hits, ...(more ?? [])], limit);
      await nextTurn();
    }
    return hits;
  }

  async embedders(namespace: string, signal?: AbortSignal): Promise<readonly string[]> {
    const rows = await this.reading(
      namespace,
      signal,
      (statement, id) =>
        statement('SELECT DISTINCT embedder FROM slabs WHERE namespace = ? ORDER BY embedder').all(id) as {
          embedder: string;
        }[],
    );
    return (rows ?? []).map(({ embedder }) => embedder);
  }

  async chunks(namespace: string, numbers: readonly number[], signal?: AbortSignal): Promise<readonly StoredChunk[]> {
    const rows = await this.reading(namespace, signal, (statement, id) => {
      const ask = statement(
        `SELECT ${CHUNK}, ${DOCUMENT} FROM chunks c JOIN documents d ON d.id = c.document
         WHERE c.id = ? AND c.namespace = ? AND d.name IS NOT NULL AND (d.expires_at IS NULL OR d.expires_at > ?)`,
      );
      return numbers.map((number) => ask.get(number, id, Date.now()) as ChunkRow | undefined);
    });
    return (rows ?? []).flatMap((row) => (row === undefined ? [] : [toChunk(row)]));
  }

  async chunksOf(namespace: string, document: number, signal?: AbortSignal): Promise<readonly StoredChunk[]> {
    const rows = await this.reading(
      namespace,
      signal,
      (statement, id) =>
        statement(
          `SELECT ${CHUNK}, ${DOCUMENT} FROM chunks c JOIN documents d ON d.id = c.document
           WHERE d.id = ? AND d.namespace = ? AND d.name IS NOT NULL ORDER BY c.position`,
        ).all(document, id) as ChunkRow[],
    );
    return (rows ?? []).map(toChunk);
  }

  async documents(
    namespace: string,
    after: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<readonly StoredDocument[]> {
    const rows = await this.reading(
      namespace,
      signal,
      (statement, id) =>
        statement(
          `SELECT ${DOCUMENT} FROM documents d
           WHERE namespace = ? AND name IS NOT NULL AND id > ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY id LIMIT ?`,
        ).all(id, after, Date.now(), limit) as DocumentRow[],
    );
    return (rows ?? []).map(toDocument);
  }

  async remove(namespace: string, ids: readonly string[], signal?: AbortSignal): Promise<number> {
    const rows = await this.reading(namespace, signal, (statement, id) => {
      const ask = statement('SELECT id FROM documents WHERE namespace = ? AND name = ?');
      return ids.flatMap((each) => (ask.get(id, utf8(each)) as { id: number } | undefined)?.id ?? []);
    });
    await removeDocuments(this.database, rows ?? [], signal);
    return rows?.length ?? 0;
  }

  async drop(namespace: string, signal?: AbortSignal): Promise<number> {
    const dropped = await this.database.transaction((statement) => {
      const row = findNamespace(statement, namespace);
      if (row === undefined) return undefined;
      const { count } = statement('SELECT count(*) AS count FROM chunks WHERE namespace = ?').get(row.id) as Count;
      // From here on it is gone for everybody; what it leaves is taken out in parts.
      statement('UPDATE namespaces SET name = NULL WHERE id = ?').run(row.id);
      return { id: row.id, count };
    }, signal);
    if (dropped !== undefined) await clearNamespace(this.database, dropped.id);
    return dropped?.count ?? 0;
  }

  async namespaces(signal?: AbortSignal): Promise<readonly string[]> {
    const rows = await this.database.attempt(
      (statement) =>
        statement('SELECT name FROM namespaces WHERE name IS NOT NULL ORDER BY name').all() as { name: Uint8Array }[],
      signal,
    );
    return rows.map((row) => text(row.name));
  }

  async stats(namespace: string, signal?: AbortSignal): Promise<NamespaceStats> {
    await this.removeExpired(namespace, signal);
    const stats = await this.database.attempt((statement) => statsOf(statement, namespace), signal);
    return stats;
  }

  async count(namespace: string, usage: Partial<NamespaceUsage>, signal?: AbortSignal): Promise<void> {
    await this.database.attempt((statement) => {
      statement(
        `UPDATE namespaces SET searches = searches + ?, embedded = embedded + ?, embedded_tokens = embedded_tokens + ?
         WHERE name = ?`,
      ).run(usage.searches ?? 0, usage.embedded ?? 0, usage.embeddedTokens ?? 0, utf8(namespace));
    }, signal);
  }

  async setTtl(namespace: string, ttlMs: number | undefined, signal?: AbortSignal): Promise<void> {
    await this.database.transaction((statement) => {
      const { id } = requireNamespace(statement, namespace);
      statement('UPDATE namespaces SET ttl_ms = ? WHERE id = ?').run(ttlMs ?? null, id);
    }, signal);
  }

  async tidy(signal?: AbortSignal): Promise<void> {
    for (const name of await this.namespaces(signal)) {
      await this.removeExpired(name, signal);
      await this.reading(name, signal, (statement, id) => {
        statement(`INSERT INTO text_${id} (text_${id}) VALUES ('optimize')`).run();
      });
      await nextTurn();
    }
    await clearNameless(this.database, signal);
  }

  dispose(): void {
    this.database.dispose();
  }

  /** Undefined where the namespace is not there, or goes just now. */
  private async reading<T>(
    namespace: string,
    signal: AbortSignal | undefined,
    read: (statement: Prepare, id: number) => T,
  ): Promise<T | undefined> {
    return this.database.attempt((statement) => {
      const row = findNamespace(statement, namespace);
      try {
        return row === undefined ? undefined : read(statement, row.id);
      } catch (error) {
        if (findNamespace(statement, namespace)?.id !== row?.id) return undefined;
        throw error;
      }
    }, signal);
  }

  private async removeExpired(namespace: string, signal: AbortSignal | undefined): Promise<void> {
    const rows = await this.reading(
      namespace,
      signal,
      (statement, id) =>
        statement('SELECT id FROM documents WHERE namespace = ? AND expires_at <= ?').all(id, Date.now()) as {
          id: number;
        }[],
    );
    if (rows !== undefined && rows.length > 0) {
      await removeDocuments(
        this.database,
        rows.map(({ id }) => id),
        signal,
      );
    }
  }
}

/** Without words that most pieces have: BM25 gives these no weight, and finding them takes the longest. */
function tellingWords(statement: Prepare, namespace: number, words: readonly string[]): readonly string[] {
  const { count: all } = statement('SELECT coalesce(sum(count), 0) AS count FROM slabs WHERE namespace = ?').get(
    namespace,
  ) as Count;
  if (all < FEW || words.length < 2) return words;
  const ask = statement(`SELECT count(*) AS count FROM text_${namespace} WHERE text_${namespace} MATCH ?`);
  const telling = words.filter((word) => (ask.get(word) as Count).count * 2 <= all);
  return telling.length === 0 ? words : telling;
}

interface Count {
  readonly count: number;
}

const NOTHING: NamespaceStats = {
  documents: 0,
  chunks: 0,
  vectors: 0,
  bytes: 0,
  tokens: 0,
  embedders: {},
  usage: { searches: 0, embedded: 0, embeddedTokens: 0 },
};

function statsOf(statement: Prepare, name: string): NamespaceStats {
  const row = findNamespace(statement, name);
  if (row === undefined) return NOTHING;
  const documents = statement(
    `SELECT count(*) AS count, coalesce(sum(tokens), 0) AS tokens FROM documents
     WHERE namespace = ? AND name IS NOT NULL`,
  ).get(row.id) as Count & { tokens: number };
  const groups = statement(
    `SELECT c.embedder, count(*) AS count, count(c.slab) AS vectors, sum(length(c.text)) AS bytes,
       coalesce(sum(s.dimensions * 4), 0) AS vector_bytes
     FROM chunks c JOIN documents d ON d.id = c.document LEFT JOIN slabs s ON s.id = c.slab
     WHERE c.namespace = ? AND d.name IS NOT NULL GROUP BY c.embedder ORDER BY c.embedder`,
  ).all(row.id) as GroupRow[];
  const total = (field: Exclude<keyof GroupRow, 'embedder'>): number =>
    groups.reduce((sum, group) => sum + group[field], 0);
  return {
    documents: documents.count,
    chunks: total('count'),
    vectors: total('vectors'),
    bytes: total('bytes') + total('vector_bytes'),
    tokens: documents.tokens,
    embedders: Object.fromEntries(
      groups.filter(({ vectors }) => vectors > 0).map(({ embedder, vectors }) => [embedder, vectors]),
    ),
    usage: { searches: row.searches, embedded: row.embedded, embeddedTokens: row.embedded_tokens },
    ...(row.ttl_ms !== null && { ttlMs: row.ttl_ms }),
  };
}

interface GroupRow extends Count {
  readonly embedder: string;
  readonly vectors: number;
  readonly bytes: number;
  readonly vector_bytes: number;
}

/** Of documents that are just being written or removed. */
function hiddenChunks(statement: Prepare, namespace: number): ReadonlySet<number> {
  const rows = statement(
    `SELECT id FROM chunks WHERE document IN (SELECT id FROM documents WHERE namespace = ? AND name IS NULL)`,
  ).all(namespace) as { id: number }[];
  return new Set(rows.map(({ id }) => id));
}

function toDocument(row: DocumentRow): StoredDocument {
  return {
    number: row.number,
    id: text(row.name),
    metadata: JSON.parse(row.metadata) as StoredDocument['metadata'],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.occurred_at !== null && { occurredAt: row.occurred_at }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  };
}

function toChunk(row: ChunkRow): StoredChunk {
  const { chunk, position, start, hash, embedder } = row;
  return { chunk, document: toDocument(row), position, start, text: text(row.text), hash, embedder };
}
