// The databases that a backup holds, in the order in which they come back: a new one is one more entry. Control thread.

import {
  EVENT_MIGRATIONS,
  HISTORY_MIGRATIONS,
  RETRIEVAL_MIGRATIONS,
  SESSION_MIGRATIONS,
  STATE_MIGRATIONS,
} from './migrations.js';
import type { Migrations } from './migrations.js';
import { restoreDocuments } from './restore-documents.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { vectorExtension } from './vector-extension.js';

export interface BackedUp {
  readonly file: string;
  readonly migrations: Migrations;
  /** SQL that gives a `count` of what is in it. */
  readonly count: string;
  /** Brings what is in `old`, which is attached, into the database: others see all of it or nothing. */
  readonly restore: (database: SqliteDatabase) => Promise<void>;
  /** What bringing back needs beside SQLite itself. @throws SpellError where the platform does not have it */
  readonly findExtension?: () => Promise<string>;
}

export const BACKED_UP: readonly BackedUp[] = [
  {
    file: 'state.db',
    migrations: STATE_MIGRATIONS,
    count: 'SELECT count(*) AS count FROM state',
    // Other processes see each value change: none keeps the version that it had.
    restore: atOnce(
      'DELETE FROM state',
      `INSERT INTO state (scope, key, value, updated_at, expires_at, version)
       SELECT scope, key, value, updated_at, expires_at,
         (SELECT max(id) FROM changes) + row_number() OVER (ORDER BY scope, key) FROM old.state ORDER BY scope, key`,
    ),
  },
  {
    file: 'history.db',
    migrations: HISTORY_MIGRATIONS,
    count: 'SELECT count(*) AS count FROM entries',
    restore: atOnce(...missing('sessions'), ...missing('entries')),
  },
  {
    file: 'events.db',
    migrations: EVENT_MIGRATIONS,
    count: 'SELECT count(*) AS count FROM events',
    restore: atOnce(...missing('events')),
  },
  {
    file: 'sessions.db',
    migrations: SESSION_MIGRATIONS,
    count: 'SELECT count(*) AS count FROM sessions',
    restore: atOnce(
      ...missing('sessions'),
      // Numbered anew among all steps: others may have taken the place of a deleted one.
      `INSERT OR IGNORE INTO steps (session, number, code, output, error, started_at, record)
       SELECT session, number, code, output, error, started_at, record FROM old.steps ORDER BY id`,
      ...missing('artifacts'),
      'INSERT OR IGNORE INTO contents SELECT * FROM old.contents WHERE hash IN (SELECT hash FROM artifacts)',
      `INSERT INTO sequences SELECT * FROM old.sequences WHERE true
       ON CONFLICT (session) DO UPDATE SET last = max(last, excluded.last)`,
    ),
  },
  {
    file: 'retrieval.db',
    migrations: RETRIEVAL_MIGRATIONS,
    count: 'SELECT count(*) AS count FROM documents WHERE name IS NOT NULL',
    restore: restoreDocuments,
    findExtension: vectorExtension,
  },
];

function atOnce(...all: readonly string[]): BackedUp['restore'] {
  return (database) =>
    database.transaction((statement) => {
      for (const sql of all) statement(sql).run();
    });
}

/** What only grows gets back what it has lost, and kernels that run go on with theirs. */
function missing(table: string): readonly string[] {
  return [`INSERT OR IGNORE INTO ${table} SELECT * FROM old.${table}`];
}
