// Tells of changes to a state database, whichever process made them: the file system says that something was written, the table of
// changes what. Control thread.

import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { SqliteDatabase } from './sqlite-database.js';
import type { StateChange, StateListener } from './state-store.js';

const SQL = {
  range: 'SELECT min(id) AS first, max(id) AS last FROM changes',
  since: `SELECT c.id, c.scope, c.key, s.value FROM changes c
          LEFT JOIN state s ON s.scope = c.scope AND s.key = c.key AND (s.expires_at IS NULL OR s.expires_at > ?)
          WHERE c.id > ? ORDER BY c.id LIMIT 500`,
} as const;

/** Looks after the last write, each so long after the one before. */
const AGAIN_MS = [20, 200, 2000] as const;

interface Row {
  readonly id: number;
  readonly scope: Uint8Array;
  readonly key: Uint8Array;
  readonly value: string | null;
}

type Decode = (text: string, scope: string, key: string) => Value;

export class StateChangeFeed {
  private readonly listeners = new Set<StateListener>();
  private watcher: FSWatcher | undefined;
  private last = 0;
  /** Something was written since the last look. */
  private isDue = false;
  private isLooking = false;
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly decode: Decode,
  ) {}

  /** @throws SpellError `STATE_WATCH` where the system cannot watch files */
  async add(listener: StateListener): Promise<() => void> {
    if (this.watcher === undefined) {
      this.watcher = this.start();
      this.last = (await this.range()).last;
    }
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.dispose();
    };
  }

  dispose(): void {
    clearTimeout(this.again);
    this.watcher?.close();
    this.watcher = undefined;
    this.listeners.clear();
  }

  private start(): FSWatcher {
    const file = basename(this.database.file);
    try {
      const watcher = watch(dirname(this.database.file), (_event, name) => {
        if (name === null || name.startsWith(file)) this.written();
      });
      watcher.on('error', (error) => this.fail(unwatchable(this.database.file, error)));
      return watcher;
    } catch (cause) {
      throw unwatchable(this.database.file, cause);
    }
  }

  /**
   * The file system tells of a write a moment before others can read it, and of nothing more: who writes may be held up between the two.
   */
  private written(): void {
    this.look();
    this.lookAgain(AGAIN_MS);
  }

  private lookAgain([delayMs, ...later]: readonly number[]): void {
    clearTimeout(this.again);
    if (delayMs === undefined || !this.isWatching()) return;
    this.again = setTimeout(() => {
      this.look();
      this.lookAgain(later);
    }, delayMs).unref();
  }

  /** Many writes in a row are one look. */
  private look(): void {
    this.isDue = true;
    if (this.isLooking) return;
    this.isLooking = true;
    setImmediate(() => {
      void this.tell()
        .catch((error: unknown) => this.fail(error))
        .finally(() => {
          this.isLooking = false;
          if (this.isDue && this.isWatching()) this.look();
        });
    });
  }

  private async tell(): Promise<void> {
    this.isDue = false;
    if (!this.isWatching()) return;
    const { first, last } = await this.range();
    if (first > this.last + 1) {
      this.last = first - 1;
      for (const listener of this.listeners) listener.missed();
    }
    while (this.last < last && this.isWatching()) {
      const rows = await this.database.attempt(
        (statement) => statement(SQL.since).all(Date.now(), this.last) as unknown as Row[],
      );
      this.last = rows.at(-1)?.id ?? last;
      const changes = this.newest(rows);
      for (const listener of this.listeners) listener.changed(changes);
    }
  }

  private isWatching(): boolean {
    return this.watcher !== undefined;
  }

  private newest(rows: readonly Row[]): readonly StateChange[] {
    const byKey = new Map<string, StateChange>();
    for (const { id, scope: scopeBytes, key: keyBytes, value } of rows) {
      const [scope, key] = [Buffer.from(scopeBytes).toString(), Buffer.from(keyBytes).toString()];
      const place = JSON.stringify([scope, key]);
      byKey.delete(place);
      byKey.set(place, { scope, key, version: id, ...(value !== null && { value: this.decode(value, scope, key) }) });
    }
    return [...byKey.values()];
  }

  private async range(): Promise<{ readonly first: number; readonly last: number }> {
    return this.database.attempt((statement) => statement(SQL.range).get() as { first: number; last: number });
  }

  private fail(error: unknown): void {
    for (const listener of this.listeners) listener.failed(error);
    this.dispose();
  }
}

function unwatchable(file: string, cause: unknown): SpellError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new SpellError('STATE_WATCH', `changes of '${file}' cannot be watched: ${reason}`, {
    category: 'Storage error',
    help: 'raise the limit of watched files of the system (fs.inotify.max_user_watches), or keep state in another directory',
    details: { path: file },
    cause,
  });
}
