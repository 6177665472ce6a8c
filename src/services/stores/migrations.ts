// The versions of the state database's tables, applied in order when it is opened. Control thread.

import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { SpellError } from '../../base/errors.js';

/**
 * Never edited once released; a change is one more entry. The version is the place in the list, from 1.
 * Scopes and keys are UTF-8 bytes, because the driver cuts text at a zero byte.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE state (
     scope BLOB NOT NULL,
     key BLOB NOT NULL,
     value TEXT NOT NULL,
     updated_at INTEGER NOT NULL,
     PRIMARY KEY (scope, key)
   ) STRICT, WITHOUT ROWID`,
];

/**
 * Brings the database to the newest version in one transaction.
 *
 * @throws SpellError `STATE_VERSION` when a newer program wrote it
 */
export function migrate(database: DatabaseSyncInstance, file: string): void {
  if (currentVersion(database) === MIGRATIONS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    );
    applyMissing(database, file);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function applyMissing(database: DatabaseSyncInstance, file: string): void {
  const version = currentVersion(database);
  if (version > MIGRATIONS.length) throw newerVersion(file, version);
  const record = database.prepare('INSERT INTO migrations (version, applied_at) VALUES (?, ?)');
  MIGRATIONS.slice(version).forEach((sql, index) => {
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

function newerVersion(file: string, version: number): SpellError {
  return new SpellError('STATE_VERSION', `the state database '${file}' has version ${version}, from a newer llmspell`, {
    category: 'Storage error',
    help: 'update llmspell, or set LLMSPELL_STATE_DIR to another directory',
    details: { path: file, version, supported: MIGRATIONS.length },
  });
}
