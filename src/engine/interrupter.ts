// Ends runs from outside: sets the flag that the interpreter loop reads, keeps it armed until the run has left, and gives up
// on code that cannot be trapped. Control thread.

import { FLAG, INTERRUPT, WORD } from '../base/shared-memory.js';
import type { InterruptReason } from './contract.js';

/** `<close>` handlers and finalizers get this long before the flag is set again. */
const REARM_MS = 250;

/** Timers of Node fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class Interrupter {
  private readonly words: Int32Array;
  private timers: NodeJS.Timeout[] = [];
  private isArmed = false;
  /** The deadline of the run: what is left of it, and since when that counts (undefined: it does not). */
  private deadline: { readonly run: number; leftMs: number; since: number | undefined } | undefined;
  private deadlineTimer: NodeJS.Timeout | undefined;

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
    if (timeoutMs > MAX_TIMER_MS) return;
    this.deadline = { run, leftMs: timeoutMs, since: undefined };
    this.goesOn();
  }

  /** The script is paused: its deadline does not come nearer. */
  pauses(): void {
    const { deadline } = this;
    if (deadline?.since === undefined) return;
    clearTimeout(this.deadlineTimer);
    deadline.leftMs = Math.max(0, deadline.leftMs - (performance.now() - deadline.since));
    deadline.since = undefined;
  }

  /** It goes on. */
  goesOn(): void {
    const { deadline } = this;
    if (deadline === undefined || deadline.since !== undefined) return;
    deadline.since = performance.now();
    this.deadlineTimer = setTimeout(() => this.interrupt(deadline.run, 'timeout'), deadline.leftMs);
  }

  /** The run has left. */
  ended(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
    clearTimeout(this.deadlineTimer);
    this.deadline = undefined;
    this.isArmed = false;
  }

  /** The first reason stands. */
  interrupt(run: number, reason: InterruptReason): void {
    if (this.isArmed) return;
    this.isArmed = true;
    Atomics.store(this.words, WORD.interruptReason >> 2, INTERRUPT[reason]);
    Atomics.store(this.words, WORD.interruptRun >> 2, run);
    this.arm();
    this.after(this.graceMs, () => {
      this.onStuck(reason);
    });
  }

  private arm(): void {
    Atomics.or(this.words, WORD.flag >> 2, FLAG.interrupt);
    // It may be waiting for an answer, or for room in the output ring.
    Atomics.add(this.words, WORD.mailbox >> 2, 1);
    Atomics.notify(this.words, WORD.mailbox >> 2);
    Atomics.notify(this.words, WORD.outTail >> 2);
    this.after(REARM_MS, () => {
      this.arm();
    });
  }

  private after(ms: number, action: () => void): void {
    this.timers.push(setTimeout(action, ms));
  }
}
