// Sessions in an SQLite database that several processes may share. Control thread.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { matchesGlob } from './glob.js';
import { sessionDamaged, sessionExists, sessionNotFound } from './session-errors.js';
import { sessionRecord, stepRecord, textOf, toSession, toStep, utf8 } from './session-record.js';
import type { SessionRow, StepRow } from './session-record.js';
import type {
  Damage,
  DamagedStep,
  KeptSession,
  NewStep,
  SearchQuery,
  SessionQuery,
  SessionStep,
  SessionStore,
  StepPlace,
} from './session-store.js';
import type { Prepare, SqliteDatabase } from './sqlite-database.js';

/** Codes that are compared before other work has its turn. */
const COMPARED_AT_ONCE = 1000;
/** Steps that are indexed before other work has its turn. */
const INDEXED_AT_ONCE = 25;

const SQL = {
  create: `INSERT INTO sessions (id, name, status, created_at, updated_at, holder, record) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
  replace: `UPDATE sessions SET name = ?, status = ?, updated_at = ?, holder = ?, record = ? WHERE id = ?`,
  get: 'SELECT * FROM sessions WHERE id = ?',
  list: 'SELECT * FROM sessions ORDER BY created_at DESC, id',
  listNamed: 'SELECT * FROM sessions WHERE name = ? ORDER BY created_at DESC, id',
  held: 'SELECT * FROM sessions WHERE holder IS NOT NULL',
  delete: 'DELETE FROM sessions WHERE id = ?',
  touch: 'UPDATE sessions SET updated_at = max(updated_at, ?) WHERE id = ?',
  lastStep: 'SELECT coalesce(max(number), 0) AS last FROM steps WHERE session = ?',
  append: `INSERT INTO steps (session, number, code, output, error, started_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  steps: 'SELECT * FROM steps WHERE session = ? AND number BETWEEN ? AND ? ORDER BY number',
  countSteps: 'SELECT count(*) AS count FROM steps WHERE session = ?',
  stepCounts: 'SELECT session, count(*) AS count FROM steps GROUP BY session',
  search: `SELECT steps.* FROM steps_text JOIN steps ON steps.id = steps_text.rowid
           WHERE steps_text MATCH ? ORDER BY steps.id DESC LIMIT ?`,
  searchIn: `SELECT steps.* FROM steps_text JOIN steps ON steps.id = steps_text.rowid
             WHERE steps_text MATCH ? AND steps.session = ? ORDER BY steps.id DESC LIMIT ?`,
  codes: `SELECT id, session, number, code FROM steps WHERE id > ? ORDER BY id LIMIT ${COMPARED_AT_ONCE}`,
  deleteStep: 'DELETE FROM steps WHERE session = ? AND number = ?',
  /** What was deleted is still in the index until its parts are put together. */
  tidyIndex: `INSERT INTO steps_text (steps_text) VALUES ('optimize')`,
  toIndex: `SELECT id FROM steps_to_index ORDER BY id LIMIT ${INDEXED_AT_ONCE}`,
  index: `INSERT INTO steps_text (rowid, code, output, error)
          SELECT id, CAST(code AS TEXT), CAST(output AS TEXT), CAST(error AS TEXT) FROM steps WHERE id = ?`,
  isIndexed: 'DELETE FROM steps_to_index WHERE id = ?',
  pruneOld: 'DELETE FROM sessions WHERE holder IS NULL AND updated_at < ?',
  pruneMany: `DELETE FROM sessions WHERE holder IS NULL AND id IN
              (SELECT id FROM sessions ORDER BY updated_at DESC, id LIMIT -1 OFFSET ?)`,
} as const;

type CodeRow = Pick<StepRow, 'session' | 'number' | 'code'> & { readonly id: number };

export class SqliteSessionStore implements SessionStore {
  constructor(private readonly database: SqliteDatabase) {}

  async create(session: KeptSession): Promise<void> {
    const { id, name, status, createdAt, updatedAt, holder } = session;
    const record = sessionRecord(session);
    const { changes } = await this.database.attempt((statement) =>
      statement(SQL.create).run(id, utf8(name), status, createdAt, updatedAt, holder, record),
    );
    if (changes === 0) throw sessionExists(id);
  }

  get(id: string): Promise<KeptSession | undefined> {
    return this.database.attempt((statement) => read(statement, id));
  }

  async list({ name, tags = [], status, limit = Infinity }: SessionQuery): ReturnType<SessionStore['list']> {
    const rows = await this.database.attempt(
      (statement) =>
        (name === undefined
          ? statement(SQL.list).all()
          : statement(SQL.listNamed).all(utf8(name))) as unknown as SessionRow[],
    );
    const damaged: Damage[] = [];
    const sessions = rows
      .flatMap((row) => decoded({ id: row.id }, damaged, () => toSession(row)))
      .filter((session) => status === undefined || session.status === status)
      .filter((session) => tags.every((tag) => session.tags.includes(tag)));
    return { sessions: sessions.slice(0, limit), damaged };
  }

  change(id: string, change: Parameters<SessionStore['change']>[1]): Promise<KeptSession> {
    return this.database.transaction((statement) => {
      const session = read(statement, id);
      if (session === undefined) throw sessionNotFound(id);
      const changed = change(session);
      const { name, status, updatedAt, holder } = changed;
      statement(SQL.replace).run(utf8(name), status, updatedAt, holder, sessionRecord(changed), id);
      return changed;
    });
  }

  async delete(id: string): Promise<boolean> {
    return this.database.erase((statement) => {
      const isThere = statement(SQL.delete).run(id).changes > 0;
      if (isThere) statement(SQL.tidyIndex).run();
      return isThere;
    });
  }

  append(id: string, steps: readonly NewStep[]): Promise<number | undefined> {
    const rows = steps.map(rowOf);
    return this.database.transaction((statement) => {
      if (statement(SQL.get).get(id) === undefined) return undefined;
      const { last } = statement(SQL.lastStep).get(id) as { last: number };
      rows.forEach((row, at) => statement(SQL.append).run(id, last + at + 1, ...row));
      statement(SQL.touch).run(Date.now(), id);
      return last + 1;
    });
  }

  /** As another row: it is indexed anew. */
  replaceStep(step: SessionStep): Promise<boolean> {
    const row = rowOf(step);
    return this.database.transaction((statement) => {
      if (statement(SQL.deleteStep).run(step.session, step.number).changes === 0) return false;
      statement(SQL.append).run(step.session, step.number, ...row);
      return true;
    });
  }

  async steps(id: string, from = 1, to = Number.MAX_SAFE_INTEGER): ReturnType<SessionStore['steps']> {
    const rows = await this.rows((statement) => statement(SQL.steps).all(id, from, to));
    const damaged: DamagedStep[] = [];
    const steps = rows.flatMap((row) => decoded({ id, number: row.number }, damaged, () => toStep(row)));
    return { steps, damaged };
  }

  async countSteps(id: string): Promise<number> {
    return this.database.attempt((statement) => (statement(SQL.countSteps).get(id) as { count: number }).count);
  }

  async stepCounts(): Promise<ReadonlyMap<string, number>> {
    interface Row {
      readonly session: string;
      readonly count: number;
    }
    const rows = await this.database.attempt((statement) => statement(SQL.stepCounts).all() as unknown as Row[]);
    return new Map(rows.map(({ session, count }) => [session, count]));
  }

  async search(words: readonly string[], { session, limit }: SearchQuery): Promise<readonly SessionStep[]> {
    if (words.length === 0) return [];
    while (await this.indexSome()) await nextTurn();
    const pattern = words.map((word) => `"${word.replaceAll('"', ' ')}" *`).join(' ');
    const rows = await this.rows((statement) =>
      session === undefined
        ? statement(SQL.search).all(pattern, limit)
        : statement(SQL.searchIn).all(pattern, session, limit),
    );
    return rows.flatMap((row) => decoded({ id: row.session }, [], () => toStep(row)));
  }

  async matching(pattern: string): Promise<readonly StepPlace[]> {
    const found: StepPlace[] = [];
    for (let last = 0; ;) {
      const page = await this.database.attempt((statement) => statement(SQL.codes).all(last) as unknown as CodeRow[]);
      const fitting = page.filter(({ code }) => matchesGlob(pattern, textOf(code)));
      found.push(...fitting.map(({ session, number }) => ({ session, number })));
      if (page.length < COMPARED_AT_ONCE) return found;
      last = page.at(-1)!.id;
      await nextTurn();
    }
  }

  deleteSteps(places: readonly StepPlace[]): Promise<void> {
    return this.database.erase((statement) => {
      for (const { session, number } of places) statement(SQL.deleteStep).run(session, number);
      statement(SQL.tidyIndex).run();
    });
  }

  async held(): Promise<readonly KeptSession[]> {
    const rows = await this.database.attempt((statement) => statement(SQL.held).all() as unknown as SessionRow[]);
    return rows.flatMap((row) => decoded({ id: row.id }, [], () => toSession(row)));
  }

  prune(before: number, count: number): Promise<number> {
    return this.database.transaction((statement) => {
      const old = statement(SQL.pruneOld).run(before).changes;
      return old + statement(SQL.pruneMany).run(count).changes;
    });
  }

  /** Words are indexed for who searches: that costs several times what keeping a step does, and most are never searched. */
  private indexSome(): Promise<boolean> {
    return this.database.transaction((statement) => {
      const left = statement(SQL.toIndex).all() as { readonly id: number }[];
      for (const { id } of left) {
        statement(SQL.index).run(id);
        statement(SQL.isIndexed).run(id);
      }
      return left.length === INDEXED_AT_ONCE;
    });
  }

  private rows(query: (statement: Prepare) => unknown[]): Promise<StepRow[]> {
    return this.database.attempt((statement) => query(statement) as StepRow[]);
  }
}

function rowOf(step: NewStep): readonly [Uint8Array, Uint8Array, Uint8Array | null, number, string] {
  const { code, output, error, startedAt } = step;
  const told = error === null ? null : utf8(`${error.name}: ${error.message}`);
  return [utf8(code), utf8(output), told, startedAt, stepRecord(step)];
}

function read(statement: Prepare, id: string): KeptSession | undefined {
  const row = statement(SQL.get).get(id) as SessionRow | undefined;
  if (row === undefined) return undefined;
  try {
    return toSession(row);
  } catch (error) {
    throw sessionDamaged(id, problemOf(error));
  }
}

/** What cannot be read is told, and left out. */
function decoded<T, P extends object>(place: P, damaged: (P & { problem: string })[], decode: () => T): T[] {
  try {
    return [decode()];
  } catch (error) {
    damaged.push({ ...place, problem: problemOf(error) });
    return [];
  }
}

function problemOf(error: unknown): string {
  return error instanceof SyntaxError ? 'its record cannot be read' : (error as Error).message;
}
