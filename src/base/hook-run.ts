// What the control thread asks of the engine when a hook point fires, and what it is told. Any thread.

import type { Value } from './values.js';

/**
 * Host function of the engine: (stopsAt, context, limitMs, ids) -> {@link HookRun}. It stops first where a point is given that
 * somebody has a breakpoint on, and runs the hooks in order, each for `limitMs` at most, up to the first that says anything but `continue`.
 */
export const HOOK_RUN = 'hook.run';

/** Host function of the engine: (id?): the session is about to end; the id is that of the session which it is kept in. */
export const HOOK_SHUTDOWN = 'hook.shut_down';

export interface HookRun {
  /** So many have run. */
  readonly count: number;
  /** Milliseconds of each. */
  readonly times: Value;
  /** How the last one has ended: with nothing to say, a result, an error, by its time limit, or it was not there any more. */
  readonly status: 'done' | 'result' | 'error' | 'late' | 'gone';
  readonly result?: Value;
  readonly message?: string;
  readonly limitMs: number;
  /** Somebody debugs. */
  readonly isWatched: boolean;
}

export function isHookRun(value: Value): value is HookRun & Value {
  return typeof value === 'object' && value !== null && 'count' in value && 'status' in value;
}
