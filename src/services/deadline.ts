// Work that ends when its time is over or when the caller's signal says so, and pauses that do. Control thread.

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for the work, however long it takes to heed its signal.
 *
 * @param limitMs undefined for no limit
 * @param timedOut makes the reason of the abort, which is thrown also where the work came too late
 */
export async function withDeadline<T>(
  outer: AbortSignal,
  limitMs: number | undefined,
  timedOut: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const forward = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', forward, { once: true });
  const timer = limitMs === undefined ? undefined : setTimeout(() => controller.abort(timedOut()), limitMs);
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', forward);
  }
}

/** @throws the signal's own reason */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
