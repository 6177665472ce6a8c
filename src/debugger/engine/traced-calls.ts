// The calls that a trace has seen begin, coroutine by coroutine, and the time that each takes. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { TraceClock } from './trace-clock.js';
import type { TracedFunction } from './traced-functions.js';

export interface TracedCall {
  readonly ci: number;
  readonly of: TracedFunction;
  readonly depth: number;
  readonly startedAt: number;
  /** For how long its coroutine had been suspended by then. */
  readonly suspendedBefore: number;
}

interface Stack {
  readonly calls: TracedCall[];
  suspendedMs: number;
  suspendedAt: number | undefined;
}

/** Coroutines that nobody resumes again are forgotten, the oldest first. */
const MAX_STACKS = 1000;

export class TracedCalls {
  private readonly stacks = new Map<number, Stack>();
  /** What runs, and since when: its own time. */
  private current: TracedCall | undefined;
  private since = 0;
  private last = 0;

  constructor(
    private readonly vm: LuaVm,
    private readonly clock: TraceClock,
    /** `L` and the states that have resumed it. */
    private readonly running: (L: number) => readonly number[],
  ) {}

  clear(): void {
    for (const { calls } of this.stacks.values()) for (const call of calls) call.of.counts.active--;
    this.stacks.clear();
    this.current = undefined;
    this.last = 0;
  }

  /** Something happens on `L`: what ran until now is charged, and coroutines may have changed places. */
  turnTo(L: number): void {
    const now = this.clock.now();
    if (this.current !== undefined) this.current.of.counts.selfMs += now - this.since;
    this.since = now;
    if (L !== this.last) this.changeFrom(this.last, L, now);
    this.last = L;
    this.current = this.top(L);
  }

  enter(L: number, ci: number, of: TracedFunction, depth: number): void {
    const stack = this.stackOf(L);
    of.counts.calls++;
    of.counts.active++;
    const call = { ci, of, depth, startedAt: this.clock.now(), suspendedBefore: stack.suspendedMs };
    stack.calls.push(call);
    this.current = call;
  }

  /** The call of an activation ends; gives how long it took, undefined for one that began unseen. */
  leave(L: number, ci: number): number | undefined {
    const stack = this.stacks.get(L);
    if (stack?.calls.at(-1)?.ci !== ci) return undefined;
    const ms = this.end(stack);
    this.current = this.top(L);
    return ms;
  }

  /** Ends the calls on `L` that are not around `ci` (0: all), innermost first: an error has gone through them. */
  unwind(L: number, ci: number): TracedCall[] {
    const stack = this.stacks.get(L);
    const gone: TracedCall[] = [];
    for (let call = stack?.calls.at(-1); stack !== undefined && call !== undefined; call = stack.calls.at(-1)) {
      if (this.isAround(call.ci, ci)) break;
      gone.push(call);
      this.end(stack);
    }
    if (gone.length > 0) this.current = this.top(L);
    return gone;
  }

  /** A coroutine begins: what is known of its address was another's. */
  begin(L: number): void {
    for (const call of this.stacks.get(L)?.calls ?? []) call.of.counts.active--;
    this.stacks.delete(L);
  }

  /** The innermost call, in the coroutine or those that have resumed it. */
  private top(L: number): TracedCall | undefined {
    const own = this.stacks.get(L)?.calls.at(-1);
    if (own !== undefined) return own;
    const resumer = this.running(L).find((state) => this.stacks.get(state)?.calls.length);
    return resumer === undefined ? undefined : this.stacks.get(resumer)?.calls.at(-1);
  }

  private end(stack: Stack): number {
    const { of, startedAt, suspendedBefore } = stack.calls.pop()!;
    const ms = this.clock.now() - startedAt - (stack.suspendedMs - suspendedBefore);
    of.counts.active--;
    if (of.counts.active === 0) of.counts.totalMs += ms;
    return ms;
  }

  /** Whether activation `outer` is `ci` or has called it. */
  private isAround(outer: number, ci: number): boolean {
    const { memory } = this.vm;
    for (let each = ci; each !== 0; each = memory.word(each + OFFSETS.callInfo.previous)) {
      if (each === outer) return true;
    }
    return false;
  }

  private changeFrom(last: number, L: number, now: number): void {
    const left = this.stacks.get(last);
    if (left !== undefined && !this.running(L).includes(last)) left.suspendedAt = now;
    const taken = this.stacks.get(L);
    if (taken?.suspendedAt === undefined) return;
    taken.suspendedMs += now - taken.suspendedAt;
    taken.suspendedAt = undefined;
  }

  private stackOf(L: number): Stack {
    let stack = this.stacks.get(L);
    if (stack === undefined) {
      const oldest = this.stacks.size < MAX_STACKS ? undefined : this.stacks.keys().next().value;
      if (oldest !== undefined) this.begin(oldest);
      this.stacks.set(L, (stack = { calls: [], suspendedMs: 0, suspendedAt: undefined }));
    }
    return stack;
  }
}
