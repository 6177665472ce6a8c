// The debugger beside the VM: takes commands, decides at every line that calls out, and pauses. One for each engine thread; it does
// nothing, and costs nothing, until somebody attaches. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import { LUA_HOOKCOUNT, LUA_HOOKLINE, LUA_HOOKRET, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugEvent } from '../contract.js';
import { Breakpoints } from './breakpoints.js';
import { DataBreakpoints } from './data-breakpoints.js';
import { Exceptions, type RaisedError } from './exceptions.js';
import { HookOwner } from './hook-owner.js';
import type { DebuggerHost } from './host.js';
import { Inspector } from './inspector.js';
import { changedData, hitBreakpoint, type Stop } from './line-stops.js';
import { globalFunction } from './global-function.js';
import { returnedValues } from './returned-values.js';
import { Stepper, type StepKind } from './stepper.js';
import { RUN_THREAD } from './threads.js';
import { createTools, type Tools } from './tools.js';

/** A stop of the script, until it goes on. */
export interface Pause {
  readonly states: readonly number[];
  readonly isMidLine: boolean;
  readonly inspector: Inspector;
  readonly error: (RaisedError & { readonly ref: number }) | undefined;
  isOver: boolean;
}

/** References that clients hold while nothing is paused. */
const MOST_IDLE = 5000;

export class Debugger {
  readonly tools: Tools;
  readonly breakpoints: Breakpoints;
  readonly data: DataBreakpoints;
  readonly exceptions: Exceptions;
  pause: Pause | undefined;
  runId: string | undefined;
  stopsOnEntry = false;
  skip: readonly RegExp[] = [];
  private readonly hooks: HookOwner;
  private readonly stepper: Stepper;
  private isPauseAsked = false;
  private returned: readonly number[] = [];
  private idle: Inspector | undefined;

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
    const { protos, sources, evaluator, compiler, activations } = this.tools;
    this.hooks = new HookOwner(vm);
    this.breakpoints = new Breakpoints(protos, sources, this.tools, (name) => globalFunction(vm, name));
    this.data = new DataBreakpoints(vm, protos, activations, this.tools);
    this.exceptions = new Exceptions(vm, protos, evaluator, compiler);
    this.stepper = new Stepper(vm, protos, (proto) => this.isSkipped(proto));
  }

  // --- What the engine thread tells ----------------------------------------------------------------------------------

  /** The run's state is ready to begin. */
  runBegins(runId: string, isCode: boolean): void {
    this.forgetIdle();
    this.runId = runId;
    this.isPauseAsked = false;
    if (isCode && this.stopsOnEntry) this.stepper.beginRun();
    this.update();
    this.host.post({ type: 'thread', reason: 'started', threadId: RUN_THREAD, runId });
  }

  runEnds(): void {
    const { runId } = this;
    if (runId === undefined) return;
    this.forgetIdle();
    this.runId = undefined;
    this.isPauseAsked = false;
    this.stepper.clear();
    this.breakpoints.setTarget(undefined);
    this.dropReturned();
    this.update();
    this.host.post({ type: 'thread', reason: 'exited', threadId: RUN_THREAD, runId });
  }

  /** `VmHooks.loaded` */
  loaded(L: number, text: string | Uint8Array | undefined): void {
    const { sources } = this.tools;
    const proto = this.vm.memory.word(this.vm.api.lua_topointer(L, -1) + OFFSETS.closure.proto);
    const source = sources.add(proto, text);
    if (source !== undefined) this.host.post({ type: 'loadedSource', source });
    const changed = this.breakpoints.loaded(source ?? sources.sourceOf(proto));
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
    return this.hooks.classify(proto, this.breakpoints.classify(proto));
  }

  /** `VmHooks.hook` */
  hook(L: number, ar: number): number {
    const { evaluator } = this.tools;
    const event = this.vm.memory.word(ar + OFFSETS.debug.event);
    if (event === LUA_HOOKCOUNT) return evaluator.tick();
    if (evaluator.isRunning) return 0;
    if (event === LUA_HOOKRET) this.keepReturned(L, ar);
    return event === LUA_HOOKLINE ? this.line(L, ar) : 0;
  }

  /** The script can be paused here, in the middle of a line; true where the run is to end instead. */
  check(L: number): boolean {
    if (!this.isPauseAsked || this.tools.evaluator.isRunning) return false;
    return this.stop(L, { reason: 'pause', ids: [] }, true);
  }

  // --- What commands ask ----------------------------------------------------------------------------------------------

  askPause(): boolean {
    if (this.runId === undefined || this.pause !== undefined) return false;
    this.isPauseAsked = true;
    this.host.knock();
    return true;
  }

  /** Ends the pause, with a step where one is asked for. */
  goOn(pause: Pause, kind?: StepKind, states: readonly number[] = pause.states): void {
    this.stepper.clear();
    if (kind !== undefined) this.stepper.begin(kind, states, pause.isMidLine);
    pause.isOver = true;
  }

  /** What looks at values: of the pause, or of the globals alone. */
  get inspector(): Inspector {
    return this.pause?.inspector ?? (this.idle ??= new Inspector(this.tools, undefined));
  }

  /** Front ends list globals after every output of a run, and nothing is void meanwhile: of much, all of it goes. */
  trimIdle(): void {
    if ((this.idle?.values.size ?? 0) > MOST_IDLE) this.forgetIdle();
  }

  /** Functions are to be looked at again. */
  breakpointsChanged(): void {
    this.breakpoints.forgetSeen();
    this.hooks.forget();
    this.update();
  }

  /** Hooks and call-outs are what is wanted now. */
  update(): void {
    const { markedLines, everyLine, returnOf } = this.stepper.wants;
    const isEvery = everyLine || this.data.isAny;
    this.hooks.set(
      { lines: this.breakpoints.isAnyPlaced, everyLine: isEvery, markedLines, returnOf },
      this.runId !== undefined,
    );
    this.vm.memory.setWord(WORD.tellErrors, this.exceptions.isAny ? 1 : 0);
  }

  /** As if nobody had ever attached. */
  clear(): void {
    this.stopsOnEntry = false;
    this.skip = [];
    this.isPauseAsked = false;
    this.stepper.clear();
    this.breakpoints.clear();
    this.exceptions.clear();
    this.data.clear();
    this.tools.sources.clear();
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

  private endedStep(L: number, ci: number): Stop | undefined {
    const { kind } = this.stepper;
    if (kind === undefined || !this.stepper.endsAt(L, ci)) return undefined;
    return { reason: kind === 'entry' ? 'entry' : 'step', ids: [] };
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
  private stop(L: number, { reason, ids, text }: Stop, isMidLine: boolean, error?: Pause['error']): boolean {
    const states = this.host.running(L);
    const hasStepped = this.stepper.kind !== undefined;
    this.isPauseAsked = false;
    this.stepper.clear();
    this.breakpoints.setTarget(undefined);
    this.tools.writer.forgetNames();
    if (!hasStepped) this.dropReturned();
    const inspector = new Inspector(this.tools, { states, returned: this.returned });
    this.returned = [];
    const pause: Pause = { states, isMidLine, inspector, error, isOver: false };
    const threadId = this.tools.threads.idOf(L);
    const runId = this.runId ?? '';
    this.pause = pause;
    this.post({ type: 'stopped', reason, threadId, breakpointIds: ids, runId, ...(text !== undefined && { text }) });
    const goesOn = this.host.rest(L, () => pause.isOver);
    this.pause = undefined;
    inspector.dispose();
    if (!goesOn) this.stepper.clear();
    this.update();
    this.post({ type: 'continued', threadId });
    return !goesOn;
  }

  private post(event: DebugEvent): void {
    this.host.post(event);
  }

  private keepReturned(L: number, ar: number): void {
    this.vm.memory.setWord(WORD.returning, 0);
    this.dropReturned();
    this.returned = returnedValues(this.vm, L, ar);
  }

  private dropReturned(): void {
    for (const ref of this.returned) this.vm.releaseRef(ref);
    this.returned = [];
  }

  private forgetIdle(): void {
    this.idle?.dispose();
    this.idle = undefined;
  }

  private isSkipped(proto: number): boolean {
    if (this.skip.length === 0) return false;
    const { chunkName, path } = this.tools.sources.sourceOf(proto);
    return this.skip.some((pattern) => pattern.test(path ?? chunkName));
  }
}
