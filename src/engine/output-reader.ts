// Drains the output ring in the VM's shared memory: bytes in order, each with the run and stream that wrote them. Control thread.

import { setImmediate as turn } from 'node:timers/promises';
import { OUT_BASE, OUT_SIZE, PLACED, SWITCH_BASE, SWITCH_COUNT, WORD } from '../base/shared-memory.js';
import type { WrittenPlace } from '../debugger/contract.js';
import { OutputPlaces } from './output-places.js';

/** @param place where in a script it was written, while a debugger is attached */
export type TakeOutput = (
  run: number,
  stream: 'stdout' | 'stderr',
  bytes: Uint8Array,
  place?: WrittenPlace,
) => void | Promise<void>;

/** So much is taken at a time, so that the writer fills one half of the ring while the other is copied. */
const PIECE_BYTES = OUT_SIZE / 2;
/** So much is taken without a turn of the event loop: a script that prints for ever keeps nothing else waiting. */
const TURN_BYTES = OUT_SIZE;

/**
 * One reader per VM. What is being taken has left the ring, so the engine thread goes on meanwhile; it waits while the ring is full, so
 * `take` sets the pace.
 */
export class OutputReader {
  readonly places = new OutputPlaces();
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private tag = 0;
  /** Position in the output up to which all has been taken. */
  private taken: number;
  private stopped = false;
  private readonly finished: Promise<void>;
  /** Those who wait until the output up to a position has been taken, in order. */
  private readonly waiting: { readonly position: number; readonly resolve: () => void }[] = [];

  constructor(
    memory: WebAssembly.Memory,
    private readonly take: TakeOutput,
  ) {
    this.words = new Int32Array(memory.buffer, 0, 256);
    this.bytes = new Uint8Array(memory.buffer, OUT_BASE, OUT_SIZE);
    this.taken = this.load(WORD.outTail);
    this.finished = this.read();
  }

  /** Resolves when all that has been written so far has been taken. */
  drained(): Promise<void> {
    const position = this.load(WORD.outHead);
    if (this.isTaken(position)) return Promise.resolve();
    const done = new Promise<void>((resolve) => this.waiting.push({ position, resolve }));
    // A writer wakes the reader only once it has written all it had.
    this.wake();
    return done;
  }

  /** Takes what is left and ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.places.close();
    this.wake();
    await this.finished;
  }

  private load(address: number): number {
    return Atomics.load(this.words, address >> 2);
  }

  private wake(): void {
    Atomics.notify(this.words, WORD.outHead >> 2);
  }

  private async read(): Promise<void> {
    for (;;) {
      const isLast = this.stopped;
      await this.drain();
      if (isLast) return;
      await this.sleep();
    }
  }

  /** Lets those go whose output has been taken. */
  private release(): void {
    while (this.waiting.length > 0 && this.isTaken(this.waiting[0]!.position)) this.waiting.shift()!.resolve();
  }

  private isTaken(position: number): boolean {
    return ((this.taken - position) | 0) >= 0;
  }

  /** Until the engine writes, or `wake` is called. */
  private async sleep(): Promise<void> {
    const head = this.load(WORD.outHead);
    Atomics.store(this.words, WORD.outSleeps >> 2, 1);
    if (head === this.load(WORD.outTail) && !this.stopped) {
      const wait = Atomics.waitAsync(this.words, WORD.outHead >> 2, head);
      if (wait.async) await wait.value;
    }
    Atomics.store(this.words, WORD.outSleeps >> 2, 0);
  }

  private async drain(): Promise<void> {
    for (let sinceTurn = 0; ;) {
      const tail = this.load(WORD.outTail);
      const end = this.nextBorder(tail);
      if (end === tail) return;
      const at = (tail >>> 0) & (OUT_SIZE - 1);
      const length = Math.min((end - tail) >>> 0, OUT_SIZE - at, PIECE_BYTES);
      const piece = this.bytes.slice(at, at + length);
      Atomics.store(this.words, WORD.outTail >> 2, (tail + length) | 0);
      Atomics.notify(this.words, WORD.outTail >> 2);
      try {
        await this.pass(piece);
      } finally {
        this.taken = (tail + length) | 0;
        this.release();
      }
      sinceTurn += length;
      if (sinceTurn >= TURN_BYTES) {
        await turn();
        sinceTurn = 0;
      }
    }
  }

  private pass(piece: Uint8Array): void | Promise<void> {
    const { tag } = this;
    const stream = (tag & 1) === 0 ? 'stdout' : 'stderr';
    if ((tag & PLACED) === 0) return this.take(tag >>> 1, stream, piece);
    return this.places.get((tag & ~PLACED) >>> 1).then((place) => this.take(place?.run ?? 0, stream, piece, place));
  }

  /** Up to where the current tag holds; takes over the tags that begin at `tail`. */
  private nextBorder(tail: number): number {
    // The head is read first: a switch that belongs to bytes before it is then visible too.
    const head = this.load(WORD.outHead);
    for (;;) {
      const taken = this.load(WORD.switchTail);
      if (taken === this.load(WORD.switchHead)) return head;
      const entry = (SWITCH_BASE >> 2) + 2 * (taken & (SWITCH_COUNT - 1));
      const position = this.words[entry] as number;
      if (position !== tail) return ((head - position) | 0) > 0 ? position : head;
      this.tag = this.words[entry + 1] as number;
      Atomics.store(this.words, WORD.switchTail >> 2, (taken + 1) | 0);
      Atomics.notify(this.words, WORD.outTail >> 2);
    }
  }
}
