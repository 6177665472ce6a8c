// What the interpreter calls out for at lines, instructions and returns, and what that is to the debugger. Engine thread.

import { WORD } from '../../base/shared-memory.js';
import { HOOK_WATCHED, LUA_HOOKCALL, LUA_HOOKCOUNT, LUA_HOOKLINE, LUA_HOOKRET, OFFSETS } from '../../vm/lua.js';
import type { Debugger } from './debugger.js';
import { changedData, hitBreakpoint, type Stop } from './line-stops.js';
import { beginsStatement } from './statement-stops.js';

export class LineEvents {
  constructor(private readonly target: Debugger) {}

  /** `VmHooks.classify` */
  classify(proto: number): number {
    const { hooks, breakpoints, places } = this.target;
    const record = hooks.classify(proto, breakpoints.classify(proto));
    if (breakpoints.isAnyInLine) places.update();
    return record;
  }

  /** `VmHooks.hook` */
  hook(L: number, ar: number): number {
    const { tools, trace, vm } = this.target;
    const event = vm.memory.word(ar + OFFSETS.debug.event);
    if (event === LUA_HOOKCOUNT) return tools.evaluator.tick();
    if (tools.evaluator.isRunning) return 0;
    if (!trace.isOn) return this.take(event, L, ar);
    trace.clock.stop();
    try {
      trace.take(event, L, ar);
      return this.take(event, L, ar);
    } finally {
      trace.clock.start();
    }
  }

  private take(event: number, L: number, ar: number): number {
    if (event === HOOK_WATCHED) return this.watched(L, ar);
    if (event === LUA_HOOKRET) this.keepReturned(L, ar);
    if (event === LUA_HOOKCALL) return this.target.callEvents.calledLibrary(L, ar);
    return event === LUA_HOOKLINE ? this.line(L, ar) : 0;
  }

  private line(L: number, ar: number): number {
    const { target } = this;
    const { memory } = target.vm;
    const ci = memory.word(ar + OFFSETS.debug.ci);
    const proto = target.tools.protos.protoOf(ci);
    const line = memory.word(ar + OFFSETS.debug.currentLine);
    // Where every line calls out, the fast path has not asked.
    if (!target.hooks.knows(proto)) this.classify(proto);
    const stop = changedData(target, L, ci) ?? hitBreakpoint(target, { L, ci, proto, line }) ?? this.endedStep(L, ci);
    return stop !== undefined && target.stop(L, stop, false) ? 1 : 0;
  }

  /** An instruction that is watched is about to run, perhaps in the middle of a line. */
  private watched(L: number, ar: number): number {
    const { target } = this;
    const { protos } = target.tools;
    const ci = target.vm.memory.word(ar + OFFSETS.debug.ci);
    const pc = protos.pcOf(ci, protos.protoOf(ci));
    if (target.jump.arrives(L, ci, pc)) return target.stop(L, { reason: 'goto', ids: [] }, false) ? 1 : 0;
    if (target.stepper.makesCall(ci, pc)) target.update();
    const at = beginsStatement(target.tools, L, ci);
    if (at === undefined) return 0;
    const stop = hitBreakpoint(target, at) ?? this.endedStep(L, ci, true);
    return stop !== undefined && target.stop(L, stop, false) ? 1 : 0;
  }

  private endedStep(L: number, ci: number, isMidLine = false): Stop | undefined {
    const { stepper } = this.target;
    const { kind, wants } = stepper;
    if (kind === undefined) return undefined;
    const ends = isMidLine ? stepper.endsAtStatement(L, ci) : stepper.endsAt(L, ci);
    // The call that was to be entered has been another.
    if (!ends && wants.everyLine !== stepper.wants.everyLine) this.target.update();
    return ends ? { reason: kind === 'entry' ? 'entry' : 'step', ids: [] } : undefined;
  }

  private keepReturned(L: number, ar: number): void {
    const { stepper, trace, pauses, vm } = this.target;
    const { returnOf } = stepper.wants;
    if (returnOf === 0 || returnOf !== vm.memory.word(ar + OFFSETS.debug.ci)) return;
    if (!trace.wantsCalls) vm.memory.setWord(WORD.returning, 0);
    else if (pauses.hasReturned) return;
    pauses.keepReturned(L, ar);
  }
}
