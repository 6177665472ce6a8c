// Progress events of what takes long to start. Control thread.

import type { Outbox } from './outbox.js';

const LONG_MS = 500;

let count = 0;

/** Says so when it is not done soon, if the client shows it. */
export async function withProgress<T>(outbox: Outbox, isShown: boolean, work: () => Promise<T>): Promise<T> {
  if (!isShown) return work();
  const progressId = `start-${++count}`;
  const shown = { hasBegun: false };
  const timer = setTimeout(() => {
    shown.hasBegun = true;
    outbox.urgent('progressStart', { progressId, title: 'Starting the kernel', cancellable: false });
  }, LONG_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (shown.hasBegun) outbox.urgent('progressEnd', { progressId });
  }
}
