// State in an SQLite database that several processes may share. Control thread.

import type { Value } from '../../base/values.js';
import { SpellError } from '../../base/errors.js';
import { decodeValue, encodeValue } from './encode-value.js';
import { isSameList } from './key-lists.js';
import { STATE_MIGRATIONS } from './migrations.js';
import { StateChangeFeed } from './state-change-feed.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { Prepare, SqliteOptions } from './sqlite-database.js';
import type {
  StateCommit,
  StateListener,
  StateStore,
  StateSubscription,
  StateWrite,
  StoredValue,
} from './state-store.js';
import { subscribeTo } from './state-subscription.js';

const ALIVE = '(expires_at IS NULL OR expires_at > ?)';
const SQL = {
  save: `INSERT INTO state (scope, key, value, updated_at, expires_at, version)
         VALUES (?, ?, ?, ?, ?, (SELECT max(id) + 1 FROM changes))
         ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at,
           expires_at = excluded.expires_at, version = excluded.version`,
  read: `SELECT value, version, expires_at FROM state WHERE scope = ? AND key = ? AND ${ALIVE}`,
  delete: 'DELETE FROM state WHERE scope = ? AND key = ?',
  purge: 'DELETE FROM state WHERE expires_at <= ?',
  listScopes: `SELECT DISTINCT scope FROM state WHERE ${ALIVE} ORDER BY scope`,
  listKeys: `SELECT key FROM state WHERE scope = ? AND ${ALIVE} ORDER BY key`,
} as const;

/** Writes between two looks for what has expired. */
const PURGE_EVERY = 256;

interface Row {
  readonly value: string;
  readonly version: number;
  readonly expires_at: number | null;
}

/** A write, its value encoded before the database is locked. */
interface EncodedWrite {
  readonly scope: Uint8Array;
  readonly key: Uint8Array;
  readonly text: string | undefined;
  readonly ttlMs: number | undefined;
}

export class SqliteStateStore implements StateStore {
  private writes = 0;
  private feed: StateChangeFeed | undefined;

  private constructor(private readonly database: SqliteDatabase) {}

  /** Opens `state.db` in `directory`. @throws SpellError as {@link SqliteDatabase.open} */
  static async open(directory: string, options: SqliteOptions = {}): Promise<SqliteStateStore> {
    return new SqliteStateStore(await SqliteDatabase.open(directory, 'state.db', STATE_MIGRATIONS, options));
  }

  async save(scope: string, key: string, value: Value, signal?: AbortSignal, ttlMs?: number): Promise<void> {
    const write = encoded({ scope, key, value, ttlMs });
    await this.database.attempt((statement) => this.write(statement, write), signal);
  }

  async load(scope: string, key: string, signal?: AbortSignal): Promise<Value> {
    return (await this.read(scope, key, signal))?.value;
  }

  read(scope: string, key: string, signal?: AbortSignal): Promise<StoredValue | undefined> {
    return this.database.attempt((statement) => this.readNow(statement, scope, key), signal);
  }

  async delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean> {
    const result = await this.database.attempt(
      (statement) => statement(SQL.delete).run(utf8(scope), utf8(key)),
      signal,
    );
    return result.changes > 0;
  }

  async update(
    scope: string,
    key: string,
    change: Parameters<StateStore['update']>[2],
    signal?: AbortSignal,
  ): Promise<void> {
    await this.database.transaction((statement) => {
      const changed = change(this.readNow(statement, scope, key)?.value);
      if (changed !== undefined) this.write(statement, encoded({ scope, key, ...changed }));
    }, signal);
  }

  async commit({ reads, lists, writes }: StateCommit, signal?: AbortSignal): Promise<boolean> {
    const texts = writes.map(encoded);
    return this.database.transaction((statement) => {
      const isSame =
        reads.every(({ scope, key, version }) => versionOf(statement, scope, key) === version) &&
        lists.every(({ scope, keys }) => isSameList(keysOf(statement, scope), keys));
      if (isSame) for (const write of texts) this.write(statement, write);
      return isSame;
    }, signal);
  }

  listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]> {
    return this.database.attempt((statement) => keysOf(statement, scope), signal);
  }

  async listScopes(signal?: AbortSignal): Promise<readonly string[]> {
    const rows = await this.database.attempt(
      (statement) => statement(SQL.listScopes).all(Date.now()) as { scope: Uint8Array }[],
      signal,
    );
    return rows.map((row) => text(row.scope));
  }

  watch(listener: StateListener): Promise<() => void> {
    this.feed ??= new StateChangeFeed(this.database, (value, scope, key) => this.decode(value, scope, key));
    return this.feed.add(listener);
  }

  subscribe(scope: string, pattern: string): Promise<StateSubscription> {
    return subscribeTo(this, scope, pattern);
  }

  dispose(): void {
    this.feed?.dispose();
    this.database.dispose();
  }

  private write(statement: Prepare, { scope, key, text: value, ttlMs }: EncodedWrite): void {
    const now = Date.now();
    if (value === undefined) statement(SQL.delete).run(scope, key);
    else statement(SQL.save).run(scope, key, value, now, ttlMs === undefined ? null : now + ttlMs);
    this.writes += 1;
    if (this.writes % PURGE_EVERY === 1) statement(SQL.purge).run(now);
  }

  private readNow(statement: Prepare, scope: string, key: string): StoredValue | undefined {
    const row = statement(SQL.read).get(utf8(scope), utf8(key), Date.now()) as Row | undefined;
    if (row === undefined) return undefined;
    return {
      value: this.decode(row.value, scope, key),
      version: row.version,
      ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    };
  }

  private decode(value: string, scope: string, key: string): Value {
    try {
      return decodeValue(value);
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

function encoded({ scope, key, value, ttlMs }: StateWrite): EncodedWrite {
  const isNothing = value === undefined || value === null;
  return { scope: utf8(scope), key: utf8(key), text: isNothing ? undefined : encodeValue(value), ttlMs };
}

function versionOf(statement: Prepare, scope: string, key: string): number {
  const row = statement(SQL.read).get(utf8(scope), utf8(key), Date.now()) as Row | undefined;
  return row?.version ?? 0;
}

function keysOf(statement: Prepare, scope: string): readonly string[] {
  const rows = statement(SQL.listKeys).all(utf8(scope), Date.now()) as { key: Uint8Array }[];
  return rows.map((row) => text(row.key));
}

function utf8(value: string): Uint8Array {
  return Buffer.from(value);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
