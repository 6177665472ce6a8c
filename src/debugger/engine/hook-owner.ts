// The one place that sets hooks: joins what breakpoints, steps and data breakpoints want, and carries it to every state. Engine thread.

import { WORD } from '../../base/shared-memory.js';
import { InstructionWatch } from '../../vm/instruction-watch.js';
import { LineHook } from '../../vm/line-hook.js';
import { LUA_MASKCALL, LUA_MASKLINE, LUA_MASKRET, SLOT } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** Counts of other hooks lie below: a state's hook count says which generation of ours it has. */
const FIRST_GENERATION = 1_000_000;

/** In place of an activation (src/vm/shim.wat). */
export const EVERY_RETURN = -1;

export interface HookWants {
  /** Lines with a breakpoint. */
  readonly lines: boolean;
  /** Every line of every function. */
  readonly everyLine: boolean;
  /** Every line of marked activations. */
  readonly markedLines: boolean;
  /** The activation whose return is to be seen, or 0. */
  readonly returnOf: number;
  /** Every call of any function. */
  readonly calls: boolean;
  /** Every return of any function. */
  readonly returns: boolean;
}

export class HookOwner {
  private readonly table: LineHook;
  private readonly instructions: InstructionWatch;
  private generation = FIRST_GENERATION;

  constructor(private readonly vm: LuaVm) {
    this.table = new LineHook(vm);
    this.table.clear();
    this.instructions = new InstructionWatch(vm);
  }

  /** Instructions that call out, by function: in activations that look at hooks. */
  watch(places: ReadonlyMap<number, ReadonlySet<number>>): void {
    this.instructions.set(places);
  }

  /** Remembers the lines of a function; the answer of `VmHooks.classify`. */
  classify(proto: number, lines: readonly number[]): number {
    return this.table.classify(proto, lines);
  }

  /** Whether a function is remembered; one that is collected is not. */
  knows(proto: number): boolean {
    return this.table.knows(proto);
  }

  /** Breakpoints have changed: every function is asked about again. */
  forget(): void {
    this.table.clear();
  }

  /**
   * Sets hooks on the states that run now; others get theirs when they are resumed, and new ones inherit. Every activation that runs now looks
   * at hooks again, also one that the fast path has let go.
   */
  set(wants: HookWants, hasRun: boolean): void {
    const { memory, api } = this.vm;
    const isReturnWanted = wants.returns || wants.returnOf !== 0;
    const mask =
      (wants.lines || wants.everyLine || wants.markedLines ? LUA_MASKLINE : 0) |
      (wants.calls ? LUA_MASKCALL : 0) |
      (isReturnWanted ? LUA_MASKRET : 0);
    memory.setWord(WORD.hookEveryLine, wants.everyLine ? 1 : 0);
    memory.setWord(WORD.stepping, wants.markedLines ? 1 : 0);
    memory.setWord(WORD.returning, wants.returns ? EVERY_RETURN : wants.returnOf);
    if (mask === 0 && memory.word(WORD.hookMask) === 0) return;
    memory.setWord(WORD.hookGeneration, ++this.generation);
    memory.setWord(WORD.hookMask, mask);
    for (const L of this.states(hasRun)) api.lua_sethook(L, SLOT.hook, mask, this.generation);
  }

  /** The main state, and while there is a run its own, and all between it and the one that runs. */
  states(hasRun: boolean): Set<number> {
    const { memory } = this.vm;
    const states = new Set([this.vm.L]);
    if (!hasRun) return states;
    states.add(memory.word(WORD.mainState)).add(memory.word(WORD.runState));
    for (let record = memory.word(WORD.chain); record !== 0; record = memory.word(record + 8)) {
      states.add(memory.word(record)).add(memory.word(record + 4));
    }
    return states;
  }
}
