// Writes what a script does, line by line and call by call, to the standard error of its run, and counts it. Engine thread.

import { LUA_HOOKCALL, LUA_HOOKLINE, LUA_HOOKRET, LUA_HOOKTAILCALL, OFFSETS } from '../../vm/lua.js';
import type { DebugRequest, TraceSummary } from '../contract.js';
import { RUN_THREAD } from './threads.js';
import { callerPlace, callText, MAX_VALUE, resultText } from './trace-text.js';
import { TraceClock } from './trace-clock.js';
import { TraceWriter } from './trace-writer.js';
import type { Tools } from './tools.js';
import { TracedCalls, type TracedCall } from './traced-calls.js';
import { TracedFunctions, type TracedFunction } from './traced-functions.js';
import { TracedVariables } from './traced-variables.js';

/** Lines are indented no further. */
const MAX_DEPTH = 30;
const DEFAULT_LIMIT = 100;

export class Trace {
  readonly clock = new TraceClock();
  private asked: DebugRequest<'setTrace'> = {};
  /** The activation whose call was the last event. */
  private entered = 0;
  private hasYielded = false;
  private readonly functions: TracedFunctions;
  private readonly calls: TracedCalls;
  private readonly variables: TracedVariables;
  private readonly writer: TraceWriter;

  constructor(
    private readonly tools: Tools,
    isSkipped: (proto: number) => boolean,
  ) {
    this.functions = new TracedFunctions(tools, isSkipped);
    this.calls = new TracedCalls(tools.vm, this.clock, (L) => tools.host.running(L));
    this.variables = new TracedVariables(tools, MAX_VALUE);
    this.writer = new TraceWriter(tools.vm, tools.evaluator.E);
  }

  set(asked: DebugRequest<'setTrace'>): void {
    this.asked = asked;
    this.functions.clear();
    this.endRun();
  }

  get wantsLines(): boolean {
    return this.asked.lines === true || this.asked.variables === true;
  }

  get wantsCalls(): boolean {
    return this.asked.calls === true;
  }

  get isOn(): boolean {
    return this.wantsLines || this.wantsCalls;
  }

  summary(limit = DEFAULT_LIMIT): TraceSummary {
    return this.functions.summary(limit);
  }

  /** Chunks have loaded, or other ones are skipped. */
  forget(): void {
    this.functions.forget();
  }

  /** The run is over; what it has not returned from was left by an error. @param L its state */
  endRun(L?: number): void {
    if (L !== undefined && this.isOn) this.failed(L);
    this.calls.clear();
    this.variables.clear();
  }

  /** A coroutine has failed. */
  failed(L: number): void {
    for (const call of this.calls.unwind(L, 0)) this.writeRaised(L, call);
  }

  /** The run goes on after it has left the interpreter: a function at its first instruction is told to be called again. */
  resumed(): void {
    this.hasYielded = true;
  }

  /** A debug hook event. */
  take(event: number, L: number, ar: number): void {
    const ci = this.tools.vm.memory.word(ar + OFFSETS.debug.ci);
    const entered = event === LUA_HOOKCALL || event === LUA_HOOKTAILCALL ? ci : 0;
    const isAgain = this.hasYielded && entered !== 0 && entered === this.entered;
    this.hasYielded = false;
    this.entered = entered;
    if (isAgain) return;
    if (this.wantsCalls) this.calls.turnTo(L);
    if (event === LUA_HOOKLINE) this.line(L, ci, this.tools.vm.memory.word(ar + OFFSETS.debug.currentLine));
    else if (!this.wantsCalls) return;
    else if (entered !== 0) this.call(L, ci, ar, event === LUA_HOOKTAILCALL);
    else if (event === LUA_HOOKRET) this.leave(L, ci, ar);
  }

  private line(L: number, ci: number, line: number): void {
    if (this.wantsCalls) this.unwind(L, ci);
    const of = this.functions.of(ci, () => '');
    if (of === undefined || of.isSkipped) return;
    const depth = this.depth(ci);
    if (this.asked.variables === true) {
      const changes = this.variables.changes(L, ci, line);
      for (const text of changes.texts) this.write(L, depth, `${of.chunk}:${changes.line}`, text);
    }
    if (this.asked.lines !== true) return;
    of.lines.set(line, (of.lines.get(line) ?? 0) + 1);
    this.write(L, depth, `${of.chunk}:${line}`, this.functions.text(of, line));
  }

  private call(L: number, ci: number, ar: number, isTail: boolean): void {
    const { vm } = this.tools;
    const previous = vm.memory.word(ci + OFFSETS.callInfo.previous);
    // Its function has been replaced by the one that it called last.
    if (isTail) this.calls.leave(L, ci);
    if (vm.memory.word(previous + OFFSETS.callInfo.previous) === 0) this.calls.begin(L);
    else this.unwind(L, previous);
    const of = this.functions.of(ci, () => this.calledName(L, ar));
    if (of === undefined || of.isSkipped) return;
    const depth = Math.max(0, this.depth(ci) - 1);
    this.calls.enter(L, ci, of, depth);
    this.write(L, depth, this.placeOf(of, ci, of.line), `-> ${callText(this.tools, L, ci, of.name)}`);
  }

  private leave(L: number, ci: number, ar: number): void {
    this.unwind(L, ci);
    const of = this.functions.of(ci, () => '');
    if (of === undefined || of.isSkipped) return;
    const ms = this.calls.leave(L, ci);
    const results = resultText(this.tools, L, ar);
    const took = ms === undefined ? '' : ` (${ms.toFixed(2)} ms)`;
    const { protos } = this.tools;
    const line = protos.isLua(ci) ? protos.lineAt(protos.protoOf(ci), protos.pcOf(ci, protos.protoOf(ci))) : 0;
    const depth = Math.max(0, this.depth(ci) - 1);
    this.write(L, depth, this.placeOf(of, ci, line), `<- ${of.name}${results}${took}`);
  }

  private unwind(L: number, ci: number): void {
    for (const call of this.calls.unwind(L, ci)) this.writeRaised(L, call);
  }

  private writeRaised(L: number, { of, depth }: TracedCall): void {
    this.write(L, depth, of.source === undefined ? '' : `${of.chunk}:${of.line}`, `<- ${of.name} raised`);
  }

  /** A function of the host is at the line that calls it. */
  private placeOf(of: TracedFunction, ci: number, line: number): string {
    return of.source === undefined ? callerPlace(this.tools, ci) : `${of.chunk}:${line}`;
  }

  private write(L: number, depth: number, place: string, text: string): void {
    const { threads } = this.tools;
    const id = threads.idOf(L);
    const thread = id === RUN_THREAD ? '' : `[co ${id}] `;
    this.writer.line(`${thread}${'  '.repeat(Math.min(depth, MAX_DEPTH))}${`${place}  ${text}`.trim()}`);
  }

  /** Lua functions below an activation in its coroutine, as far as that is shown. */
  private depth(ci: number): number {
    const { protos, vm } = this.tools;
    let depth = 0;
    for (let each = ci; depth <= MAX_DEPTH;) {
      each = vm.memory.word(each + OFFSETS.callInfo.previous);
      if (each === 0 || vm.memory.word(each + OFFSETS.callInfo.previous) === 0) return depth;
      if (protos.isLua(each)) depth++;
    }
    return depth;
  }

  private calledName(L: number, ar: number): string {
    const { vm } = this.tools;
    vm.memory.with('n', (what) => vm.api.lua_getinfo(L, what, ar));
    return vm.memory.cString(vm.memory.word(ar + OFFSETS.debug.name));
  }
}
