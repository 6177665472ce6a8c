// Takes output from the ring while another thread runs Lua, until it is told to stop. Worker thread of the tests.

import { parentPort, workerData } from 'node:worker_threads';
import { OUT_BASE, OUT_SIZE, SWITCH_BASE, SWITCH_COUNT, WORD } from '../../src/base/shared-memory.js';

export interface RingConsumerData {
  readonly memory: WebAssembly.Memory;
  /** Becomes 1 when this thread runs, 2 when it is to stop once the ring is empty. */
  readonly control: Int32Array;
  /** Bytes to take at a time at most. */
  readonly atMost: number;
  /** Milliseconds to rest after each time. */
  readonly restMs: number;
}

/** Output of one tag, in order. */
export interface TaggedOutput {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

const { memory, control, atMost, restMs } = workerData as RingConsumerData;
const words = new Int32Array(memory.buffer, 0, 256);
const ring = Buffer.from(memory.buffer, OUT_BASE, OUT_SIZE);
/** What is written before the first switch has the tag 0. */
const taken: { tag: number; pieces: Buffer[] }[] = [{ tag: 0, pieces: [] }];

const load = (word: number): number => Atomics.load(words, word >> 2) >>> 0;

/** Begins a new entry where the next switch is at this position; gives how many bytes belong to the current one. */
function untilSwitch(tail: number, available: number): number {
  while (load(WORD.switchTail) !== load(WORD.switchHead)) {
    const entry = (SWITCH_BASE + 8 * (load(WORD.switchTail) % SWITCH_COUNT)) >> 2;
    const ahead = ((words[entry]! >>> 0) - tail) >>> 0;
    if (ahead > 0) return Math.min(ahead, available);
    taken.push({ tag: words[entry + 1]!, pieces: [] });
    Atomics.add(words, WORD.switchTail >> 2, 1);
  }
  return available;
}

function take(): boolean {
  const tail = load(WORD.outTail);
  const available = (load(WORD.outHead) - tail) >>> 0;
  if (available === 0) return false;
  const at = tail & (OUT_SIZE - 1);
  const length = Math.min(untilSwitch(tail, available), atMost, OUT_SIZE - at);
  taken.at(-1)!.pieces.push(Buffer.from(ring.subarray(at, at + length)));
  Atomics.store(words, WORD.outTail >> 2, tail + length);
  Atomics.notify(words, WORD.outTail >> 2);
  return true;
}

Atomics.store(control, 0, 1);
Atomics.notify(control, 0);
for (;;) {
  const stopping = Atomics.load(control, 0) === 2;
  const head = Atomics.load(words, WORD.outHead >> 2);
  if (take()) {
    if (restMs > 0) Atomics.wait(control, 0, 1, restMs);
  } else if (stopping) break;
  else {
    Atomics.store(words, WORD.outSleeps >> 2, 1);
    if (Atomics.load(words, WORD.outHead >> 2) === head) Atomics.wait(words, WORD.outHead >> 2, head, 50);
  }
}
const output = taken.filter(({ pieces }) => pieces.length > 0);
parentPort?.postMessage(
  output.map(({ tag, pieces }): TaggedOutput => ({ tag, bytes: new Uint8Array(Buffer.concat(pieces)) })),
);
