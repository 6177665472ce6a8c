// The debugger beside the VM: takes commands, decides at every line that calls out, and pauses. One for each engine thread; it does
// nothing, and costs nothing, until somebody attaches. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import { HOOK_WATCHED, LUA_HOOKCALL, LUA_HOOKCOUNT, LUA_HOOKLINE, LUA_HOOKRET, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugSource } from '../contract.js';
import { Breakpoints } from './breakpoints.js';
import { CallBreakpoints } from './call-breakpoints.js';
import { callerOf, hitCall, writeOutput } from './call-stops.js';
import { findCallee } from './callees.js';
import { DataBreakpoints } from './data-breakpoints.js';
import { Exceptions } from './exceptions.js';
import { HookOwner } from './hook-owner.js';
import type { DebuggerHost } from './host.js';
import type { Inspector } from './inspector.js';
import { Jump } from './jump.js';
import { changedData, hitBreakpoint, type Stop } from './line-stops.js';
import { globalFunction } from './global-function.js';
import { Pauses, type Pause } from './pauses.js';
import { beginsStatement } from './statement-stops.js';
import { Stepper, type StepDetail, type StepKind } from './stepper.js';
import { RUN_THREAD } from './threads.js';
import { createTools, type Tools } from './tools.js';
import { Trace } from './trace.js';
import { WatchedPlaces } from './watched-places.js';

export class Debugger {
  readonly tools: Tools;
  readonly breakpoints: Breakpoints;
  readonly trace: Trace;
  private readonly calls: CallBreakpoints;
  readonly data: DataBreakpoints;
  readonly exceptions: Exceptions;
  readonly jump: Jump;
  runId: string | undefined;
  /** Somebody has attached, and not detached. */
  isAttached = false;
  stopsOnEntry = false;
  skip: readonly RegExp[] = [];
  private readonly hooks: HookOwner;
  readonly stepper: Stepper;
  private readonly places: WatchedPlaces;
  private isPauseAsked = false;
  private readonly pauses: Pauses;

  constructor(
    readonly vm: LuaVm,
    readonly host: DebuggerHost,
  ) {
    if (!vm.offsetsTrusted) {
      throw new SpellError(
        'DEBUG_REFUSED',
        "the interpreter's layout is not the expected one: nothing can be debugged",
      );
    }
    this.tools = createTools(vm, host);
    const { protos, sources, statements, evaluator, compiler, activations } = this.tools;
    this.hooks = new HookOwner(vm);
    this.breakpoints = new Breakpoints(
      protos,
      sources,
      statements,
      this.tools,
      (name) => globalFunction(vm, name),
      (name) => findCallee(vm, name),
    );
    this.calls = new CallBreakpoints(vm);
    this.data = new DataBreakpoints(vm, protos, activations, this.tools);
    this.exceptions = new Exceptions(vm, protos, evaluator, compiler);
    this.trace = new Trace(this.tools, (proto) => this.isSkipped(proto));
    this.stepper = new Stepper(vm, protos, statements, (proto) => this.isSkipped(proto));
    this.jump = new Jump(this.tools);
    this.pauses = new Pauses(this.tools, this);
    this.places = new WatchedPlaces(this.hooks, protos, this.breakpoints, this.stepper, this.jump);
  }

  // --- What the engine thread tells ----------------------------------------------------------------------------------

  /** The run's state is ready to begin. */
  runBegins(runId: string, isCode: boolean): void {
    this.pauses.forgetIdle();
    this.runId = runId;
    this.isPauseAsked = false;
    if (isCode && this.stopsOnEntry) this.stepper.beginRun();
    this.update();
    this.host.post({ type: 'thread', reason: 'started', threadId: RUN_THREAD, runId });
  }

  runEnds(): void {
    const { runId } = this;
    if (runId === undefined) return;
    this.pauses.forgetIdle();
    this.runId = undefined;
    this.isPauseAsked = false;
    this.stepper.clear();
    this.jump.clear();
    this.trace.endRun(this.vm.memory.word(WORD.mainState));
    this.breakpoints.setTarget(undefined);
    this.pauses.dropReturned();
    this.update();
    this.host.post({ type: 'thread', reason: 'exited', threadId: RUN_THREAD, runId });
  }

  /** `VmHooks.loaded` */
  loaded(L: number, text: string | Uint8Array | undefined): void {
    const { sources } = this.tools;
    const proto = this.vm.memory.word(this.vm.api.lua_topointer(L, -1) + OFFSETS.closure.proto);
    const source = sources.add(proto, text);
    const loaded = source ?? sources.sourceOf(proto);
    const isOther = this.tools.statements.loaded(proto, loaded);
    this.trace.forget();
    if (source !== undefined || isOther) this.host.post({ type: 'loadedSource', source: loaded });
    this.placeAgain(loaded);
  }

  /** What is known of a source has changed, and where breakpoints are with it. */
  placeAgain(source: DebugSource): void {
    const changed = this.breakpoints.loaded(source);
    for (const breakpoint of changed) this.host.post({ type: 'breakpoint', reason: 'changed', breakpoint });
    if (changed.length > 0) this.breakpointsChanged();
  }

  /** `VmHooks.raised` */
  raised(L: number): number {
    const states = this.host.running(L);
    const error = this.exceptions.judge(states);
    const frame = this.tools.protos.activations(L).find((ci) => this.tools.protos.isLua(ci));
    if (error === undefined || (frame !== undefined && this.isSkipped(this.tools.protos.protoOf(frame)))) return 0;
    this.vm.api.lua_pushvalue(L, -1);
    this.vm.api.lua_xmove(L, this.tools.evaluator.E, 1);
    const ref = this.vm.takeRef(this.tools.evaluator.E);
    const stop: Stop = { reason: 'exception', ids: error.ids, text: error.message };
    const ends = this.stop(L, stop, true, { ...error, ref });
    this.vm.releaseRef(ref);
    return ends ? 1 : 0;
  }

  /** `VmHooks.classify` */
  classify(proto: number): number {
    const record = this.hooks.classify(proto, this.breakpoints.classify(proto));
    if (this.breakpoints.isAnyInLine) this.places.update();
    return record;
  }

  /** `VmHooks.hook` */
  hook(L: number, ar: number): number {
    const { evaluator } = this.tools;
    const event = this.vm.memory.word(ar + OFFSETS.debug.event);
    if (event === LUA_HOOKCOUNT) return evaluator.tick();
    if (evaluator.isRunning) return 0;
    if (!this.trace.isOn) return this.take(event, L, ar);
    this.trace.clock.stop();
    try {
      this.trace.take(event, L, ar);
      return this.take(event, L, ar);
    } finally {
      this.trace.clock.start();
    }
  }

  private take(event: number, L: number, ar: number): number {
    if (event === HOOK_WATCHED) return this.watched(L, ar);
    if (event === LUA_HOOKRET) this.keepReturned(L, ar);
    if (event === LUA_HOOKCALL) return this.calledLibrary(L, ar);
    return event === LUA_HOOKLINE ? this.line(L, ar) : 0;
  }

  /** The run goes on after a yield to the engine. */
  runResumes(): void {
    this.trace.resumed();
  }

  /** `VmHooks.coroutineFailed` */
  coroutineFailed(co: number): void {
    if (this.trace.wantsCalls && !this.tools.evaluator.isRunning) this.trace.failed(co);
  }

  /** `LuaVm.beforeHost` */
  private calledHost(L: number, id: number): boolean {
    if (this.tools.evaluator.isRunning) return false;
    const stop = hitCall(this, L, this.calls.atHost(L, id));
    return stop !== undefined && this.stop(L, stop, true);
  }

  private calledLibrary(L: number, ar: number): number {
    if (!this.calls.isAnyLibrary) return 0;
    const stop = hitCall(this, L, this.calls.atLibrary(this.vm.memory.word(ar + OFFSETS.debug.ci)));
    return stop !== undefined && this.stop(L, stop, true) ? 1 : 0;
  }

  /** The script can be paused here, in the middle of a line; true where the run is to end instead. */
  check(L: number): boolean {
    if (!this.isPauseAsked || this.tools.evaluator.isRunning) return false;
    return this.stop(L, { reason: 'pause', ids: [] }, true);
  }

  /** The script asks for a pause in the host function that runs on `L`. */
  pauseHere(L: number): 'paused' | 'end' | 'nobody' {
    if (!this.isAttached || this.tools.evaluator.isRunning) return 'nobody';
    const hidden = this.vm.memory.word(L + OFFSETS.state.ci);
    return this.stop(L, { reason: 'breakpoint', ids: [], text: 'Debugger.breakpoint', hidden }, true)
      ? 'end'
      : 'paused';
  }

  /** Undefined where there are none, and while an expression is evaluated. */
  get hookPoints(): readonly string[] | undefined {
    return this.tools.evaluator.isRunning ? undefined : this.calls.hookPoints;
  }

  /** A hook point fires while the host function runs on `L`, whose frame nobody sees. */
  hookFired(L: number, point: string): boolean {
    if (this.tools.evaluator.isRunning) return false;
    const stop = hitCall(this, L, this.calls.atHook(point));
    const hidden = this.vm.memory.word(L + OFFSETS.state.ci);
    return stop !== undefined && this.stop(L, { ...stop, hidden }, true);
  }

  /** The script says something, on `L`. */
  tell(L: number, text: string): void {
    const caller = this.isAttached && !this.tools.evaluator.isRunning ? callerOf(this, L) : undefined;
    if (caller !== undefined) writeOutput(this, caller, text);
  }

  // --- What commands ask ----------------------------------------------------------------------------------------------

  askPause(): boolean {
    if (this.runId === undefined || this.pause !== undefined) return false;
    this.isPauseAsked = true;
    this.host.knock();
    return true;
  }

  /** Ends the pause, with a step where one is asked for. */
  goOn(pause: Pause, kind?: StepKind, states: readonly number[] = pause.states, detail?: StepDetail): void {
    this.stepper.clear();
    if (kind !== undefined) this.stepper.begin(kind, states, pause.isMidLine, detail);
    pause.isOver = true;
  }

  get pause(): Pause | undefined {
    return this.pauses.current;
  }

  get inspector(): Inspector {
    return this.pauses.inspector;
  }

  trimIdle(): void {
    this.pauses.trimIdle();
  }

  /** Functions are to be looked at again. */
  breakpointsChanged(): void {
    this.breakpoints.forgetSeen();
    this.calls.set(this.breakpoints.onCalls);
    this.vm.beforeHost = this.calls.isAnyHost ? (L, id) => this.calledHost(L, id) : undefined;
    this.hooks.forget();
    this.update();
  }

  /** Hooks and call-outs are what is wanted now. */
  update(): void {
    const { markedLines, everyLine, returnOf } = this.stepper.wants;
    const isEvery = everyLine || this.data.isAny || this.trace.wantsLines;
    this.hooks.set(
      {
        lines: this.breakpoints.isAnyPlaced || this.jump.isUnderWay,
        everyLine: isEvery,
        markedLines,
        returnOf,
        calls: this.calls.isAnyLibrary || this.trace.wantsCalls,
        returns: this.trace.wantsCalls,
      },
      this.runId !== undefined,
    );
    if (this.breakpoints.isAnyInLine) {
      for (const proto of this.places.unknown(this.runId !== undefined)) this.classify(proto);
    }
    this.places.update();
    this.vm.memory.setWord(WORD.tellErrors, this.exceptions.isAny ? 1 : 0);
  }

  /** As if nobody had ever attached. */
  clear(): void {
    this.isAttached = false;
    this.stopsOnEntry = false;
    this.skip = [];
    this.isPauseAsked = false;
    this.stepper.clear();
    this.jump.clear();
    this.breakpoints.clear();
    this.exceptions.clear();
    this.data.clear();
    this.trace.set({});
    this.tools.sources.clear();
    this.tools.statements.clear();
    this.tools.written.tell(false);
    this.vm.memory.setWord(WORD.tellLoads, 0);
    this.breakpointsChanged();
  }

  // --- Lines ----------------------------------------------------------------------------------------------------------

  private line(L: number, ar: number): number {
    const { memory } = this.vm;
    const ci = memory.word(ar + OFFSETS.debug.ci);
    const proto = this.tools.protos.protoOf(ci);
    const line = memory.word(ar + OFFSETS.debug.currentLine);
    // Where every line calls out, the fast path has not asked.
    if (!this.hooks.knows(proto)) this.classify(proto);
    const stop = changedData(this, L, ci) ?? hitBreakpoint(this, { L, ci, proto, line }) ?? this.endedStep(L, ci);
    return stop !== undefined && this.stop(L, stop, false) ? 1 : 0;
  }

  /** An instruction that is watched is about to run, perhaps in the middle of a line. */
  private watched(L: number, ar: number): number {
    const { protos } = this.tools;
    const ci = this.vm.memory.word(ar + OFFSETS.debug.ci);
    const pc = protos.pcOf(ci, protos.protoOf(ci));
    if (this.jump.arrives(L, ci, pc)) return this.stop(L, { reason: 'goto', ids: [] }, false) ? 1 : 0;
    if (this.stepper.makesCall(ci, pc)) this.update();
    const at = beginsStatement(this.tools, L, ci);
    if (at === undefined) return 0;
    const stop = hitBreakpoint(this, at) ?? this.endedStep(L, ci, true);
    return stop !== undefined && this.stop(L, stop, false) ? 1 : 0;
  }

  private endedStep(L: number, ci: number, isMidLine = false): Stop | undefined {
    const { kind, wants } = this.stepper;
    if (kind === undefined) return undefined;
    const ends = isMidLine ? this.stepper.endsAtStatement(L, ci) : this.stepper.endsAt(L, ci);
    // The call that was to be entered has been another.
    if (!ends && wants.everyLine !== this.stepper.wants.everyLine) this.update();
    return ends ? { reason: kind === 'entry' ? 'entry' : 'step', ids: [] } : undefined;
  }

  /** A breakpoint of any kind is gone: it was temporary, or its variable is no more. */
  removed(id: number, message?: string): void {
    this.data.remove(id);
    if (this.breakpoints.remove(id)) this.breakpointsChanged();
    else this.update();
    const breakpoint = { id, isVerified: false, ...(message !== undefined && { message }) };
    this.host.post({ type: 'breakpoint', reason: 'removed', breakpoint });
  }

  // --- Pausing --------------------------------------------------------------------------------------------------------

  /** Waits until the script is to go on; true where the run is to end instead. */
  private stop(L: number, stop: Stop, isMidLine: boolean, error?: Pause['error']): boolean {
    this.isPauseAsked = false;
    const ends = this.pauses.stop(L, stop, { runId: this.runId ?? '', isMidLine, error });
    this.update();
    this.pauses.tellEnd(L);
    return ends;
  }

  private keepReturned(L: number, ar: number): void {
    const { returnOf } = this.stepper.wants;
    if (returnOf === 0 || returnOf !== this.vm.memory.word(ar + OFFSETS.debug.ci)) return;
    if (!this.trace.wantsCalls) this.vm.memory.setWord(WORD.returning, 0);
    else if (this.pauses.hasReturned) return;
    this.pauses.keepReturned(L, ar);
  }

  private isSkipped(proto: number): boolean {
    if (this.skip.length === 0) return false;
    const { chunkName, path } = this.tools.sources.sourceOf(proto);
    return this.skip.some((pattern) => pattern.test(path ?? chunkName));
  }
}
