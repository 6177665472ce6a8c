// What the interpreter and the engine tell of calls, errors and pauses that are asked for, and whether that stops the script. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import { callerOf, hitCall, writeOutput } from './call-stops.js';
import type { Debugger } from './debugger.js';
import type { Stop } from './line-stops.js';

export class CallEvents {
  constructor(private readonly target: Debugger) {}

  /** `VmHooks.raised` */
  raised(L: number): number {
    const { target } = this;
    const { vm, host } = target;
    const { protos, evaluator } = target.tools;
    const error = target.exceptions.judge(host.running(L));
    const frame = protos.activations(L).find((ci) => protos.isLua(ci));
    if (error === undefined || (frame !== undefined && target.isSkipped(protos.protoOf(frame)))) return 0;
    vm.api.lua_pushvalue(L, -1);
    vm.api.lua_xmove(L, evaluator.E, 1);
    const ref = vm.takeRef(evaluator.E);
    const stop: Stop = { reason: 'exception', ids: error.ids, text: error.message };
    const ends = target.stop(L, stop, true, { ...error, ref });
    vm.releaseRef(ref);
    return ends ? 1 : 0;
  }

  /** `LuaVm.beforeHost` */
  calledHost(L: number, id: number): boolean {
    const { target } = this;
    if (this.isEvaluating) return false;
    const stop = hitCall(target, L, target.calls.atHost(L, id));
    return stop !== undefined && target.stop(L, stop, true);
  }

  /** A function of a library is about to run, whichever. */
  calledLibrary(L: number, ar: number): number {
    const { target } = this;
    if (!target.calls.isAnyLibrary) return 0;
    const stop = hitCall(target, L, target.calls.atLibrary(target.vm.memory.word(ar + OFFSETS.debug.ci)));
    return stop !== undefined && target.stop(L, stop, true) ? 1 : 0;
  }

  /** The script can be paused here, in the middle of a line; true where the run is to end instead. */
  check(L: number): boolean {
    if (!this.target.isPauseAsked || this.isEvaluating) return false;
    return this.target.stop(L, { reason: 'pause', ids: [] }, true);
  }

  /** The script asks for a pause in the host function that runs on `L`. */
  pauseHere(L: number): 'paused' | 'end' | 'nobody' {
    if (!this.target.isAttached || this.isEvaluating) return 'nobody';
    const stop: Stop = { reason: 'breakpoint', ids: [], text: 'Debugger.breakpoint', hidden: this.hiddenIn(L) };
    return this.target.stop(L, stop, true) ? 'end' : 'paused';
  }

  /** Undefined where there are none, and while an expression is evaluated. */
  get hookPoints(): readonly string[] | undefined {
    return this.isEvaluating ? undefined : this.target.calls.hookPoints;
  }

  /** A hook point fires while the host function runs on `L`, whose frame nobody sees. */
  hookFired(L: number, point: string): boolean {
    const { target } = this;
    if (this.isEvaluating) return false;
    const stop = hitCall(target, L, target.calls.atHook(point));
    return stop !== undefined && target.stop(L, { ...stop, hidden: this.hiddenIn(L) }, true);
  }

  /** The script says something, on `L`. */
  tell(L: number, text: string): void {
    const { target } = this;
    const caller = target.isAttached && !this.isEvaluating ? callerOf(target, L) : undefined;
    if (caller !== undefined) writeOutput(target, caller, text);
  }

  private get isEvaluating(): boolean {
    return this.target.tools.evaluator.isRunning;
  }

  private hiddenIn(L: number): number {
    return this.target.vm.memory.word(L + OFFSETS.state.ci);
  }
}
