// Several things that may have to be waited for, as one. Any thread.

/** Undefined where none has to be. */
export function joined(waits: readonly (void | Promise<void>)[]): void | Promise<void> {
  const pending = waits.filter((wait) => wait !== undefined);
  if (pending.length === 0) return undefined;
  return Promise.all(pending).then(() => undefined);
}
