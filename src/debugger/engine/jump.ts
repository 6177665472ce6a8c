// Going on at another line of the function that is paused, without running what lies between. The interpreter loop holds its place in
// a variable of its own: it is left by a yield, as for a checkpoint, and entered again at the new place. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import { LUA_YIELD, OFFSETS } from '../../vm/lua.js';
import { decode, OP } from '../../vm/opcodes.js';
import type { DebugRequest } from '../contract.js';
import type { Pause } from './pauses.js';
import { canBeginAt } from './registers.js';
import type { Tools } from './tools.js';

interface Target {
  readonly ci: number;
  readonly proto: number;
  readonly pc: number;
  readonly line: number;
}

export class Jump {
  private target: Target | undefined;

  constructor(private readonly tools: Tools) {}

  /** Lines for `gotoTargets`. */
  lines(pause: Pause, request: DebugRequest<'gotoTargets'>): number[] {
    const found = this.find(pause, request);
    return typeof found === 'string' ? [] : [found.line];
  }

  /** @throws SpellError `DEBUG_REFUSED` */
  begin(pause: Pause, request: DebugRequest<'goto'>): void {
    const found = this.find(pause, request);
    if (typeof found === 'string') throw new SpellError('DEBUG_REFUSED', found);
    this.target = found;
  }

  /** The instruction that is to be seen, by its function. */
  get watched(): ReadonlyMap<number, ReadonlySet<number>> {
    const { target } = this;
    return new Map(target === undefined ? [] : [[target.proto, new Set([target.pc])]]);
  }

  get isUnderWay(): boolean {
    return this.target !== undefined;
  }

  clear(): void {
    this.target = undefined;
  }

  /** In the hook that was paused, which is over: the state yields, and goes on at the target. */
  leave(L: number): void {
    const { target } = this;
    if (target === undefined) return;
    const { memory } = this.tools.vm;
    // The hook's caller takes back the step to the next instruction.
    memory.setWord(
      target.ci + OFFSETS.callInfo.savedPc,
      memory.word(target.proto + OFFSETS.proto.code) + 4 * (target.pc + 1),
    );
    memory.bytes[L + OFFSETS.state.status] = LUA_YIELD;
    memory.setWord(WORD.hookYield, 1);
  }

  /** An instruction that calls out: whether it is the target, which the line hook will not be called for. */
  arrives(L: number, ci: number, pc: number): boolean {
    const { target } = this;
    if (target?.ci !== ci || target.pc !== pc) return false;
    this.target = undefined;
    this.tools.vm.memory.setWord(L + OFFSETS.state.oldPc, pc);
    return true;
  }

  /** Where to, or why not. */
  private find({ states, isMidLine }: Pause, { source, line }: DebugRequest<'goto'>): Target | string {
    const { protos, sources, vm } = this.tools;
    const L = states[0]!;
    const ci = vm.memory.word(L + OFFSETS.state.ci);
    if (isMidLine || !protos.isLua(ci)) return 'it is paused in the middle of a line';
    if (!this.canYield(states)) return 'a function of the host has called this one';
    const proto = protos.protoOf(ci);
    if (sources.find(source)?.source !== sources.sourceOf(proto))
      return 'the function that is paused is in another source';
    const found = protos.activeLines(proto).find((each) => each >= line);
    const last = protos.lineDefined(proto) === 0 ? Infinity : protos.lastLineDefined(proto);
    if (found === undefined || line < protos.lineDefined(proto) || line > last) {
      return 'the function that is paused has no code there';
    }
    const pc = protos.lines(proto).findIndex((each, at) => each === found && at >= protos.entry(proto));
    const problem = this.problem(proto, protos.pcOf(ci, proto), pc);
    return problem ?? { ci, proto, pc, line: found };
  }

  private canYield(states: readonly number[]): boolean {
    const { api, memory } = this.tools.vm;
    return states.at(-1) === memory.word(WORD.runState) && states.every((L) => api.lua_isyieldable(L) !== 0);
  }

  private problem(proto: number, from: number, to: number): string | undefined {
    const { protos } = this.tools;
    const locals = protos.localsAt(proto, to);
    if (locals.join() !== protos.localsAt(proto, from).join()) return 'other variables are in scope there';
    const code = protos.code(proto);
    const { op } = decode(code[to]!);
    const isBetween = op === OP.toBeClosed || op === OP.genericForPrepare || !canBeginAt(code, to, locals.length);
    return isBetween ? 'that line goes on with what another one has begun' : undefined;
  }
}
