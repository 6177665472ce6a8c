// Tries a database operation again while another process holds the lock, without blocking the thread. Control thread.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryBusyOptions {
  isBusy(error: unknown): boolean;
  /** How long to go on, in milliseconds; then the last busy error is thrown. */
  readonly totalMs: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_PAUSE_MS = 50;

/** Pauses grow from 1 to 50 ms, each varied by chance so that processes do not meet again. */
export async function retryBusy<T>(operation: () => T, options: RetryBusyOptions): Promise<T> {
  const deadline = performance.now() + options.totalMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    options.signal?.throwIfAborted();
    try {
      return operation();
    } catch (error) {
      if (!options.isBusy(error) || performance.now() >= deadline) throw error;
      await sleep(
        pauseMs * (0.5 + Math.random()),
        undefined,
        options.signal === undefined ? {} : { signal: options.signal },
      );
    }
  }
}
