// An SQLite database that several processes may share. Control thread only: a worker that is ended while the native addon
// writes aborts the process.

import { chmod, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync, DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import { makeDirectories } from '../../base/make-directories.js';
import { closedStore } from './closed-store.js';
import { migrate } from './migrations.js';
import type { Migrations } from './migrations.js';
import { retryBusy } from './retry-busy.js';
import { isBusy, toStateError } from './sqlite-errors.js';

export interface SqliteOptions {
  /** How long one operation waits for other processes. Default 10000. */
  readonly busyMs?: number;
  /** So much of the file is mapped into memory, which reads it faster where a query goes through all of it. Default none. */
  readonly mappedBytes?: number;
  /** What is deleted or replaced is written over, so that nothing of it is left in the file. Default no: it costs writes. */
  readonly isErasing?: boolean;
  /** Files of extensions that its tables need. */
  readonly extensions?: readonly string[];
}

/** Gives the statement for some SQL, prepared once. @throws SpellError `STATE_CLOSED` */
export type Prepare = (sql: string) => StatementSyncInstance;

const DEFAULT_BUSY_MS = 10_000;
/** So many faults are told. */
const MOST_DAMAGE = 10;

export class SqliteDatabase implements Disposable {
  private readonly statements = new Map<string, StatementSyncInstance>();

  private constructor(
    private readonly database: DatabaseSyncInstance,
    readonly file: string,
    private readonly busyMs: number,
  ) {}

  /**
   * Opens the database in `directory`, which is created for this user alone when it is missing.
   *
   * @throws SpellError `STATE_DIRECTORY`, `STATE_UNWRITABLE`, `STATE_DISK_FULL`, `STATE_CORRUPT`, `STATE_VERSION`,
   *   `STATE_BUSY` or `STATE_UNAVAILABLE`
   */
  static async open(
    directory: string,
    name: string,
    migrations: Migrations,
    options: SqliteOptions = {},
  ): Promise<SqliteDatabase> {
    const file = join(directory, name);
    const busyMs = options.busyMs ?? DEFAULT_BUSY_MS;
    const Driver = await loadDriver();
    try {
      await makeDirectories(directory, 0o700);
      await createPrivate(file);
      const { extensions = [] } = options;
      const database = new Driver(file, { timeout: 0, defensive: true, allowExtension: extensions.length > 0 });
      try {
        loadExtensions(database, extensions);
        if (options.isErasing === true) database.exec('PRAGMA secure_delete = ON');
        if (options.mappedBytes !== undefined) database.exec(`PRAGMA mmap_size = ${options.mappedBytes}`);
        await retryBusy(() => prepareDatabase(database, file, migrations), { isBusy, totalMs: busyMs });
      } catch (error) {
        database.close();
        throw error;
      }
      return new SqliteDatabase(database, file, busyMs);
    } catch (error) {
      throw toStateError(error, file);
    }
  }

  /** Runs an operation of one statement, again while another process holds the lock. @throws SpellError `STATE_*` */
  async attempt<T>(operation: (statement: Prepare) => T, signal?: AbortSignal): Promise<T> {
    try {
      return await retryBusy(() => operation(this.prepare), { isBusy, totalMs: this.busyMs, signal });
    } catch (error) {
      throw toStateError(error, this.file);
    }
  }

  /**
   * The same for an operation of several statements, in one transaction.
   * @throws SpellError `STATE_*`, and what the operation throws: nothing of it was done
   */
  transaction<T>(operation: (statement: Prepare) => T, signal?: AbortSignal): Promise<T> {
    return this.attempt((statement) => {
      statement('BEGIN IMMEDIATE').run();
      try {
        const result = operation(statement);
        statement('COMMIT').run();
        return result;
      } catch (error) {
        if (this.database.isTransaction) statement('ROLLBACK').run();
        throw error;
      }
    }, signal);
  }

  /** A transaction that deletes: what it takes away is overwritten, in the file and in its journal. @throws as {@link transaction} */
  async erase<T>(operation: (statement: Prepare) => T): Promise<T> {
    const result = await this.transaction(operation);
    // Where somebody reads, the journal is emptied by whoever closes the database last.
    await this.attempt((statement) => void statement('PRAGMA wal_checkpoint(TRUNCATE)').all());
    return result;
  }

  /** What SQLite finds wrong in it, reading all of it while others go on; nothing where it is whole. @throws SpellError `STATE_*` */
  async findDamage(): Promise<readonly string[]> {
    const sql = `PRAGMA integrity_check(${MOST_DAMAGE})`;
    const rows = await this.attempt((statement) => statement(sql).all() as { integrity_check: string }[]);
    return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  }

  /**
   * Copies it, as it is at one moment, into a new file that nobody else may read; others write on meanwhile.
   *
   * @param read sees that moment too
   * @throws SpellError `STATE_*`
   */
  async backUp<T>(file: string, read: (statement: Prepare) => T): Promise<T> {
    try {
      await createPrivate(file);
      const { backup } = await import('@photostructure/sqlite');
      try {
        // Without a transaction that reads, each write of somebody else would begin the copy anew.
        const result = await this.attempt((statement) => {
          if (!this.database.isTransaction) statement('BEGIN').run();
          return read(statement);
        });
        await backup(this.database, file, { rate: 1000 });
        return result;
      } finally {
        if (this.database.isOpen && this.database.isTransaction) this.database.exec('ROLLBACK');
      }
    } catch (error) {
      throw toStateError(error, file);
    }
  }

  /** Afterwards all that was written is in the one file, unless other processes have it open. */
  dispose(): void {
    this.statements.clear();
    if (!this.database.isOpen) return;
    try {
      // SQLite does so when the last connection closes; the driver's statements keep a connection half open.
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // A full disk, say: the journal stays, and whoever opens the database next reads it.
    }
    this.database.close();
  }

  private readonly prepare: Prepare = (sql) => {
    if (!this.database.isOpen) throw closedStore();
    const statement = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  };
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

/** Those and no others: SQL can load none. */
function loadExtensions(database: DatabaseSyncInstance, files: readonly string[]): void {
  if (files.length === 0) return;
  database.enableLoadExtension(true);
  for (const file of files) database.loadExtension(file);
  database.enableLoadExtension(false);
}

function prepareDatabase(database: DatabaseSyncInstance, file: string, migrations: Migrations): void {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  migrate(database, file, migrations);
}
