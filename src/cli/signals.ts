// Turns signals into requests to end, and leaves at once when asked a second time. Control thread.

import type { Disposable } from '../base/disposable.js';
import { EXIT } from './exit-codes.js';

export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export const SIGNAL_EXIT: Readonly<Record<EndingSignal, number>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
};

/** Not shared with anything: a wait on it ends at its time limit only. */
const NOTHING = new Int32Array(new SharedArrayBuffer(4));
const DEATH_MS = 1000;

/** `onFirst` is called once; any later signal ends the process on the spot. */
export function onSignals(onFirst: (signal: EndingSignal) => void): Disposable {
  let isEnding = false;
  const listeners = (Object.keys(SIGNAL_EXIT) as EndingSignal[]).map((signal) => {
    const listener = (): void => {
      if (isEnding) dieBy(signal);
      isEnding = true;
      onFirst(signal);
    };
    process.on(signal, listener);
    return { dispose: () => process.off(signal, listener) };
  });
  return { dispose: () => listeners.forEach((listener) => listener.dispose()) };
}

/**
 * Ends the process by the signal itself: `process.exit` would wait for the engine thread, which may hang in a system call.
 * Shells report 128 plus the signal's number, as for an ordinary exit.
 */
export function dieBy(signal: EndingSignal | 'SIGKILL'): never {
  if (signal !== 'SIGKILL') process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Another thread may take the signal: nothing more happens on this one meanwhile.
  Atomics.wait(NOTHING, 0, 0, DEATH_MS);
  // It was blocked.
  process.exit(signal === 'SIGKILL' ? EXIT.killed : SIGNAL_EXIT[signal]);
}
