// State in an SQLite database that several processes may share. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { decodeValue, encodeValue } from './encode-value.js';
import { STATE_MIGRATIONS } from './migrations.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { SqliteOptions } from './sqlite-database.js';
import type { StateStore } from './state-store.js';

const SQL = {
  save: `INSERT INTO state (scope, key, value, updated_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
  load: 'SELECT value FROM state WHERE scope = ? AND key = ?',
  delete: 'DELETE FROM state WHERE scope = ? AND key = ?',
  listScopes: 'SELECT DISTINCT scope FROM state ORDER BY scope',
  listKeys: 'SELECT key FROM state WHERE scope = ? ORDER BY key',
} as const;

export class SqliteStateStore implements StateStore {
  private constructor(private readonly database: SqliteDatabase) {}

  /** Opens `state.db` in `directory`. @throws SpellError as {@link SqliteDatabase.open} */
  static async open(directory: string, options: SqliteOptions = {}): Promise<SqliteStateStore> {
    return new SqliteStateStore(await SqliteDatabase.open(directory, 'state.db', STATE_MIGRATIONS, options));
  }

  async save(scope: string, key: string, value: Value, signal?: AbortSignal): Promise<void> {
    if (value === undefined || value === null) {
      await this.delete(scope, key, signal);
      return;
    }
    const text = encodeValue(value);
    await this.database.attempt(
      (statement) => statement(SQL.save).run(utf8(scope), utf8(key), text, Date.now()),
      signal,
    );
  }

  async load(scope: string, key: string, signal?: AbortSignal): Promise<Value> {
    const row = await this.database.attempt(
      (statement) => statement(SQL.load).get(utf8(scope), utf8(key)) as { value: string } | undefined,
      signal,
    );
    return row === undefined ? undefined : this.decode(row.value, scope, key);
  }

  async delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean> {
    const result = await this.database.attempt(
      (statement) => statement(SQL.delete).run(utf8(scope), utf8(key)),
      signal,
    );
    return result.changes > 0;
  }

  async listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]> {
    const rows = await this.database.attempt(
      (statement) => statement(SQL.listKeys).all(utf8(scope)) as { key: Uint8Array }[],
      signal,
    );
    return rows.map((row) => Buffer.from(row.key).toString());
  }

  async listScopes(signal?: AbortSignal): Promise<readonly string[]> {
    const rows = await this.database.attempt(
      (statement) => statement(SQL.listScopes).all() as { scope: Uint8Array }[],
      signal,
    );
    return rows.map((row) => Buffer.from(row.scope).toString());
  }

  dispose(): void {
    this.database.dispose();
  }

  private decode(text: string, scope: string, key: string): Value {
    try {
      return decodeValue(text);
    } catch (cause) {
      throw new SpellError('STATE_CORRUPT', `the value of '${key}' in scope '${scope}' is damaged`, {
        category: 'Storage error',
        help: 'save it again or delete it',
        details: { path: this.database.file, scope, key },
        cause,
      });
    }
  }
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}
