// Work that ends when its time is over or when the caller's signal says so. Control thread.

/** @param timedOut makes the reason of the abort */
export async function withDeadline<T>(
  outer: AbortSignal,
  seconds: number,
  timedOut: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const forward = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', forward, { once: true });
  const timer = setTimeout(() => controller.abort(timedOut()), seconds * 1000);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', forward);
  }
}
