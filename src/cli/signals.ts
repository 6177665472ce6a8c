// Turns signals into requests to end, and leaves at once when asked a second time. Control thread.

import type { Disposable } from '../base/disposable.js';
import { EXIT } from './exit-codes.js';

export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export const SIGNAL_EXIT: Readonly<Record<EndingSignal, number>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
};

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
export function dieBy(signal: EndingSignal | 'SIGKILL'): void {
  if (signal !== 'SIGKILL') process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
