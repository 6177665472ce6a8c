// Takes documents and namespaces out of a vector store in parts, between which others come to their turn. Control thread.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqliteDatabase } from './sqlite-database.js';
import { hideDocument, PART, removeSome } from './sqlite-vector-tables.js';

/** Documents that are hidden in one transaction. */
const HIDDEN_AT_ONCE = 500;

/** For nobody there from now on; what they leave is taken out in parts. */
export async function removeDocuments(
  database: SqliteDatabase,
  documents: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  for (let at = 0; at < documents.length; at += HIDDEN_AT_ONCE) {
    await database.transaction((statement) => {
      for (const document of documents.slice(at, at + HIDDEN_AT_ONCE)) hideDocument(statement, document);
    }, signal);
  }
  await removeRest(database, documents, signal);
}

/** Of documents that are hidden already. */
export async function removeRest(
  database: SqliteDatabase,
  documents: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  let rest = documents;
  while (rest.length > 0) {
    rest = await database.transaction((statement) => removeSome(statement, rest, PART), signal);
    await nextTurn();
  }
}

/** What all namespaces without a name have left. */
export async function clearNameless(database: SqliteDatabase, signal?: AbortSignal): Promise<void> {
  const left = await database.attempt(
    (statement) => statement('SELECT id FROM namespaces WHERE name IS NULL').all() as { id: number }[],
    signal,
  );
  for (const { id } of left) await clearNamespace(database, id);
}

/** What one without a name has left. */
export async function clearNamespace(database: SqliteDatabase, id: number): Promise<void> {
  for (let isEmpty = false; !isEmpty;) {
    const rows = await database.attempt(
      (statement) => statement('SELECT id FROM documents WHERE namespace = ?').all(id) as { id: number }[],
    );
    await removeDocuments(
      database,
      rows.map((row) => row.id),
    );
    isEmpty = await database.transaction((statement) => {
      // Somebody may still bring documents into it.
      if (statement('SELECT 1 FROM documents WHERE namespace = ? LIMIT 1').get(id) !== undefined) return false;
      statement(`DROP TABLE IF EXISTS text_${id}`).run();
      statement('DELETE FROM namespaces WHERE id = ?').run(id);
      return true;
    });
  }
}
