// History in an SQLite database that several kernels may share. Control thread.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { matchesGlob } from './glob.js';
import { HISTORY_LIMITS, isKept, shortened } from './history-limits.js';
import type { HistoryEntry, HistoryStore, SearchOptions } from './history-store.js';
import { HISTORY_MIGRATIONS } from './migrations.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { Prepare, SqliteOptions } from './sqlite-database.js';

const COLUMNS = 'SELECT session, line, input, output FROM entries';
const SQL = {
  begin: 'INSERT INTO sessions (kernel, started_at) VALUES (?, ?)',
  append: `INSERT INTO entries (session, line, input, at) VALUES (?, ?, ?, ?)
           ON CONFLICT (session, line) DO UPDATE SET input = excluded.input, output = NULL, at = excluded.at`,
  remove: 'DELETE FROM entries WHERE session = ? AND line = ?',
  setOutput: 'UPDATE entries SET output = ? WHERE session = ? AND line = ?',
  pruneEntries: `DELETE FROM entries WHERE id <= (SELECT max(id) FROM entries) - ?`,
  // Of the oldest it is not known when they were made, but not before their session.
  pruneOld: `DELETE FROM entries WHERE
             coalesce(at, (SELECT started_at FROM sessions WHERE sessions.session = entries.session), 0) < ?`,
  pruneSessions: 'DELETE FROM sessions WHERE session <= (SELECT max(session) FROM sessions) - ?',
  tail: `${COLUMNS} ORDER BY session DESC, line DESC LIMIT ?`,
  range: `${COLUMNS} WHERE session = ? AND line >= ? AND line < ? ORDER BY line`,
  before: `${COLUMNS} WHERE (session, line) < (?, ?) ORDER BY session DESC, line DESC`,
} as const;

/** How much a search reads at once, before other work has its turn. */
const PAGE = { entries: 1000, bytes: 1024 * 1024 } as const;

/** Entries between two looks for what is too old: so many more than the limit may be there. */
const PRUNE_EVERY = 256;

interface Row {
  readonly session: number;
  readonly line: number;
  readonly input: Uint8Array;
  readonly output: Uint8Array | null;
}

export interface HistoryOptions extends SqliteOptions {
  /** Of more entries than these the oldest are forgotten. Default {@link HISTORY_LIMITS}. */
  readonly maxEntries?: number;
  /** Older entries are forgotten, looked for when a session begins and now and then; 0, the default, for never. */
  readonly retentionMs?: number;
}

type Change = (statement: Prepare) => void;
type Place = Pick<HistoryEntry, 'session' | 'line'>;

export class SqliteHistoryStore implements HistoryStore {
  /** One after the other, so that an output never comes before its entry. */
  private writes: Promise<unknown> = Promise.resolve();
  /** Changes that go into the next transaction. */
  private gathered: Change[] = [];
  private committed: Promise<void> = Promise.resolve();

  private constructor(
    private readonly database: SqliteDatabase,
    private readonly maxEntries: number,
    private readonly retentionMs: number,
  ) {}

  /** Opens `history.db` in `directory`. @throws SpellError as {@link SqliteDatabase.open} */
  static async open(directory: string, options: HistoryOptions = {}): Promise<SqliteHistoryStore> {
    const database = await SqliteDatabase.open(directory, 'history.db', HISTORY_MIGRATIONS, {
      ...options,
      isErasing: true,
    });
    return new SqliteHistoryStore(database, options.maxEntries ?? HISTORY_LIMITS.entries, options.retentionMs ?? 0);
  }

  async beginSession(kernelId: string): Promise<number> {
    const { lastInsertRowid } = await this.write((statement) => statement(SQL.begin).run(kernelId, Date.now()));
    await this.write((statement) => statement(SQL.pruneSessions).run(HISTORY_LIMITS.entries));
    await this.write((statement) => this.prune(statement));
    return Number(lastInsertRowid);
  }

  async append(session: number, line: number, input: string): Promise<void> {
    if (!isKept(input)) return;
    const bytes = Buffer.from(input);
    await this.change((statement) => {
      const { lastInsertRowid } = statement(SQL.append).run(session, line, bytes, Date.now());
      if (Number(lastInsertRowid) % PRUNE_EVERY === 0) this.prune(statement);
    });
  }

  async setOutput(session: number, line: number, output: string): Promise<void> {
    const bytes = Buffer.from(shortened(output));
    await this.change((statement) => {
      statement(SQL.setOutput).run(bytes, session, line);
    });
  }

  async tail(count: number): Promise<readonly HistoryEntry[]> {
    const limit = Math.min(count, HISTORY_LIMITS.entries);
    return (await this.read((statement) => statement(SQL.tail).all(limit))).reverse();
  }

  async range(
    current: number,
    session: number,
    start: number,
    stop: number | undefined,
  ): Promise<readonly HistoryEntry[]> {
    const wanted = session > 0 ? session : current + session;
    const end = stop ?? Number.MAX_SAFE_INTEGER;
    return this.read((statement) => statement(SQL.range).all(wanted, start, end));
  }

  async search(pattern: string, { count = Infinity, isUnique }: SearchOptions): Promise<readonly HistoryEntry[]> {
    const found: HistoryEntry[] = [];
    const seen = new Set<string>();
    let place: Place = { session: Number.MAX_SAFE_INTEGER, line: 0 };
    for (;;) {
      const page = await this.pageBefore(place);
      for (const entry of page) {
        if (found.length >= count) break;
        if (!matchesGlob(pattern, entry.input) || (isUnique && seen.has(entry.input))) continue;
        seen.add(entry.input);
        found.push(entry);
      }
      const last = page.at(-1);
      if (last === undefined || found.length >= count) return found.reverse();
      place = last;
      await nextTurn();
    }
  }

  async clear(pattern = '*'): Promise<number> {
    const found = await this.search(pattern, { isUnique: false });
    if (found.length > 0) {
      await this.inTurn(() =>
        this.database.erase((statement) => {
          for (const { session, line } of found) statement(SQL.remove).run(session, line);
        }),
      );
    }
    return found.length;
  }

  /** What is being written gets its turn. */
  async dispose(): Promise<void> {
    await this.writes;
    this.database.dispose();
  }

  private prune(statement: Prepare): void {
    statement(SQL.pruneEntries).run(this.maxEntries);
    if (this.retentionMs > 0) statement(SQL.pruneOld).run(Date.now() - this.retentionMs);
  }

  /** Newest first. */
  private async pageBefore({ session, line }: Place): Promise<readonly HistoryEntry[]> {
    return this.database.attempt((statement) => {
      const page: HistoryEntry[] = [];
      let bytes = 0;
      for (const row of statement(SQL.before).iterate(session, line)) {
        page.push(toEntry(row as Row));
        bytes += (row as Row).input.byteLength;
        if (page.length >= PAGE.entries || bytes >= PAGE.bytes) break;
      }
      return page;
    });
  }

  private async read(query: (statement: Prepare) => unknown[]): Promise<HistoryEntry[]> {
    return (await this.database.attempt(query)).map((row) => toEntry(row as Row));
  }

  /** What is asked for before the next transaction begins goes into it: one takes as long as a single change. */
  private change(change: (statement: Prepare) => void): Promise<void> {
    if (this.gathered.push(change) === 1) {
      const all = this.gathered;
      const attempt = (): Promise<void> =>
        this.database.transaction((statement) => {
          for (const each of this.begun(all)) each(statement);
        });
      this.committed = this.writes.then(attempt, attempt);
      this.writes = this.committed.catch(() => this.begun(all)).then(() => undefined);
    }
    return this.committed;
  }

  /** Nothing more goes into it. */
  private begun(changes: readonly Change[]): readonly Change[] {
    if (this.gathered === changes) this.gathered = [];
    return changes;
  }

  private write<T>(operation: (statement: Prepare) => T): Promise<T> {
    return this.inTurn(() => this.database.attempt(operation));
  }

  private inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    const done = this.writes.then(attempt, attempt);
    this.writes = done.catch(() => undefined);
    return done;
  }
}

function toEntry({ session, line, input, output }: Row): HistoryEntry {
  return { session, line, input: textOf(input), output: output === null ? null : textOf(output) };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
