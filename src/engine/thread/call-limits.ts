// Time limits of single calls into Lua, one inside the other: what takes longer is ended as a run would be, and the run goes on.
// Engine thread.

import { Interruption, LuaCallError } from '../../vm/errors.js';
import type { LuaVm } from '../../vm/vm.js';

export class CallLimits {
  /** When the calls under way are over time, outermost first. */
  private readonly ends: number[] = [];

  constructor(
    private readonly vm: () => LuaVm,
    /** Whoever debugs takes the time that it takes. */
    private readonly isSuspended: () => boolean,
    private readonly isRunEnding: () => boolean,
  ) {}

  /** Until the first of them is over time. */
  get leftMs(): number {
    if (this.ends.length === 0 || this.isSuspended()) return Infinity;
    return Math.max(0, Math.min(...this.ends) - performance.now());
  }

  /** As `RuntimeHost.callLimited` */
  call(L: number, args: number, results: number, limitMs: number): boolean {
    const end = performance.now() + limitMs;
    this.ends.push(end);
    try {
      this.vm().call(L, args, results);
      this.ends.pop();
      return true;
    } catch (error) {
      this.ends.pop();
      if (!(error instanceof LuaCallError) || !error.isInterruption) throw error;
      error.release();
      // It was not this call that was to end, or not it alone.
      if (this.isRunEnding() || this.leftMs <= 0 || performance.now() < end) throw new Interruption();
      return false;
    }
  }
}
