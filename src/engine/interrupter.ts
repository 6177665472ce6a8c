// Ends runs from outside: sets the flag that the interpreter loop reads, keeps it armed until the run has left, and gives up
// on code that cannot be trapped. Control thread.

import { FLAG, INTERRUPT, WORD } from '../base/shared-memory.js';
import type { InterruptReason } from './contract.js';

/** `<close>` handlers and finalizers get this long before the flag is set again. */
const REARM_MS = 250;

/** After these times a run is asked to leave and re-enter the interpreter loop, whose optimised code may be ready by then. */
const REENTRY_MS = [15, 30, 45, 60, 90, 150, 300] as const;

/** Timers of Node fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class Interrupter {
  private readonly words: Int32Array;
  private timers: NodeJS.Timeout[] = [];
  private warm = false;

  constructor(
    memory: WebAssembly.Memory,
    private readonly graceMs: number,
    /** The run has not ended within the grace period. */
    private readonly onStuck: (reason: InterruptReason) => void,
  ) {
    this.words = new Int32Array(memory.buffer, 0, 256);
  }

  /** A run has been sent; `timeoutMs` from now it is interrupted. */
  started(run: number, timeoutMs = Infinity): void {
    if (timeoutMs <= MAX_TIMER_MS) this.after(timeoutMs, () => this.interrupt(run, 'timeout'));
    if (!this.warm) {
      for (const ms of REENTRY_MS) this.after(ms, () => this.set(FLAG.yield));
      this.after(REENTRY_MS[REENTRY_MS.length - 1] as number, () => (this.warm = true));
    }
  }

  /** The run has left. */
  ended(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }

  interrupt(run: number, reason: InterruptReason): void {
    Atomics.store(this.words, WORD.interruptReason >> 2, INTERRUPT[reason]);
    Atomics.store(this.words, WORD.interruptRun >> 2, run);
    this.arm();
    this.after(this.graceMs, () => {
      this.onStuck(reason);
    });
  }

  private arm(): void {
    this.set(FLAG.interrupt);
    // It may be waiting for an answer, or for room in the output ring.
    Atomics.add(this.words, WORD.mailbox >> 2, 1);
    Atomics.notify(this.words, WORD.mailbox >> 2);
    Atomics.notify(this.words, WORD.outTail >> 2);
    this.after(REARM_MS, () => {
      this.arm();
    });
  }

  private set(flag: number): void {
    Atomics.or(this.words, WORD.flag >> 2, flag);
  }

  private after(ms: number, action: () => void): void {
    this.timers.push(setTimeout(action, ms));
  }
}
