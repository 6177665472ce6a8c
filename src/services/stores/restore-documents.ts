// Brings the documents of an old copy back beside those that are there, and then puts them in their place in one transaction. Control thread.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpellError } from '../../base/errors.js';
import type { Prepare, SqliteDatabase } from './sqlite-database.js';
import { clearNameless } from './sqlite-vector-removal.js';
import { makeWordTable, PART, text, toVector, writeChunk } from './sqlite-vector-tables.js';
import type { NamespaceRow } from './sqlite-vector-tables.js';

/** Documents that are written in one transaction. */
const DOCUMENTS_AT_ONCE = 500;

interface Place {
  readonly namespace: number;
  readonly document: number;
}

interface OldChunk {
  readonly id: number;
  readonly document: number;
  readonly position: number;
  readonly start: number;
  readonly text: Uint8Array;
  readonly hash: string;
  readonly embedder: string;
  readonly dimensions: number | null;
}

/** @param database with the old one attached as `old`. @throws SpellError `STATE_*`: the documents are those that were there */
export async function restoreDocuments(database: SqliteDatabase): Promise<void> {
  const namespaces = await makeNamespaces(database);
  const made = [...namespaces.values()];
  const writing = <T>(write: (statement: Prepare) => T): Promise<T> =>
    database.transaction((statement) => {
      requireAll(statement, made);
      return write(statement);
    });
  try {
    const places = await copyDocuments(writing, namespaces);
    await copyChunks(writing, places);
    await writing((statement) => {
      statement('UPDATE namespaces SET name = NULL WHERE name IS NOT NULL').run();
      const name = statement(
        'UPDATE namespaces SET name = (SELECT name FROM old.namespaces WHERE id = ?) WHERE id = ?',
      );
      for (const [old, id] of namespaces) name.run(old, id);
    });
  } finally {
    await clearNameless(database);
  }
}

type Writing = <T>(write: (statement: Prepare) => T) => Promise<T>;

/** Without names, so that nobody sees them. Their numbers by those of the old ones. */
function makeNamespaces(database: SqliteDatabase): Promise<ReadonlyMap<number, number>> {
  return database.transaction((statement) => {
    const old = statement('SELECT * FROM old.namespaces WHERE name IS NOT NULL').all() as unknown as NamespaceRow[];
    const make = statement('INSERT INTO namespaces (ttl_ms, searches, embedded, embedded_tokens) VALUES (?, ?, ?, ?)');
    return new Map(
      old.map((row) => {
        const { lastInsertRowid } = make.run(row.ttl_ms, row.searches, row.embedded, row.embedded_tokens);
        makeWordTable(statement, Number(lastInsertRowid));
        return [row.id, Number(lastInsertRowid)];
      }),
    );
  });
}

/** Who tidies up takes namespaces without names for those that somebody has left behind. */
function requireAll(statement: Prepare, namespaces: readonly number[]): void {
  const ask = statement('SELECT 1 FROM namespaces WHERE id = ?');
  if (namespaces.every((id) => ask.get(id) !== undefined)) return;
  throw new SpellError('STATE_BUSY', 'the documents were put in order by somebody else while they were brought back', {
    category: 'Storage error',
    help: 'restore the backup again',
  });
}

/** Where each is now, by its old number. */
async function copyDocuments(
  writing: Writing,
  namespaces: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, Place>> {
  const places = new Map<number, Place>();
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    after = await writing((statement) => {
      const rows = statement(
        `SELECT id, namespace FROM old.documents
         WHERE id > ? AND name IS NOT NULL AND (expires_at IS NULL OR expires_at > ?) ORDER BY id LIMIT ${DOCUMENTS_AT_ONCE}`,
      ).all(from, Date.now()) as { id: number; namespace: number }[];
      const copy = statement(
        `INSERT INTO documents
           (namespace, name, fingerprint, metadata, tokens, created_at, updated_at, occurred_at, expires_at)
         SELECT ?, name, fingerprint, metadata, tokens, created_at, updated_at, occurred_at, expires_at
         FROM old.documents WHERE id = ?`,
      );
      for (const { id, namespace: old } of rows) {
        const namespace = namespaces.get(old);
        if (namespace === undefined) continue;
        places.set(id, { namespace, document: Number(copy.run(namespace, id).lastInsertRowid) });
      }
      return rows.at(-1)?.id;
    });
    await nextTurn();
  }
  return places;
}

async function copyChunks(writing: Writing, places: ReadonlyMap<number, Place>): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    after = await writing((statement) => {
      const chunks = statement(
        `SELECT c.id, document, position, start, text, hash, c.embedder, dimensions
         FROM old.chunks c LEFT JOIN old.slabs s ON s.id = c.slab WHERE c.id > ? ORDER BY c.id LIMIT ${PART}`,
      ).all(from) as unknown as OldChunk[];
      for (const chunk of chunks) {
        const place = places.get(chunk.document);
        if (place !== undefined) copyChunk(statement, place, chunk);
      }
      return chunks.at(-1)?.id;
    });
    await nextTurn();
  }
}

function copyChunk(statement: Prepare, place: Place, chunk: OldChunk): void {
  const { id, position, start, hash, embedder, dimensions } = chunk;
  const vector = dimensions === null ? undefined : vectorOf(statement, id, dimensions);
  writeChunk(statement, { ...place, embedder }, { text: text(chunk.text), start, hash, vector }, position);
}

function vectorOf(statement: Prepare, chunk: number, dimensions: number): Float32Array {
  const row = statement(`SELECT embedding FROM old.vectors_${dimensions} WHERE rowid = ?`).get(BigInt(chunk)) as {
    embedding: Uint8Array;
  };
  return toVector(row.embedding);
}
