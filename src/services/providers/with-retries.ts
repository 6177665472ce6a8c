// Tries a request again after failures that pass. Control thread.

import { pause } from '../deadline.js';
import type { ProviderFailure } from './provider-failure.js';

export interface RetryOptions {
  /** Attempts after the first. */
  readonly retries: number;
  /** The first pause; each further one is twice as long, varied by chance by up to a quarter. */
  readonly firstPauseMs: number;
  /** A server that asks for more than this gets no further attempt. */
  readonly maxPauseMs: number;
  readonly signal: AbortSignal;
  readonly onRetry?: (failure: ProviderFailure, pauseMs: number) => void;
}

export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ProviderFailure };

/** @throws SpellError of the last failure, or the signal's reason when it is aborted during a pause */
export async function withRetries<T>(attempt: () => Promise<Attempt<T>>, options: RetryOptions): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    const result = await attempt();
    if (result.ok) return result.value;
    const { failure } = result;
    const pauseMs = failure.retryAfterMs ?? options.firstPauseMs * 2 ** retry * (0.75 + Math.random() / 2);
    if (!failure.isRetryable || retry >= options.retries || pauseMs > options.maxPauseMs) throw failure.error;
    options.onRetry?.(failure, pauseMs);
    await pause(pauseMs, options.signal);
  }
}
