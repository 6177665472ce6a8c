// Events in an SQLite database that several kernels may share. Control thread.

import type { EventSource, SpellEvent } from '../events/event.js';
import { decodeValue, encodeValue } from './encode-value.js';
import { EVENTS_KEPT } from './event-limits.js';
import type { EventQuery, EventStore, KeptEvent } from './event-store.js';
import { EVENT_MIGRATIONS } from './migrations.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { SqliteOptions } from './sqlite-database.js';

const SQL = {
  append: 'INSERT INTO events (type, at, run, correlation, event) VALUES (?, ?, ?, ?, ?)',
  prune: 'DELETE FROM events WHERE place <= (SELECT max(place) FROM events) - ?',
  last: 'SELECT coalesce(max(place), 0) AS last FROM events',
} as const;

/** One transaction holds up others no longer than this many take. */
const AT_ONCE = 2000;

interface Row {
  readonly place: number;
  readonly type: Uint8Array;
  readonly at: number;
  readonly run: string | null;
  readonly correlation: string;
  readonly event: string;
}

export class SqliteEventStore implements EventStore {
  private constructor(
    private readonly database: SqliteDatabase,
    private readonly most: number,
  ) {}

  /**
   * Opens `events.db` in `directory`.
   *
   * @param options `most`: how many stay. Default {@link EVENTS_KEPT}
   * @throws SpellError as {@link SqliteDatabase.open}
   */
  static async open(
    directory: string,
    { most = EVENTS_KEPT, ...options }: SqliteOptions & { readonly most?: number } = {},
  ): Promise<SqliteEventStore> {
    return new SqliteEventStore(await SqliteDatabase.open(directory, 'events.db', EVENT_MIGRATIONS, options), most);
  }

  async append(events: readonly SpellEvent[]): Promise<void> {
    for (let first = 0; first < events.length; first += AT_ONCE) {
      const some = events.slice(first, first + AT_ONCE).map(toColumns);
      await this.database.transaction((statement) => {
        for (const columns of some) statement(SQL.append).run(...columns);
        statement(SQL.prune).run(this.most);
      });
    }
  }

  async list({ pattern, limit, after, runId, correlationId }: EventQuery): Promise<readonly KeptEvent[]> {
    const [where, values] = conditions(pattern, after, runId, correlationId);
    const order = after === undefined ? 'DESC' : 'ASC';
    const sql = `SELECT place, type, at, run, correlation, event FROM events ${where} ORDER BY place ${order} LIMIT ?`;
    const rows = await this.database.attempt(
      (statement) => statement(sql).all(...values, Math.min(Math.max(limit, 0), this.most)) as unknown as Row[],
    );
    const events = rows.map(toEvent);
    return after === undefined ? events.reverse() : events;
  }

  async last(): Promise<number> {
    return this.database.attempt((statement) => (statement(SQL.last).get() as { last: number }).last);
  }

  dispose(): void {
    this.database.dispose();
  }
}

type Column = Uint8Array | number | string | null;

/** The pattern as a range of types: bytes of UTF-8 are below 255. */
function conditions(
  pattern: string,
  after: number | undefined,
  runId: string | undefined,
  correlationId: string | undefined,
): [where: string, values: Column[]] {
  const all: [string, ...Column[]][] = [];
  const begins = Buffer.from(pattern.replace(/\*$/, ''));
  if (!pattern.endsWith('*')) all.push(['type = ?', Buffer.from(pattern)]);
  else if (begins.length > 0) all.push(['type >= ? AND type < ?', begins, Buffer.concat([begins, Buffer.from([255])])]);
  if (after !== undefined) all.push(['place > ?', after]);
  if (runId !== undefined) all.push(['run = ?', runId]);
  if (correlationId !== undefined) all.push(['correlation = ?', correlationId]);
  const where = all.length === 0 ? '' : `WHERE ${all.map(([sql]) => sql).join(' AND ')}`;
  return [where, all.flatMap(([, ...values]) => values)];
}

function toColumns({ type, at, runId, correlationId, ...rest }: SpellEvent): Column[] {
  return [Buffer.from(type), at, runId ?? null, correlationId, encodeValue(rest)];
}

function toEvent({ place, type, at, run, correlation, event }: Row): KeptEvent {
  const rest = decodeValue(event) as unknown as Omit<SpellEvent, 'type' | 'at' | 'correlationId'> & {
    source: EventSource;
  };
  return {
    ...rest,
    ...{ data: rest.data ?? undefined, ttlMs: rest.ttlMs, session: rest.session, task: rest.task },
    ...{ place, type: Buffer.from(type).toString(), at, runId: run ?? undefined, correlationId: correlation },
  };
}
