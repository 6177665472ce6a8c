// Commands that go on until Ctrl+C. Control thread.

import { once } from 'node:events';

/** Aborted by the first SIGINT or SIGTERM. */
export function interruption(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) void once(process, signal).then(() => ended.abort());
  return ended.signal;
}

/** What comes, or undefined where the signal came first. */
export async function unlessAborted<T>(next: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let abort: () => void = () => undefined;
  const ended = new Promise<undefined>((resolve) => (abort = () => resolve(undefined)));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([next, ended]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    next.catch(() => undefined);
  }
}
