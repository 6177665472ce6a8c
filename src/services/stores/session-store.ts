// Where sessions are kept with all that they ran: the interface of every session store. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { Value } from '../../base/values.js';
import type { ArtifactStore } from './artifact-store.js';

export type SessionStatus = 'active' | 'suspended' | 'completed' | 'failed' | 'archived';

export interface KeptSession {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly status: SessionStatus;
  /** Milliseconds of `Date.now`, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly parentId: string | null;
  readonly metadata: Readonly<Record<string, Value>>;
  /** `kernel`: its cells are kept by themselves. */
  readonly origin: 'script' | 'kernel' | 'command';
  /** The process that writes into it, as process-mark.ts writes it; null when none does. */
  readonly holder: string | null;
  /** How the process that held it last has ended; null where none has. */
  readonly shutdown: 'clean' | 'unclean' | null;
}

/** A call of a tool, an agent or a model that a step has made. */
export interface StepCall {
  readonly kind: 'tool' | 'agent' | 'model';
  readonly name: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly status: 'ok' | 'error';
  /** Beginnings, as JSON. */
  readonly input: string;
  readonly output: string;
}

export interface StepError {
  readonly name: string;
  readonly message: string;
}

/** How the code was run, for who runs it again. */
export interface StepManner {
  readonly echo: boolean;
  readonly keepsLocals: boolean;
  readonly scriptName?: string;
  readonly args?: readonly string[];
}

export interface NewStep {
  readonly code: string;
  /** What it has printed, in both streams. */
  readonly output: string;
  /** Bytes that it has printed behind that, and that are not kept. */
  readonly outputLeftOut?: number;
  /** Text of what its last expression gave. */
  readonly result: string | null;
  /** `running`: what is there is what had come of it when it was written. */
  readonly status: 'ok' | 'error' | 'exit' | 'running';
  readonly error: StepError | null;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly manner: StepManner;
  readonly calls: readonly StepCall[];
  /** Calls that were too many to be kept. */
  readonly callsLeftOut: number;
}

/** One run of code in a session. */
export interface SessionStep extends NewStep {
  readonly session: string;
  /** From 1. */
  readonly number: number;
}

export type StepPlace = Pick<SessionStep, 'session' | 'number'>;

/** What cannot be read any more; all else can. */
export interface Damage {
  readonly id: string;
  readonly problem: string;
}

export interface DamagedStep extends Damage {
  readonly number: number;
}

export interface SessionQuery {
  readonly name?: string;
  /** All of them. */
  readonly tags?: readonly string[];
  readonly status?: SessionStatus;
  readonly limit?: number;
}

export interface SearchQuery {
  readonly session?: string;
  readonly limit: number;
}

/** What several processes may write at once. Methods may throw a SpellError `STATE_*`. */
export interface SessionStore {
  /** @throws SpellError `SESSION_EXISTS` */
  create(session: KeptSession): Promise<void>;
  /** @throws SpellError `SESSION_DAMAGED` */
  get(id: string): Promise<KeptSession | undefined>;
  /** The newest first. A damaged one is told, and the others are there. */
  list(
    query: SessionQuery,
  ): Promise<{ readonly sessions: readonly KeptSession[]; readonly damaged: readonly Damage[] }>;
  /**
   * Changes it as if nobody else were there.
   * @throws SpellError `SESSION_NOT_FOUND`, `SESSION_DAMAGED`, and what `change` throws
   */
  change(id: string, change: (session: KeptSession) => KeptSession): Promise<KeptSession>;
  /** With its steps and artifacts, damaged or not. Whether it was there. */
  delete(id: string): Promise<boolean>;
  /** Puts steps behind those that are there. The number of the first one; undefined where the session is not there. */
  append(id: string, steps: readonly NewStep[]): Promise<number | undefined>;
  /** Puts it in the place of the one of its number. Whether that was there. */
  replaceStep(step: SessionStep): Promise<boolean>;
  /** By number, of those from `from` to `to`. */
  steps(
    id: string,
    from?: number,
    to?: number,
  ): Promise<{ readonly steps: readonly SessionStep[]; readonly damaged: readonly DamagedStep[] }>;
  countSteps(id: string): Promise<number>;
  /** Of all sessions that have some, by id. */
  stepCounts(): Promise<ReadonlyMap<string, number>>;
  /** Steps whose code, output or error have all the words, each as the beginning of one; the newest first. */
  search(words: readonly string[], query: SearchQuery): Promise<readonly SessionStep[]>;
  /** Where the steps are whose code fits a glob of `*` and `?`. */
  matching(pattern: string): Promise<readonly StepPlace[]>;
  /** Nothing of them is left in the file. */
  deleteSteps(places: readonly StepPlace[]): Promise<void>;
  /** All that have a holder. */
  held(): Promise<readonly KeptSession[]>;
  /** Deletes those without a holder that have not changed since `before`, and the oldest of more than `count`. How many. */
  prune(before: number, count: number): Promise<number>;
}

/** Sessions and their artifacts. */
export interface SessionStores extends Disposable {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
}
