// The engine thread: one VM with its libraries, and the loop that runs what the control thread sends. Engine thread.

import { readFileSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { ConsoleLog } from '../../base/console-log.js';
import { ENGINE_METHODS } from '../../base/engine-methods.js';
import { WORD } from '../../base/shared-memory.js';
import type { Value } from '../../base/values.js';
import { RUNTIME_LIBRARIES } from '../../runtime/libraries.js';
import { ANSWERED } from '../../runtime/answered.js';
import type { RuntimeHost, TreeLimits } from '../../runtime/library.js';
import { restore } from '../../vm/checkpoint.js';
import { Interruption } from '../../vm/errors.js';
import { LUA_ERRMEM, LUA_ERRRUN, LUA_OK } from '../../vm/lua.js';
import { locate } from '../../vm/locate.js';
import { LuaVm, VM_HOST_FUNCTIONS, type HostFunction } from '../../vm/vm.js';
import { toErrorData } from '../errors.js';
import type { RunWork, ThreadOutcome, ToEngine, WorkerInit } from '../messages.js';
import { rememberBuiltIns } from './built-ins.js';
import { callFunctions } from './call-functions.js';
import { CallLimits } from './call-limits.js';
import { DebugLink } from './debug-link.js';
import { END, outcomeOf, RunEnding } from './ending.js';
import { CALL_BACK_FAILED, HostLink } from './host-link.js';
import { keepResult } from './keep-result.js';
import { keep as keepLocals } from './kept-locals.js';
import { lookAt } from './look.js';
import { Mailbox, type DebugMessage, type LookMessage } from './mailbox.js';
import { limitRun, refuseTooSmall, withReserve } from './memory-reserve.js';
import { takeResults } from './results.js';
import { takeImage } from './take-image.js';
import { prepareRun, type Prepared } from './prepare-run.js';
import { RunFailures } from './run-failures.js';
import { EngineWatch } from './script-watch.js';
import { showValues, writeTree } from './show/show-values.js';
import { FIRST_COME } from './tasks/completion-order.js';
import { TaskHost } from './tasks/task-host.js';
import { Warnings } from './warnings.js';

type RunMessage = Extract<ToEngine, { type: 'run' }>;

/** Beside this file's bundle, or in the folder of the VM where every file stands alone. */
const VM_FILE = import.meta.url.endsWith('/thread/engine-thread.js') ? '../../vm/vm.wasm' : './vm.wasm';

export class EngineThread implements RuntimeHost {
  private readonly vm: LuaVm;
  private readonly mailbox: Mailbox;
  private readonly ending: RunEnding;
  private readonly link: HostLink;
  private readonly limits: CallLimits;
  private readonly debug: DebugLink;
  readonly watch: EngineWatch;
  private readonly failures: RunFailures;
  readonly tasks: TaskHost;
  private readonly warnings: Warnings;
  private current: RunMessage | undefined;
  /** What was typed, while what is compiled in its place is loaded. */
  private typed: string | Uint8Array | undefined;

  constructor(
    private readonly init: WorkerInit,
    private readonly memory: WebAssembly.Memory,
    private readonly port: MessagePort,
  ) {
    const words = new Int32Array(memory.buffer, 0, 256);
    this.mailbox = new Mailbox(port, words, (message) => this.serveAnywhere(message));
    this.ending = new RunEnding(words, () => this.vm);
    this.link = new HostLink(
      this.mailbox,
      () => this.vm,
      init.tellSources,
      (L) => this.checkWait(L),
      () => this.debug.hookPoints,
      (message) => this.tasks.scheduler.arrivals.keep(message),
    );
    this.limits = new CallLimits(
      () => this.vm,
      () => this.debug.isAttached,
      () => this.ending.reason !== undefined,
    );
    const consoleLog = new ConsoleLog();
    this.debug = new DebugLink(() => this.vm, this.mailbox, this.ending, {
      workingDirectory: () => this.workingDirectory,
      waitsFor: (ci) => this.link.waitsFor(ci) ?? this.tasks.waitsFor(ci),
      taskName: (L) => this.tasks.threadName(L),
      consoleLog,
    });
    this.watch = new EngineWatch(
      () => this.vm,
      this.debug,
      consoleLog,
      () => runName(this.current?.run ?? 0),
    );
    this.failures = new RunFailures(this.ending, () => this.vm);
    this.tasks = new TaskHost({
      vm: () => this.vm,
      mailbox: () => this.mailbox,
      link: () => this.link,
      debug: () => this.debug,
      failures: () => this.failures,
      order: FIRST_COME,
      check: (L) => this.checkWait(L),
      isEnding: () => this.ending.reason !== undefined,
      isEvaluating: () => this.debug.evaluation !== undefined,
      closeFailed: ({ name, state }) => {
        this.log(`a <close> variable of the cancelled task '${name}' failed: ${this.vm.errorText(state)}`);
      },
      withReserve: (use) => withReserve(this.vm, use),
    });
    this.warnings = new Warnings((line) => {
      this.vm.write('stderr', line);
    });
    this.vm = this.createVm();
    if (init.image === undefined) {
      for (const library of RUNTIME_LIBRARIES) library.install(this.vm, this);
      rememberBuiltIns(this.vm);
    } else {
      restore(this.vm, init.image);
      for (const library of RUNTIME_LIBRARIES) library.restored?.(this);
    }
    if (init.image === undefined) refuseTooSmall(this.vm, init.memoryLimit);
    limitRun(this.vm, init.memoryLimit);
  }

  /** Serves runs until the thread is ended from outside. */
  serve(): void {
    this.port.on('message', (message: ToEngine) => {
      if (message.type === 'run') this.serveRun(message);
      else if (message.type === 'look' || message.type === 'debug') this.serveAnywhere(message);
    });
    this.mailbox.post({ type: 'ready' });
    if (this.init.lost !== undefined) this.mailbox.post({ type: 'lost', frames: locate(this.init.lost) });
  }

  private createVm(): LuaVm {
    const hostFunctions: Record<string, HostFunction> = {
      ...VM_HOST_FUNCTIONS,
      ...callFunctions(() => this.current?.work),
      [CALL_BACK_FAILED]: (_vm, L) => this.failures.callBackFailed(L),
    };
    for (const library of RUNTIME_LIBRARIES) Object.assign(hostFunctions, library.functions(this));
    return new LuaVm({
      module: new WebAssembly.Module(readFileSync(new URL(VM_FILE, import.meta.url))),
      memory: this.memory,
      hostFunctions,
      hooks: {
        trap: (L) => this.trap(L),
        coroutineFailed: (L, co) => {
          this.failures.coroutineFailed(L, co);
          this.debug.coroutineFailed(co);
        },
        hook: (L, ar) => this.debug.hook(L, ar),
        classify: (_L, _ar, proto) => this.debug.classify(proto),
        loaded: (L, text, length) => {
          const compiled = text === 0 ? undefined : this.vm.memory.text(text, length);
          this.debug.loaded(L, this.typed ?? compiled);
        },
        raised: (L) => this.debug.raised(L),
        warn: (piece, continues) => {
          this.warnings.take(piece, continues);
        },
        distrust: (message) => {
          this.log(message);
        },
        describe: (error) => this.describe(error),
      },
    });
  }

  private serveRun(message: RunMessage): void {
    this.current = message;
    this.ending.begin(message.run);
    this.link.begin(message.run);
    const outcome = this.execute(message);
    for (const library of RUNTIME_LIBRARIES) library.finish?.(this);
    this.debug.runEnds();
    this.link.end();
    this.failures.forget();
    this.current = undefined;
    const image = this.init.keepImages ? takeImage(this.vm, (message) => this.log(message)) : undefined;
    const done = { type: 'done', run: message.run, outcome } as const;
    if (image === undefined) this.mailbox.post(done);
    else this.mailbox.post({ ...done, image }, [image.low.buffer as ArrayBuffer, image.heap.buffer as ArrayBuffer]);
  }

  private serveAnywhere(message: LookMessage | DebugMessage): void {
    if (message.type === 'look') this.look(message);
    else this.debug.serve(message);
  }

  private look({ look, what, until }: LookMessage): void {
    if (Date.now() > until) return;
    const value = withReserve(this.vm, () => lookAt(this.vm, what));
    this.mailbox.post({ type: 'looked', look, value });
  }

  // --- One run -------------------------------------------------------------------------------------------------------

  private execute(message: RunMessage): ThreadOutcome {
    const { vm } = this;
    for (const word of [WORD.hookYield, WORD.chain, WORD.memoryErrors, WORD.yieldedAt]) vm.memory.setWord(word, 0);
    vm.memory.setWord(WORD.memoryPeak, vm.memory.word(WORD.memoryUsed));
    vm.memory.setWord(WORD.outTag, message.run << 1);
    const base = vm.api.lua_gettop(vm.L);
    try {
      const prepared = withReserve(vm, () => this.prepare(message));
      if ('status' in prepared) return prepared;
      limitRun(vm, this.init.memoryLimit);
      this.debug.runBegins({ id: runName(message.run), isCode: message.work.kind === 'code' });
      const status = this.resume(prepared.co, prepared.args);
      // It may have been told to end while tasks that it has left were ended.
      if (status === LUA_OK && this.ending.reason === undefined) return this.results(prepared, message.work);
      return this.close(
        prepared.co,
        withReserve(vm, () => this.failed(prepared.co, status)),
      );
    } finally {
      vm.api.lua_settop(vm.L, base);
    }
  }

  private prepare({ work, setting }: RunMessage): Prepared | ThreadOutcome {
    if (work.kind === 'code') for (const library of RUNTIME_LIBRARIES) library.prepare?.(this.vm, this);
    if (work.kind === 'code' && work.keepLocals) this.typed = work.code;
    try {
      return prepareRun(this.vm, work, setting.args, this.failures);
    } finally {
      this.typed = undefined;
    }
  }

  /** Runs the script and its tasks to the end of the script. */
  private resume(co: number, args: number): number {
    let status = LUA_ERRRUN;
    try {
      status = this.tasks.scheduler.run(co, args);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
    }
    const left = this.tasks.end(status === LUA_OK && this.ending.reason === undefined);
    if (left !== undefined && left !== '') this.vm.write('stderr', left);
    return status;
  }

  /** Showing results may call their `__tostring`, which belongs to the run: it can be interrupted. */
  private results({ co, leads, left }: Prepared, work: RunWork): ThreadOutcome {
    const { vm } = this;
    const echo = work.kind === 'code' && work.echo;
    if (left.length > 0) {
      vm.api.lua_pushvalue(co, 1);
      vm.api.lua_xmove(co, vm.L, 1);
      withReserve(vm, () => keepLocals(vm, vm.L, left));
    }
    if (!echo && leads > 0) {
      vm.api.lua_rotate(co, 1, -leads);
      vm.pop(co, leads);
    }
    if (!echo) return { status: 'ok', results: withReserve(vm, () => takeResults(vm, co)) };
    vm.api.lua_rotate(co, 1, -leads);
    vm.pop(co, leads);
    if (work.keepResult !== undefined) withReserve(vm, () => keepResult(vm, co, work.keepResult ?? 0));
    try {
      const shown = withReserve(vm, () => showValues(vm, co));
      return this.ended() ?? { status: 'ok', results: [], ...(shown !== undefined && { shown }) };
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      return this.ended() ?? { status: 'ok', results: [] };
    }
  }

  /** Runs what `<close>` variables are pending; an interruption may still end those, and they may fail as well. */
  private close(co: number, outcome: ThreadOutcome): ThreadOutcome {
    const { vm } = this;
    const text = (): string => withReserve(vm, () => vm.errorText(co));
    const before = text();
    vm.api.lua_closethread(co, vm.L);
    const after = text();
    if (outcome.status !== 'error' || after === before || this.ending.reason !== undefined) return outcome;
    return { ...outcome, failure: { ...outcome.failure, closeError: after } };
  }

  private failed(co: number, status: number): ThreadOutcome {
    const ended = this.ended();
    if (ended !== undefined) return ended;
    const kind = status === LUA_ERRMEM ? 'memory' : 'runtime';
    const failure = this.failures.running(kind, co);
    // Telling what the error is may have taken a `__tostring` that had to be stopped.
    return this.ended() ?? { status: 'error', failure };
  }

  /** A run that was told to end has failed for that reason, even where a `<close>` handler has failed since. */
  private ended(): ThreadOutcome | undefined {
    const { reason } = this.ending;
    return reason === undefined ? undefined : outcomeOf(reason);
  }

  // --- What the VM calls while Lua runs --------------------------------------------------------------------------------

  /** The flag word is set while `L` runs: an end comes first, then messages, then whatever else was asked. */
  private trap(L: number): number {
    const { evaluation } = this.debug;
    if (evaluation !== undefined) return evaluation.trap();
    const isAsked = this.mailbox.takeKnock();
    const action = this.ending.trap(L);
    if (action === END || this.limits.leftMs <= 0) return END;
    if (!isAsked) return action;
    this.mailbox.drain();
    return this.debug.check(L) ? END : action;
  }

  /** `L` waits for the host. */
  private checkWait(L: number): number {
    const { evaluation } = this.debug;
    if (evaluation !== undefined) return this.debug.checkEvaluation(evaluation.leftMs);
    this.ending.check(L);
    if (this.debug.check(L) || this.limits.leftMs <= 0) throw new Interruption();
    return this.limits.leftMs;
  }

  private describe(error: unknown): string {
    const data = toErrorData(error);
    if (data.stack !== undefined) this.log(data.stack);
    return this.failures.hostErrors.remember(data);
  }

  private log(message: string): void {
    const runId = this.current === undefined ? {} : { runId: runName(this.current.run) };
    this.mailbox.post({ type: 'log', record: { level: 'warn', module: 'engine', message, ...runId } });
  }

  // --- RuntimeHost -------------------------------------------------------------------------------------------------------

  call(L: number, method: string, args: readonly Value[]): Value {
    return this.link.call(L, method, args);
  }

  callWithStack(L: number, method: string, first: number): Value {
    return this.link.callWithStack(L, method, first);
  }

  send(L: number, method: string, args: readonly Value[]): void {
    this.link.send(L, method, args);
  }

  begin(L: number, method: string, args: readonly Value[]): number {
    return this.link.ask(L, method, args);
  }

  finish(L: number, method: string, call: number): Value {
    return this.link.answerOf(L, method, call);
  }

  callThen(L: number, method: string, lead: readonly Value[], first: number, then = ANSWERED): number {
    return this.tasks.callThen(L, method, lead, first, then);
  }

  answer(L: number): Value {
    return this.tasks.answer(L);
  }

  callLimited(L: number, args: number, results: number, limitMs: number): boolean {
    return this.limits.call(L, args, results, limitMs);
  }

  readInput(maxBytes: number): Uint8Array | null {
    const L = this.vm.memory.word(WORD.runState);
    return this.link.call(L, ENGINE_METHODS.readInput, [maxBytes]) as Uint8Array | null;
  }

  exit(code: number): never {
    return this.ending.exit(this.vm.memory.word(WORD.runState), code);
  }

  writeTree(L: number, index: number, limits: TreeLimits): string {
    return writeTree(this.vm, L, index, limits);
  }

  get permissions(): WorkerInit['permissions'] {
    return this.init.permissions;
  }

  get workingDirectory(): string {
    return this.current?.setting.workingDirectory ?? this.init.workingDirectory;
  }

  get modulePath(): readonly string[] {
    return this.init.modulePath;
  }

  get run(): RuntimeHost['run'] {
    if (this.current === undefined) throw new Error('no run is under way');
    return this.current.setting;
  }

  get runId(): string {
    return runName(this.current?.run ?? 0);
  }
}

const runName = (run: number): string => `run-${run}`;
