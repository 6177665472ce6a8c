// Sets the flag word again and again while another thread runs Lua, until it is told to stop. Worker thread of the tests.

import { parentPort, workerData } from 'node:worker_threads';
import { WORD } from '../../src/base/shared-memory.js';

export interface FlagSetterData {
  readonly memory: WebAssembly.Memory;
  /** Becomes 1 when this thread runs, 2 when it is to stop. */
  readonly control: Int32Array;
  /** One of these is set each time, in turn; 0 clears the word. */
  readonly flags: readonly number[];
  /** Milliseconds between two; 0 goes on without a rest. */
  readonly everyMs: number;
}

const { memory, control, flags, everyMs } = workerData as FlagSetterData;
const words = new Int32Array(memory.buffer, 0, 256);

Atomics.store(control, 0, 1);
Atomics.notify(control, 0);
let sets = 0;
while (Atomics.load(control, 0) !== 2) {
  const flag = flags[sets++ % flags.length]!;
  if (flag === 0) Atomics.store(words, WORD.flag >> 2, 0);
  else Atomics.or(words, WORD.flag >> 2, flag);
  if (everyMs > 0) Atomics.wait(control, 0, 1, everyMs);
}
parentPort?.postMessage(sets);
