// Signals while a script is debugged: Ctrl+C is taken for something else than the end, as long as that works. Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { EndingSignal } from '../signals.js';
import { SIGNAL_EXIT, dieBy } from '../signals.js';

/**
 * @param onFirst called once; any later signal ends the process
 * @param onInterrupt asked at Ctrl+C: true if it has done what is to be done
 */
export function onDebugSignals(onFirst: (signal: EndingSignal) => void, onInterrupt: () => boolean): Disposable {
  let isEnding = false;
  const listeners = (Object.keys(SIGNAL_EXIT) as EndingSignal[]).map((signal) => {
    const listener = (): void => {
      if (isEnding) dieBy(signal);
      if (signal === 'SIGINT' && onInterrupt()) return;
      isEnding = true;
      onFirst(signal);
    };
    process.on(signal, listener);
    return { dispose: () => process.off(signal, listener) };
  });
  return { dispose: () => listeners.forEach((listener) => listener.dispose()) };
}
