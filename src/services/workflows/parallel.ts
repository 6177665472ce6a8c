// Several pieces of work at once, at most so many; the first that fails ends the others. Control thread.

/** Results in the order of the items. @throws what the first one to fail threw, after the others have ended */
export async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  outer: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const controller = new AbortController();
  const forward = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', forward, { once: true });
  const results: R[] = [];
  let next = 0;
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index]!, controller.signal);
      } catch (error) {
        failures.push(error);
        controller.abort(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  } finally {
    outer.removeEventListener('abort', forward);
  }
  if (failures.length > 0) throw failures[0];
  return results;
}
