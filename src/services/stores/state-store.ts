// Where scripts keep values between runs: the interface of every state store. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { Value } from '../../base/values.js';

/** A value that is there. */
export interface StoredValue {
  readonly value: Value;
  /** Above 0, and higher after every change of the store: who finds the same one finds the same value. */
  readonly version: number;
  /** When it goes by itself, in milliseconds of `Date.now`. */
  readonly expiresAt?: number;
}

export interface StateKey {
  readonly scope: string;
  readonly key: string;
}

/** What a key is to hold; nil deletes. */
export interface StateWrite extends StateKey {
  readonly value: Value;
  /** It goes by itself after so many milliseconds; without, it stays. */
  readonly ttlMs?: number | undefined;
}

/** Writes that are done together, if nothing has changed that they rest on. */
export interface StateCommit {
  /** What was read; version 0 where nothing was there. */
  readonly reads: readonly (StateKey & { readonly version: number })[];
  /** Scopes whose keys were listed, and what the list was. */
  readonly lists: readonly { readonly scope: string; readonly keys: readonly string[] }[];
  readonly writes: readonly StateWrite[];
}

/** A key that has another value now; no `value` where it is gone. */
export interface StateChange extends StateKey {
  readonly value?: Value;
  readonly version: number;
}

/** Told of changes by whichever process, in their order; of several to one key perhaps only of the newest. */
export interface StateListener {
  changed(changes: readonly StateChange[]): void;
  /** Changes were so many that some could not be told. */
  missed(): void;
  /** The store cannot tell any more. */
  failed(error: unknown): void;
}

/** Changes that wait to be fetched: of each key the newest, in their order; of 10,000 keys at most. */
export interface StateSubscription {
  /** The next change, `missed` where some could not be told, or undefined when none came in time. */
  receive(timeoutMs: number, signal: AbortSignal): Promise<StateChange | 'missed' | undefined>;
  stop(): void;
}

/**
 * Values by scope and key. What is loaded is a copy of what was saved. Every method may throw a SpellError
 * `STATE_*`; `signal` ends the wait for another process that holds the store.
 */
export interface StateStore extends Disposable {
  /** Replaces what is there. Saving nil is deleting. */
  save(scope: string, key: string, value: Value, signal?: AbortSignal, ttlMs?: number): Promise<void>;
  /** Undefined when there is nothing. */
  load(scope: string, key: string, signal?: AbortSignal): Promise<Value>;
  /** The same, with what a {@link StateCommit} needs to know of it. */
  read(scope: string, key: string, signal?: AbortSignal): Promise<StoredValue | undefined>;
  /** Whether there was something. */
  delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean>;
  /**
   * Changes one value as if nobody else were there.
   * @param change given what is there, gives what is to be there, or undefined to leave it; may be asked again
   */
  update(
    scope: string,
    key: string,
    change: (current: Value) => Omit<StateWrite, keyof StateKey> | undefined,
    signal?: AbortSignal,
  ): Promise<void>;
  /** All or nothing. False, and nothing, where something that was read is another now. */
  commit(commit: StateCommit, signal?: AbortSignal): Promise<boolean>;
  /** The keys of one scope, sorted by code point. */
  listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** The scopes that have keys, sorted by code point. */
  listScopes(signal?: AbortSignal): Promise<readonly string[]>;
  /** From now on, until what it gives is called. */
  watch(listener: StateListener): Promise<() => void>;
  /** The same for whoever comes to fetch them: changes of keys that fit, both of `*` and `?`. */
  subscribe(scope: string, pattern: string): Promise<StateSubscription>;
}
