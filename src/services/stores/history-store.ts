// Where kernels keep what was executed: the interface of every history store. Types only.

import type { Disposable } from '../../base/disposable.js';

export interface HistoryEntry {
  /** Number of the kernel's life (Jupyter: session), ascending. */
  readonly session: number;
  /** Execution count. */
  readonly line: number;
  readonly input: string;
  /** Text of the result; null when there was none, or it was not asked for. */
  readonly output: string | null;
}

export interface SearchOptions {
  /** Default: all. */
  readonly count?: number | undefined;
  /** Of equal inputs only the newest. */
  readonly isUnique: boolean;
}

/** What several processes may write at once. Results are ascending by session and line. Methods may throw a SpellError `STATE_*`. */
export interface HistoryStore extends Disposable {
  /** Begins a life of a kernel. */
  beginSession(kernelId: string): Promise<number>;
  append(session: number, line: number, input: string): Promise<void>;
  setOutput(session: number, line: number, output: string): Promise<void>;
  /** The last `count` entries of all lives. */
  tail(count: number): Promise<readonly HistoryEntry[]>;
  /** Lines from `start` to before `stop` of one life; `session` 0 or below counts from `current` backwards. */
  range(current: number, session: number, start: number, stop: number | undefined): Promise<readonly HistoryEntry[]>;
  /** Entries whose input matches a glob (`*`, `?`), the last `count` of them. */
  search(pattern: string, options: SearchOptions): Promise<readonly HistoryEntry[]>;
  /** Forgets entries whose input matches a glob; without one all. @returns how many */
  clear(pattern?: string): Promise<number>;
}
