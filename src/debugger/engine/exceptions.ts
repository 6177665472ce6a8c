// Errors that stop the script where they are raised: which filter wants them, and whether a protected call will take them. Engine thread.

import { SpellError } from '../../base/errors.js';
import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { BreakpointState, ExceptionBreakpoint } from '../contract.js';
import type { Evaluator } from './evaluator.js';
import { errorMessage } from './evaluator.js';
import type { FrameCode, FrameCompiler } from './frame-code.js';
import type { Protos } from './protos.js';

/** Tags of C functions: without and with upvalues; where the latter keep their address. */
const LIGHT_C_FUNCTION = 22;
const C_CLOSURE = 0x66;
const C_CLOSURE_FUNCTION = 12;
/** Of `CallInfo.callstatus`: calls a finalizer, whose errors become warnings. */
const CIST_FINALIZER = 1 << 7;

interface Filter {
  readonly asked: ExceptionBreakpoint;
  readonly condition: FrameCode | undefined;
}

/** An error that has stopped the script. */
export interface RaisedError {
  readonly message: string;
  readonly mode: 'caught' | 'uncaught';
  readonly ids: readonly number[];
}

export class Exceptions {
  private filters: Filter[] = [];
  private readonly protecting: Set<number>;
  private readonly wrapping: number;

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly evaluator: Evaluator,
    private readonly compiler: FrameCompiler,
  ) {
    const functionOf = (code: string): number => this.libraryFunction(code);
    this.protecting = new Set([
      functionOf('return pcall'),
      functionOf('return xpcall'),
      functionOf('return coroutine.resume'),
    ]);
    this.protecting.delete(0);
    this.wrapping = functionOf('local wrap = coroutine.wrap(type) wrap(1) return wrap');
  }

  set(list: readonly ExceptionBreakpoint[]): BreakpointState[] {
    this.clear();
    return list.map((asked) => {
      try {
        const { condition, pattern } = asked;
        if (pattern !== undefined) this.find('', pattern);
        const code =
          condition === undefined
            ? undefined
            : this.compiler.compile(`(function(error) return ${condition}\n end)(...)`, undefined);
        this.filters.push({ asked, condition: code });
        return { id: asked.id, isVerified: true };
      } catch (error) {
        if (error instanceof SpellError) return { id: asked.id, isVerified: false, message: error.message };
        throw error;
      }
    });
  }

  get isAny(): boolean {
    return this.filters.length > 0;
  }

  clear(): void {
    for (const { condition } of this.filters) if (condition !== undefined) this.compiler.release(condition);
    this.filters = [];
  }

  /** The error value is on the top of the first of `states`, the others have resumed it. Undefined where nobody wants it. */
  judge(states: readonly number[]): RaisedError | undefined {
    const L = states[0]!;
    if (this.isPassedOn(L)) return undefined;
    const mode = this.isCaught(states) ? 'caught' : 'uncaught';
    const message = errorMessage(this.vm, L);
    const wanting = this.filters.filter((filter) => this.isWanted(filter, mode, L));
    return wanting.length === 0 ? undefined : { message, mode, ids: wanting.map(({ asked }) => asked.id) };
  }

  private isWanted({ asked, condition }: Filter, mode: 'caught' | 'uncaught', L: number): boolean {
    if (asked.filter !== 'raised' && asked.filter !== mode) return false;
    if (asked.pattern !== undefined && !this.matches(asked.pattern, L)) return false;
    return condition === undefined || this.holds(condition, L);
  }

  private holds(condition: FrameCode, L: number): boolean {
    const { vm } = this;
    const { E } = this.evaluator;
    vm.pushRef(E, condition.ref);
    this.copyError(L);
    try {
      this.evaluator.call(L, 1, 1);
    } catch (error) {
      if (error instanceof SpellError) return true;
      throw error;
    }
    const holds = vm.api.lua_toboolean(E, -1) !== 0;
    vm.pop(E);
    return holds;
  }

  private matches(pattern: string, L: number): boolean {
    try {
      return this.find(errorMessage(this.vm, L), pattern, L);
    } catch (error) {
      if (error instanceof SpellError) return false;
      throw error;
    }
  }

  /** @throws SpellError `DEBUG_EVALUATION` for a pattern that is malformed */
  private find(text: string, pattern: string, L = 0): boolean {
    const { vm } = this;
    const { E } = this.evaluator;
    this.evaluator.load('local text, pattern = ... return string.find(text, pattern) ~= nil');
    vm.pushString(E, text);
    vm.pushString(E, pattern);
    this.evaluator.call(L, 2, 1);
    const found = vm.api.lua_toboolean(E, -1) !== 0;
    vm.pop(E);
    return found;
  }

  private copyError(L: number): void {
    this.vm.api.lua_pushvalue(L, -1);
    this.vm.api.lua_xmove(L, this.evaluator.E, 1);
  }

  /** `coroutine.wrap` raises an error of its coroutine again: that has been seen. */
  private isPassedOn(L: number): boolean {
    const ci = this.vm.memory.word(L + OFFSETS.state.ci);
    return this.wrapping !== 0 && this.functionOf(ci) === this.wrapping;
  }

  private isCaught(states: readonly number[]): boolean {
    return states.some((L) =>
      this.protos.activations(L).some((ci) => {
        const status = this.vm.memory.bytes.readUInt16LE(ci + OFFSETS.callInfo.callStatus);
        return (status & CIST_FINALIZER) !== 0 || this.protecting.has(this.functionOf(ci));
      }),
    );
  }

  /** Address (place in the table) of an activation's C function, 0 for one that is written in Lua. */
  private functionOf(ci: number): number {
    const { memory } = this.vm;
    const slot = memory.word(ci + OFFSETS.callInfo.func);
    const tag = memory.byte(slot + 8);
    if (tag === LIGHT_C_FUNCTION) return memory.word(slot);
    return tag === C_CLOSURE ? memory.word(memory.word(slot) + C_CLOSURE_FUNCTION) : 0;
  }

  private libraryFunction(code: string): number {
    const { vm } = this;
    const { E } = this.evaluator;
    this.evaluator.load(code);
    try {
      this.evaluator.call(0, 0, 1);
    } catch (error) {
      if (error instanceof SpellError) return 0;
      throw error;
    }
    const slot = vm.memory.word(E + OFFSETS.state.top) - 16;
    const tag = vm.memory.byte(slot + 8);
    const value = vm.memory.word(slot);
    vm.pop(E);
    if (tag === LIGHT_C_FUNCTION) return value;
    return tag === C_CLOSURE ? vm.memory.word(value + C_CLOSURE_FUNCTION) : 0;
  }
}
