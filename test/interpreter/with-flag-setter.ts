// Runs something while another thread sets bits of the flag word. Tests.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FlagSetterData } from './flag-setter.js';

/** Gives what `action` gives, and how often the flag word was set meanwhile. */
export async function withFlagSetter<T>(
  settings: Omit<FlagSetterData, 'control'>,
  action: () => T,
): Promise<readonly [result: T, sets: number]> {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const workerData: FlagSetterData = { ...settings, control };
  const worker = new Worker(new URL('./flag-setter.js', import.meta.url), { workerData });
  try {
    await once(worker, 'online');
    Atomics.wait(control, 0, 0);
    const result = action();
    stop(control);
    const [sets] = (await once(worker, 'message')) as [number];
    return [result, sets];
  } finally {
    stop(control);
    await worker.terminate();
  }
}

function stop(control: Int32Array): void {
  Atomics.store(control, 0, 2);
  Atomics.notify(control, 0);
}
