// What signals mean to a kernel: Ctrl+C ends what runs, the others the kernel. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { dieBy } from '../signals.js';

export interface SignalActions {
  readonly interrupt: () => void;
  readonly shutdown: () => void;
}

const ENDING = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** A kernel that has not ended so long after it should have is stuck, for instance in a file system that does not answer. */
const STUCK_MS = 10_000;

/** A second signal to end, or no end in time, kills the process: what it leaves behind the next command clears away. */
export function onKernelSignals({ interrupt, shutdown }: SignalActions): Disposable {
  let stuck: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (stuck !== undefined) dieBy('SIGKILL');
    stuck = setTimeout(() => dieBy('SIGKILL'), STUCK_MS);
    stuck.unref();
    shutdown();
  };
  process.on('SIGINT', interrupt);
  for (const signal of ENDING) process.on(signal, end);
  return {
    dispose: () => {
      clearTimeout(stuck);
      process.off('SIGINT', interrupt);
      for (const signal of ENDING) process.off(signal, end);
    },
  };
}
