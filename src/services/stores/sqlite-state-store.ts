// State in an SQLite database that several processes may share. Control thread only: a worker that is ended while the
// native addon writes aborts the process.

import { chmod, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync, DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { makeDirectories } from '../../base/make-directories.js';
import { closedStore } from './closed-store.js';
import { decodeValue, encodeValue } from './encode-value.js';
import { migrate } from './migrations.js';
import { retryBusy } from './retry-busy.js';
import { isBusy, toStateError } from './sqlite-errors.js';
import type { StateStore } from './state-store.js';

export interface SqliteStateStoreOptions {
  /** How long one operation waits for other processes. Default 10000. */
  readonly busyMs?: number;
}

const DEFAULT_BUSY_MS = 10_000;

const SQL = {
  save: `INSERT INTO state (scope, key, value, updated_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
  load: 'SELECT value FROM state WHERE scope = ? AND key = ?',
  delete: 'DELETE FROM state WHERE scope = ? AND key = ?',
  listKeys: 'SELECT key FROM state WHERE scope = ? ORDER BY key',
} as const;

export class SqliteStateStore implements StateStore {
  private readonly statements = new Map<string, StatementSyncInstance>();

  private constructor(
    private readonly database: DatabaseSyncInstance,
    private readonly file: string,
    private readonly busyMs: number,
  ) {}

  /**
   * Opens `state.db` in `directory`, which is created for this user alone when it is missing.
   *
   * @throws SpellError `STATE_DIRECTORY`, `STATE_UNWRITABLE`, `STATE_DISK_FULL`, `STATE_CORRUPT`, `STATE_VERSION`,
   *   `STATE_BUSY` or `STATE_UNAVAILABLE`
   */
  static async open(directory: string, options: SqliteStateStoreOptions = {}): Promise<SqliteStateStore> {
    const file = join(directory, 'state.db');
    const busyMs = options.busyMs ?? DEFAULT_BUSY_MS;
    const Driver = await loadDriver();
    try {
      await makeDirectories(directory, 0o700);
      await createPrivate(file);
      const database = new Driver(file, { timeout: 0, defensive: true });
      try {
        await retryBusy(() => prepareDatabase(database, file), { isBusy, totalMs: busyMs });
      } catch (error) {
        database.close();
        throw error;
      }
      return new SqliteStateStore(database, file, busyMs);
    } catch (error) {
      throw toStateError(error, file);
    }
  }

  async save(scope: string, key: string, value: Value, signal?: AbortSignal): Promise<void> {
    if (value === undefined || value === null) {
      await this.delete(scope, key, signal);
      return;
    }
    const text = encodeValue(value);
    await this.attempt(() => this.statement(SQL.save).run(utf8(scope), utf8(key), text, Date.now()), signal);
  }

  async load(scope: string, key: string, signal?: AbortSignal): Promise<Value> {
    const row = await this.attempt(
      () => this.statement(SQL.load).get(utf8(scope), utf8(key)) as { value: string } | undefined,
      signal,
    );
    return row === undefined ? undefined : this.decode(row.value, scope, key);
  }

  async delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean> {
    const result = await this.attempt(() => this.statement(SQL.delete).run(utf8(scope), utf8(key)), signal);
    return result.changes > 0;
  }

  async listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]> {
    const rows = await this.attempt(
      () => this.statement(SQL.listKeys).all(utf8(scope)) as { key: Uint8Array }[],
      signal,
    );
    return rows.map((row) => Buffer.from(row.key).toString());
  }

  dispose(): void {
    this.statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  private async attempt<T>(operation: () => T, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await retryBusy(operation, { isBusy, totalMs: this.busyMs, signal });
    } catch (error) {
      throw toStateError(error, this.file);
    }
  }

  private statement(sql: string): StatementSyncInstance {
    if (!this.database.isOpen) throw closedStore();
    const statement = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  private decode(text: string, scope: string, key: string): Value {
    try {
      return decodeValue(text);
    } catch (cause) {
      throw new SpellError('STATE_CORRUPT', `the value of '${key}' in scope '${scope}' is damaged`, {
        category: 'Storage error',
        help: 'save it again or delete it',
        details: { path: this.file, scope, key },
        cause,
      });
    }
  }
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

async function loadDriver(): Promise<typeof DatabaseSync> {
  try {
    return (await import('@photostructure/sqlite')).DatabaseSync;
  } catch (cause) {
    throw new SpellError('STATE_UNAVAILABLE', 'the database driver does not run on this platform', {
      category: 'Storage error',
      help: 'install llmspell again with npm on this machine',
      cause,
    });
  }
}

/** SQLite gives its journal files the mode of the database, so it is made before SQLite opens it. */
async function createPrivate(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    const isNew = (await handle.stat()).size === 0;
    if (isNew) await chmod(file, 0o600);
  } finally {
    await handle.close();
  }
}

function prepareDatabase(database: DatabaseSyncInstance, file: string): void {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  migrate(database, file);
}
