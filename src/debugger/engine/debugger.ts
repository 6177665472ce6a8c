// The debugger beside the VM: its parts, what is wanted of the interpreter, and the pause. One for each engine thread; it does nothing,
// and costs nothing, until somebody attaches. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugSource } from '../contract.js';
import { Breakpoints } from './breakpoints.js';
import { CallBreakpoints } from './call-breakpoints.js';
import { CallEvents } from './call-events.js';
import { findCallee } from './callees.js';
import { DataBreakpoints } from './data-breakpoints.js';
import { Exceptions } from './exceptions.js';
import { HookOwner } from './hook-owner.js';
import type { DebuggerHost } from './host.js';
import type { Inspector } from './inspector.js';
import { Jump } from './jump.js';
import { LineEvents } from './line-events.js';
import type { Stop } from './line-stops.js';
import { globalFunction } from './global-function.js';
import { Pauses, type Pause } from './pauses.js';
import { Stepper, type StepDetail, type StepKind } from './stepper.js';
import { RUN_THREAD } from './threads.js';
import { createTools, type Tools } from './tools.js';
import { Trace } from './trace.js';
import { WatchedPlaces } from './watched-places.js';

export class Debugger {
  readonly tools: Tools;
  readonly breakpoints: Breakpoints;
  readonly trace: Trace;
  readonly calls: CallBreakpoints;
  readonly data: DataBreakpoints;
  readonly exceptions: Exceptions;
  readonly jump: Jump;
  runId: string | undefined;
  /** Somebody has attached, and not detached. */
  isAttached = false;
  stopsOnEntry = false;
  skip: readonly RegExp[] = [];
  readonly hooks: HookOwner;
  /** What the interpreter says of lines. */
  readonly lines: LineEvents;
  /** What it says of calls and errors. */
  readonly callEvents: CallEvents;
  readonly stepper: Stepper;
  readonly places: WatchedPlaces;
  /** The script is to pause where it can. */
  isPauseAsked = false;
  readonly pauses: Pauses;

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
    this.lines = new LineEvents(this);
    this.callEvents = new CallEvents(this);
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
    this.tools.written.forget();
    if (source !== undefined || isOther) this.host.post({ type: 'loadedSource', source: loaded });
    this.placeAgain(loaded);
  }

  /** What is known of a source has changed, and where breakpoints are with it. */
  placeAgain(source: DebugSource): void {
    const changed = this.breakpoints.loaded(source);
    for (const breakpoint of changed) this.host.post({ type: 'breakpoint', reason: 'changed', breakpoint });
    if (changed.length > 0) this.breakpointsChanged();
  }

  /** The run goes on after a yield to the engine. */
  runResumes(): void {
    this.trace.resumed();
  }

  /** `VmHooks.coroutineFailed` */
  coroutineFailed(co: number): void {
    if (this.trace.wantsCalls && !this.tools.evaluator.isRunning) this.trace.failed(co);
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
    this.vm.beforeHost = this.calls.isAnyHost ? (L, id) => this.callEvents.calledHost(L, id) : undefined;
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
      for (const proto of this.places.unknown(this.runId !== undefined)) this.lines.classify(proto);
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
  stop(L: number, stop: Stop, isMidLine: boolean, error?: Pause['error']): boolean {
    this.isPauseAsked = false;
    const ends = this.pauses.stop(L, stop, { runId: this.runId ?? '', isMidLine, error });
    this.update();
    this.pauses.tellEnd(L);
    return ends;
  }

  /** Functions of its source are stepped through, and errors in them do not stop. */
  isSkipped(proto: number): boolean {
    if (this.skip.length === 0) return false;
    const { chunkName, path } = this.tools.sources.sourceOf(proto);
    return this.skip.some((pattern) => pattern.test(path ?? chunkName));
  }
}
