// The versions of the databases' tables, applied in order when one is opened. Control thread.

import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { SpellError } from '../../base/errors.js';

/** SQL, never edited once released: a change is one more entry. The version is the place in the list, from 1. */
export type Migrations = readonly string[];

/** Scopes and keys are UTF-8 bytes, because the driver cuts text at a zero byte. */
export const STATE_MIGRATIONS: Migrations = [
  `CREATE TABLE state (
     scope BLOB NOT NULL,
     key BLOB NOT NULL,
     value TEXT NOT NULL,
     updated_at INTEGER NOT NULL,
     PRIMARY KEY (scope, key)
   ) STRICT, WITHOUT ROWID`,
  // A version is the number of the change that made it. The newest change always stays, so numbers never come twice.
  `ALTER TABLE state ADD COLUMN expires_at INTEGER;
   ALTER TABLE state ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
   CREATE INDEX state_expiry ON state (expires_at) WHERE expires_at IS NOT NULL;
   CREATE TABLE changes (
     id INTEGER PRIMARY KEY,
     scope BLOB NOT NULL,
     key BLOB NOT NULL
   ) STRICT;
   INSERT INTO changes (id, scope, key) VALUES (1, x'', x'');
   CREATE TRIGGER state_inserted AFTER INSERT ON state BEGIN
     INSERT INTO changes (id, scope, key) VALUES (new.version, new.scope, new.key);
     DELETE FROM changes WHERE id <= new.version - 10000;
   END;
   CREATE TRIGGER state_updated AFTER UPDATE ON state BEGIN
     INSERT INTO changes (id, scope, key) VALUES (new.version, new.scope, new.key);
     DELETE FROM changes WHERE id <= new.version - 10000;
   END;
   CREATE TRIGGER state_deleted AFTER DELETE ON state BEGIN
     INSERT INTO changes (id, scope, key) VALUES ((SELECT max(id) + 1 FROM changes), old.scope, old.key);
   END`,
];

/** Input and output are UTF-8 bytes for the same reason. `id` is the order in which entries were made. */
export const HISTORY_MIGRATIONS: Migrations = [
  `CREATE TABLE sessions (
     session INTEGER PRIMARY KEY AUTOINCREMENT,
     kernel TEXT NOT NULL,
     started_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE entries (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     session INTEGER NOT NULL,
     line INTEGER NOT NULL,
     input BLOB NOT NULL,
     output BLOB,
     UNIQUE (session, line)
   ) STRICT`,
  'ALTER TABLE entries ADD COLUMN at INTEGER',
];

/** Names, code and output are UTF-8 bytes as well; `record` is JSON. Whoever deletes a session deletes what belongs to it. */
export const SESSION_MIGRATIONS: Migrations = [
  `CREATE TABLE sessions (
     id TEXT PRIMARY KEY,
     name BLOB NOT NULL,
     status TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     holder TEXT,
     record TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sessions_by_time ON sessions (updated_at);
   CREATE INDEX sessions_by_name ON sessions (name);
   CREATE TABLE steps (
     id INTEGER PRIMARY KEY,
     session TEXT NOT NULL,
     number INTEGER NOT NULL,
     code BLOB NOT NULL,
     output BLOB NOT NULL,
     error BLOB,
     started_at INTEGER NOT NULL,
     record TEXT NOT NULL,
     UNIQUE (session, number)
   ) STRICT;
   CREATE VIRTUAL TABLE steps_text USING fts5(code, output, error, content='', contentless_delete=1);
   CREATE TABLE steps_to_index (id INTEGER PRIMARY KEY) STRICT;
   CREATE TRIGGER step_inserted AFTER INSERT ON steps BEGIN
     INSERT INTO steps_to_index (id) VALUES (new.id);
   END;
   CREATE TRIGGER step_deleted AFTER DELETE ON steps BEGIN
     DELETE FROM steps_text WHERE rowid = old.id;
     DELETE FROM steps_to_index WHERE id = old.id;
   END;
   CREATE TABLE contents (
     hash TEXT PRIMARY KEY,
     compression TEXT NOT NULL,
     size INTEGER NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE TABLE artifacts (
     session TEXT NOT NULL,
     sequence INTEGER NOT NULL,
     hash TEXT NOT NULL,
     name BLOB NOT NULL,
     type BLOB NOT NULL,
     created_at INTEGER NOT NULL,
     size INTEGER NOT NULL,
     record TEXT NOT NULL,
     PRIMARY KEY (session, sequence)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX artifacts_by_hash ON artifacts (hash);
   CREATE TABLE sequences (session TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TRIGGER artifact_deleted AFTER DELETE ON artifacts BEGIN
     DELETE FROM contents WHERE hash = old.hash AND NOT EXISTS (SELECT 1 FROM artifacts WHERE hash = old.hash);
   END;
   CREATE TRIGGER session_deleted AFTER DELETE ON sessions BEGIN
     DELETE FROM steps WHERE session = old.id;
     DELETE FROM artifacts WHERE session = old.id;
     DELETE FROM sequences WHERE session = old.id;
   END`,
];

/** Types are UTF-8 bytes too; `event` is what has no column of its own, as tagged JSON. */
export const EVENT_MIGRATIONS: Migrations = [
  `CREATE TABLE events (
     place INTEGER PRIMARY KEY AUTOINCREMENT,
     type BLOB NOT NULL,
     at INTEGER NOT NULL,
     run TEXT,
     correlation TEXT NOT NULL,
     event TEXT NOT NULL
   ) STRICT;
   CREATE INDEX events_run ON events (run) WHERE run IS NOT NULL;
   CREATE INDEX events_correlation ON events (correlation)`,
];

/**
 * Names, ids and texts are UTF-8 bytes for the same reason. Each namespace has a table of its words beside these, `text_ID`, so that no
 * figure of one depends on another; vectors are in `vectors_DIMENSIONS`, divided into slabs that are searched one by one. A namespace without
 * a name is being removed, a document without one is being written or removed.
 */
export const RETRIEVAL_MIGRATIONS: Migrations = [
  `CREATE TABLE namespaces (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     name BLOB UNIQUE,
     ttl_ms INTEGER,
     searches INTEGER NOT NULL DEFAULT 0,
     embedded INTEGER NOT NULL DEFAULT 0,
     embedded_tokens INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE documents (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     namespace INTEGER NOT NULL,
     name BLOB,
     fingerprint TEXT NOT NULL,
     metadata TEXT NOT NULL,
     tokens INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     occurred_at INTEGER,
     expires_at INTEGER,
     UNIQUE (namespace, name)
   ) STRICT;
   CREATE INDEX documents_hidden ON documents (namespace) WHERE name IS NULL;
   CREATE INDEX documents_expiry ON documents (namespace, expires_at) WHERE expires_at IS NOT NULL;
   CREATE TABLE chunks (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     namespace INTEGER NOT NULL,
     document INTEGER NOT NULL,
     position INTEGER NOT NULL,
     start INTEGER NOT NULL,
     text BLOB NOT NULL,
     hash TEXT NOT NULL,
     embedder TEXT NOT NULL,
     slab INTEGER
   ) STRICT;
   CREATE INDEX chunks_document ON chunks (document, position);
   CREATE INDEX chunks_hash ON chunks (namespace, hash);
   CREATE TABLE slabs (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     namespace INTEGER NOT NULL,
     embedder TEXT NOT NULL,
     dimensions INTEGER NOT NULL,
     count INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX slabs_namespace ON slabs (namespace, embedder)`,
];

/**
 * Brings the database to the newest version in one transaction.
 *
 * @throws SpellError `STATE_VERSION` when a newer program wrote it
 */
export function migrate(database: DatabaseSyncInstance, file: string, migrations: Migrations): void {
  if (currentVersion(database) === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    );
    applyMissing(database, file, migrations);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function applyMissing(database: DatabaseSyncInstance, file: string, migrations: Migrations): void {
  const version = currentVersion(database);
  if (version > migrations.length) throw newerVersion(file, version, migrations.length);
  const record = database.prepare('INSERT INTO migrations (version, applied_at) VALUES (?, ?)');
  migrations.slice(version).forEach((sql, index) => {
    database.exec(sql);
    record.run(version + index + 1, Date.now());
  });
}

function currentVersion(database: DatabaseSyncInstance): number {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get() as
    object | undefined;
  if (table === undefined) return 0;
  const row = database.prepare('SELECT coalesce(max(version), 0) AS version FROM migrations').get() as {
    version: number;
  };
  return row.version;
}

function newerVersion(file: string, version: number, supported: number): SpellError {
  return new SpellError('STATE_VERSION', `the database '${file}' has version ${version}, from a newer llmspell`, {
    category: 'Storage error',
    help: 'update llmspell, or set LLMSPELL_STATE_DIR to another directory',
    details: { path: file, version, supported },
  });
}
