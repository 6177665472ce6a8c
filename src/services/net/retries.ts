// Asks a web server again after failures that pass. Control thread.

import { SpellError } from '../../base/errors.js';
import { pause } from '../deadline.js';
import { requestHttp } from './http-client.js';
import type { BoundedRequest, HttpResponse, NetContext } from './http-request.js';

export interface Retries {
  /** After the first attempt. */
  readonly max: number;
  /** Before the second attempt; each further pause is twice as long, at most {@link MAX_PAUSE_MS}. */
  readonly pauseMs: number;
}

export interface Attempted {
  /** The last answer, be it a failure. */
  readonly response?: HttpResponse;
  /** Why there is none. */
  readonly failure?: SpellError;
  readonly retries: number;
}

const MAX_PAUSE_MS = 60_000;

/** @throws SpellError of failures that do not pass (permissions, faulty requests), or the signal's reason */
export async function requestWithRetries(
  request: BoundedRequest,
  context: NetContext,
  { max, pauseMs }: Retries,
): Promise<Attempted> {
  for (let retries = 0; ; retries += 1) {
    const attempt = await attemptOnce(request, context);
    const wait = Math.min(waitOf(attempt.response) ?? pauseMs * 2 ** retries, MAX_PAUSE_MS);
    const passes = attempt.response === undefined || isPassing(attempt.response.status);
    if (!passes || retries >= max) return { ...attempt, retries };
    await pause(wait, context.signal);
  }
}

async function attemptOnce(request: BoundedRequest, context: NetContext): Promise<Omit<Attempted, 'retries'>> {
  try {
    return { response: await requestHttp(request, context) };
  } catch (error) {
    const passes = error instanceof SpellError && ['NET_UNREACHABLE', 'NET_TIMEOUT'].includes(error.code);
    if (!passes || context.signal.aborted) throw error;
    return { failure: error };
  }
}

function isPassing(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
function waitOf(response: HttpResponse | undefined): number | undefined {
  const text = response?.headers['retry-after'];
  if (text === undefined) return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
