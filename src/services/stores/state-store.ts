// Where scripts keep values between runs: the interface of every state store. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { Value } from '../../base/values.js';

/**
 * Values by scope and key. What is loaded is a copy of what was saved. Every method may throw a SpellError
 * `STATE_*`; `signal` ends the wait for another process that holds the store.
 */
export interface StateStore extends Disposable {
  /** Replaces what is there. Saving nil is deleting. */
  save(scope: string, key: string, value: Value, signal?: AbortSignal): Promise<void>;
  /** Undefined when there is nothing. */
  load(scope: string, key: string, signal?: AbortSignal): Promise<Value>;
  /** Whether there was something. */
  delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean>;
  /** The keys of one scope, sorted by code point. */
  listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** The scopes that have keys, sorted by code point. */
  listScopes(signal?: AbortSignal): Promise<readonly string[]>;
}
