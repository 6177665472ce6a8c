// Work under a signal of its own, which a time limit or the caller's signal aborts. Control thread.

/**
 * @param expired the error when the time is over
 * @param isPatient the work looks at no signal: it is waited for, however long it takes
 */
export async function limited<T>(
  outer: AbortSignal,
  limitMs: number | undefined,
  expired: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
  isPatient = false,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const forward = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', forward, { once: true });
  const timer = limitMs === undefined ? undefined : setTimeout(() => controller.abort(expired()), limitMs);
  try {
    const working = work(controller.signal);
    const result = await (isPatient ? working : Promise.race([working, aborted(controller.signal)]));
    controller.signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', forward);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    // The reason is always an error: it is ours or that of a run's end.
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** @throws the signal's reason */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
