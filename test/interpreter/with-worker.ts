// Runs something while a worker of the tests does something to the same memory. Tests.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FlagSetterData } from './flag-setter.js';
import type { RingConsumerData, TaggedOutput } from './ring-consumer.js';

/** Gives what `action` gives, and how often the flag word was set meanwhile. */
export async function withFlagSetter<T>(
  settings: Omit<FlagSetterData, 'control'>,
  action: () => T,
): Promise<readonly [result: T, sets: number]> {
  return withWorker('./flag-setter.js', settings, action);
}

/** Gives what `action` gives, and the output that was taken from the ring. */
export async function withRingConsumer<T>(
  settings: Omit<RingConsumerData, 'control'>,
  action: () => T,
): Promise<readonly [result: T, output: readonly TaggedOutput[]]> {
  return withWorker('./ring-consumer.js', settings, action);
}

/** A worker sets `control` to 1 when it runs, ends when it is 2, and then posts one message. */
async function withWorker<T, M>(
  file: string,
  settings: object,
  action: () => T,
): Promise<readonly [result: T, message: M]> {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(file, import.meta.url), { workerData: { ...settings, control } });
  try {
    await once(worker, 'online');
    Atomics.wait(control, 0, 0);
    const result = action();
    stop(control);
    const [message] = (await once(worker, 'message')) as [M];
    return [result, message];
  } finally {
    stop(control);
    await worker.terminate();
  }
}

function stop(control: Int32Array): void {
  Atomics.store(control, 0, 2);
  Atomics.notify(control, 0);
}
