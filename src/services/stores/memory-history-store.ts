// History that lives as long as the process. Control thread.

import { closedStore } from './closed-store.js';
import { matchesGlob } from './glob.js';
import { HISTORY_LIMITS, isKept, shortened } from './history-limits.js';
import type { HistoryEntry, HistoryStore, SearchOptions } from './history-store.js';

export class MemoryHistoryStore implements HistoryStore {
  /** By session and line, in the order in which they were made. */
  private entries: Map<string, HistoryEntry> | undefined = new Map();
  private lastSession = 0;

  async beginSession(): Promise<number> {
    this.open();
    this.lastSession += 1;
    return this.lastSession;
  }

  async append(session: number, line: number, input: string): Promise<void> {
    const entries = this.open();
    if (!isKept(input)) return;
    entries.set(keyOf(session, line), { session, line, input, output: null });
    const [oldest] = entries.keys();
    if (entries.size > HISTORY_LIMITS.entries && oldest !== undefined) entries.delete(oldest);
  }

  async setOutput(session: number, line: number, output: string): Promise<void> {
    const entry = this.open().get(keyOf(session, line));
    if (entry !== undefined) this.open().set(keyOf(session, line), { ...entry, output: shortened(output) });
  }

  async tail(count: number): Promise<readonly HistoryEntry[]> {
    return lastOf(this.sorted(), count);
  }

  async range(
    current: number,
    session: number,
    start: number,
    stop: number | undefined,
  ): Promise<readonly HistoryEntry[]> {
    const wanted = session > 0 ? session : current + session;
    return this.sorted().filter(
      (entry) => entry.session === wanted && entry.line >= start && entry.line < (stop ?? Infinity),
    );
  }

  async search(pattern: string, { count, isUnique }: SearchOptions): Promise<readonly HistoryEntry[]> {
    const found = this.sorted().filter(({ input }) => matchesGlob(pattern, input));
    const newest = new Map(found.map((entry) => [entry.input, entry]));
    const kept = isUnique ? found.filter((entry) => newest.get(entry.input) === entry) : found;
    return lastOf(kept, count ?? kept.length);
  }

  async clear(pattern = '*'): Promise<number> {
    const entries = this.open();
    const found = await this.search(pattern, { isUnique: false });
    for (const { session, line } of found) entries.delete(keyOf(session, line));
    return found.length;
  }

  dispose(): void {
    this.entries = undefined;
  }

  private sorted(): readonly HistoryEntry[] {
    return [...this.open().values()].sort((a, b) => a.session - b.session || a.line - b.line);
  }

  private open(): Map<string, HistoryEntry> {
    if (this.entries === undefined) throw closedStore();
    return this.entries;
  }
}

function keyOf(session: number, line: number): string {
  return `${session}:${line}`;
}

function lastOf(entries: readonly HistoryEntry[], count: number): readonly HistoryEntry[] {
  return entries.slice(Math.max(0, entries.length - count));
}
