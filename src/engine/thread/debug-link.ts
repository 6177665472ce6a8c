// Joins the debugger with the engine thread: its commands and events, the pause, what it asks of the VM. The debugger itself is made
// when somebody attaches. Engine thread.

import { resolve } from 'node:path';
import { SpellError } from '../../base/errors.js';
import type { MimeBundle } from '../../base/values.js';
import type { ConsoleLog } from '../../base/console-log.js';
import { FLAG, WORD } from '../../base/shared-memory.js';
import type { DebugEvent, WrittenPlace } from '../../debugger/contract.js';
import { Commands, type ServedCommand } from '../../debugger/engine/commands.js';
import { Debugger } from '../../debugger/engine/debugger.js';
import type { DebuggerHost } from '../../debugger/engine/host.js';
import type { CapturedFrame } from '../../diagnostics/captured.js';
import { Interruption } from '../../vm/errors.js';
import type { LuaVm } from '../../vm/vm.js';
import { toErrorData } from '../errors.js';
import type { Settled } from '../messages.js';
import { builtIns } from './built-ins.js';
import { describeActivation, functionNames } from './capture.js';
import type { RunEnding } from './ending.js';
import type { DebugMessage, Mailbox } from './mailbox.js';
import { withReserve } from './memory-reserve.js';
import { showValue } from './show/show-values.js';
import { variants } from './source.js';

/** What the link is told about runs. */
export interface DebuggedRun {
  readonly id: string;
  readonly isCode: boolean;
}

export class DebugLink implements DebuggerHost {
  private target: Debugger | undefined;
  private commands: Commands | undefined;
  private names: ReadonlySet<string> | undefined;
  private run: DebuggedRun | undefined;

  constructor(
    private readonly vm: () => LuaVm,
    private readonly mailbox: Mailbox,
    private readonly ending: RunEnding,
    private readonly place: {
      readonly workingDirectory: () => string;
      readonly waitsFor: (ci: number) => string | undefined;
      readonly taskName: (L: number) => string | undefined;
      readonly consoleLog: ConsoleLog;
    },
  ) {}

  serve({ ask, command, request }: DebugMessage): void {
    this.mailbox.post({ type: 'debugged', ask, result: this.answer(command as ServedCommand, request) });
  }

  private answer(command: ServedCommand, request: object): Settled<unknown> {
    try {
      const value = withReserve(this.vm(), () => this.served(command).serve(command, request as never));
      return { ok: true, value };
    } catch (error) {
      if (error instanceof WebAssembly.Exception) throw error;
      return { ok: false, error: toErrorData(error) };
    }
  }

  private served(command: ServedCommand): Commands {
    if (this.commands !== undefined) return this.commands;
    if (command !== 'attach') throw new SpellError('DEBUG_REFUSED', 'nobody has attached to the debugger');
    this.target = new Debugger(this.vm(), this);
    if (this.run !== undefined) this.target.runBegins(this.run.id, false);
    return (this.commands = new Commands(this.target));
  }

  // --- What the engine thread tells ----------------------------------------------------------------------------------

  runBegins(run: DebuggedRun): void {
    this.run = run;
    this.target?.runBegins(run.id, run.isCode);
  }

  runResumes(): void {
    this.target?.runResumes();
  }

  runEnds(): void {
    this.run = undefined;
    this.target?.runEnds();
  }

  /** Pauses `L` where that was asked for; true where the run is to end. */
  check(L: number): boolean {
    return this.target?.callEvents.check(L) ?? false;
  }

  get isAttached(): boolean {
    return this.target?.isAttached ?? false;
  }

  /** The script, whose host function runs on `L`, asks for a pause. */
  pauseHere(L: number): 'paused' | 'end' | 'nobody' {
    return this.target?.callEvents.pauseHere(L) ?? 'nobody';
  }

  /** Hook points with a breakpoint. */
  get hookPoints(): readonly string[] | undefined {
    return this.target?.callEvents.hookPoints;
  }

  /** A hook point fires while the host function runs on `L`; true where the run is to end. */
  hookFired(L: number, point: string): boolean {
    return this.target?.callEvents.hookFired(L, point) ?? false;
  }

  tell(L: number, text: string): void {
    this.target?.callEvents.tell(L, text);
  }

  /** The evaluation under way, which has a deadline and is not the run's. */
  get evaluation(): { readonly leftMs: number; trap(): number } | undefined {
    const evaluator = this.target?.tools.evaluator;
    return evaluator?.isRunning === true ? evaluator : undefined;
  }

  /** Throws when an evaluation that waits for the host is to wait no longer; gives the milliseconds that it has left. */
  checkEvaluation(leftMs: number): number {
    const isInterrupted = (Atomics.load(this.vm().memory.words, WORD.flag >> 2) & FLAG.interrupt) !== 0;
    if (isInterrupted || leftMs <= 0) throw new Interruption();
    return leftMs;
  }

  loaded(L: number, text: string | Uint8Array | undefined): void {
    this.target?.loaded(L, text);
  }

  raised(L: number): number {
    return this.target?.callEvents.raised(L) ?? 0;
  }

  coroutineFailed(co: number): void {
    this.target?.coroutineFailed(co);
  }

  hook(L: number, ar: number): number {
    return this.target?.lines.hook(L, ar) ?? 0;
  }

  classify(proto: number): number {
    return this.target?.lines.classify(proto) ?? 1;
  }

  // --- DebuggerHost ----------------------------------------------------------------------------------------------------

  post(event: DebugEvent): void {
    this.mailbox.post({ type: 'debugEvent', event });
  }

  tellPlace(number: number, place: WrittenPlace): void {
    this.mailbox.post({ type: 'place', number, place });
  }

  rest(L: number, isOver: () => boolean): boolean {
    try {
      this.mailbox.rest(isOver, () => {
        this.ending.check(L);
      });
      return true;
    } catch (error) {
      if (error instanceof Interruption) return false;
      throw error;
    }
  }

  describe(L: number, ci: number): CapturedFrame | undefined {
    return describeActivation(this.vm(), L, ci, this.functionNames());
  }

  functionNames(): ReadonlyMap<number, string> {
    return functionNames(this.vm());
  }

  pathOf(chunkName: string): string | undefined {
    return chunkName.startsWith('@') ? resolve(this.place.workingDirectory(), chunkName.slice(1)) : undefined;
  }

  variants(text: string | Uint8Array): Iterable<string | Uint8Array> {
    return variants(text);
  }

  waitsFor(ci: number): string | undefined {
    return this.place.waitsFor(ci);
  }

  taskName(L: number): string | undefined {
    return this.place.taskName(L);
  }

  running(L: number): readonly number[] {
    return this.ending.running(L);
  }

  showForms(E: number, index: number): MimeBundle {
    return showValue(this.vm(), E, index, false) ?? {};
  }

  knock(): void {
    this.mailbox.knock();
  }

  get consoleLog(): ConsoleLog {
    return this.place.consoleLog;
  }

  get builtIns(): ReadonlySet<string> {
    return (this.names ??= builtIns(this.vm()));
  }
}
