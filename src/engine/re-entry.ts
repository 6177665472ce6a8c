// Asks long runs to leave and re-enter the interpreter loop: an activation that began in slow code stays there, while optimised
// code may be ready after some time of running. Control thread.

import { FLAG, WORD } from '../base/shared-memory.js';

/** When a run is asked, in milliseconds that Lua has run: nobody tells when the code is ready. */
const STEPS_MS = [15, 30, 45, 60, 90, 150, 300, 600, 1200, 2400] as const;

/** Where nothing can yield the request is dropped: looking at it again and again would cost. */
const REQUEST_MS = 5;

export class ReEntry {
  private readonly words: Int32Array;
  private timer: NodeJS.Timeout | undefined;
  private step = 0;
  private ranMs = 0;
  private runsSince: number | undefined;
  /** A run has been long enough: the code that others begin in is optimised. */
  private isWarm = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    memory: WebAssembly.Memory,
    private readonly now = () => performance.now(),
  ) {
    this.words = new Int32Array(memory.buffer, 0, 256);
  }

  /** A run begins. */
  begins(): void {
    this.rests();
    this.step = 0;
    this.ranMs = 0;
    this.runs();
  }

  /** Lua goes on: it has been answered or called. */
  runs(): void {
    if (this.isWarm || this.runsSince !== undefined) return;
    this.runsSince = this.now();
    this.wait();
  }

  /** Lua waits for the host, or its run has ended. */
  rests(): void {
    if (this.runsSince === undefined) return;
    clearTimeout(this.timer);
    this.ranMs += this.now() - this.runsSince;
    this.runsSince = undefined;
    this.drop();
  }

  private wait(): void {
    const at = STEPS_MS[this.step];
    if (at === undefined) this.isWarm = true;
    else this.timer = setTimeout(() => this.ask(), at - this.ranMs - (this.now() - (this.runsSince ?? 0)));
  }

  private ask(): void {
    this.step++;
    Atomics.or(this.words, WORD.flag >> 2, FLAG.yield);
    this.timer = setTimeout(() => {
      this.drop();
      this.wait();
    }, REQUEST_MS);
  }

  private drop(): void {
    Atomics.and(this.words, WORD.flag >> 2, ~FLAG.yield);
  }
}
