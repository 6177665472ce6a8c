// The engine thread: one VM, its libraries, and the loop that runs what the control thread sends. Engine thread.

import type { MessagePort } from 'node:worker_threads';
import { readFileSync } from 'node:fs';
import { FLAG, INTERRUPT, WORD } from '../../base/shared-memory.js';
import type { Value } from '../../base/values.js';
import type { CapturedFailure, FailureKind } from '../../diagnostics/captured.js';
import { RUNTIME_LIBRARIES } from '../../runtime/libraries.js';
import type { RuntimeHost } from '../../runtime/library.js';
import { checkpoint, restore } from '../../vm/checkpoint.js';
import { Interruption, LuaCallError, LuaRaise } from '../../vm/errors.js';
import { LUA_ERRMEM, LUA_MULTRET, LUA_OK, LUA_YIELD, OFFSETS } from '../../vm/lua.js';
import { OUT_LENGTH } from '../../vm/memory.js';
import { pushValue, toValue } from '../../vm/values.js';
import { LuaVm, VM_HOST_FUNCTIONS, type HostFunction, type VmHooks } from '../../vm/vm.js';
import { toErrorData, fromErrorData } from '../errors.js';
import { ENGINE_METHODS, type ThreadOutcome, type ToEngine, type WorkerInit } from '../messages.js';
import { captureGlobals, captureStack, type CapturedStack } from './capture.js';
import { HostErrors } from './host-errors.js';
import { Mailbox, type Invoke } from './mailbox.js';
import { captureValue } from './preview.js';

type RunMessage = Extract<ToEngine, { type: 'run' }>;

/** Why a run is ending before its time, and where it was when it was told. */
interface Ending {
  readonly kind: 'interrupted' | 'timeout' | 'memory' | 'exit';
  readonly code: number;
  readonly stack: CapturedStack;
}

/** A coroutine that failed without anybody to catch it, pictured before its stack is closed. */
interface FailedCoroutine {
  readonly message: string;
  readonly stack: CapturedStack;
}

export class EngineThread implements RuntimeHost {
  private readonly vm: LuaVm;
  private readonly mailbox: Mailbox;
  private readonly words: Int32Array;
  private readonly hostErrors = new HostErrors();
  private current: RunMessage | undefined;
  private ending: Ending | undefined;
  private failedCoroutine: FailedCoroutine | undefined;
  /** Function references given to the host during this run; released at its end. */
  private refs: number[] = [];

  constructor(
    private readonly init: WorkerInit,
    private readonly port: MessagePort,
  ) {
    this.words = new Int32Array(init.memory.buffer, 0, 256);
    this.mailbox = new Mailbox(port, this.words);
    const hostFunctions: Record<string, HostFunction> = { ...VM_HOST_FUNCTIONS };
    for (const library of RUNTIME_LIBRARIES) Object.assign(hostFunctions, library.functions(this));
    this.vm = new LuaVm({
      module: new WebAssembly.Module(readFileSync(new URL(VM_FILE, import.meta.url))),
      memory: init.memory,
      memoryLimit: init.memoryLimit,
      hostFunctions,
      hooks: this.hooks(),
    });
    if (init.image !== undefined) restore(this.vm, init.image);
    else for (const library of RUNTIME_LIBRARIES) library.install(this.vm, this);
  }

  /** Serves runs until the thread is ended from outside. */
  serve(): void {
    this.port.on('message', (message: ToEngine) => {
      if (message.type === 'run') this.serveRun(message);
    });
    this.mailbox.post({ type: 'ready' });
  }

  private serveRun(message: RunMessage): void {
    this.current = message;
    const outcome = this.execute(message);
    this.current = undefined;
    this.mailbox.forget();
    const image = this.init.keepImages ? checkpoint(this.vm) : undefined;
    this.mailbox.post({ type: 'done', run: message.run, outcome, ...(image === undefined ? {} : { image }) });
  }

  // --- One run -----------------------------------------------------------------------------------------------------------

  private execute(message: RunMessage): ThreadOutcome {
    const { vm } = this;
    this.resetWords(message.run);
    const base = vm.api.lua_gettop(vm.L);
    try {
      for (const library of RUNTIME_LIBRARIES) library.prepare?.(vm, this);
      const co = vm.api.lua_newthread(vm.L);
      vm.memory.setWord(WORD.runState, co);
      if (vm.load(co, withoutHeader(message.code), message.chunkName) !== LUA_OK) {
        return { status: 'error', failure: this.failure('syntax', co, { frames: [] }) };
      }
      for (const arg of message.args) {
        vm.api.luaL_checkstack(co, 1, 0);
        vm.pushString(co, arg);
      }
      return this.outcome(co, this.resume(co, message.args.length));
    } finally {
      vm.api.lua_settop(vm.L, base);
      for (const ref of this.refs.splice(0)) vm.releaseRef(ref);
      this.ending = undefined;
      this.failedCoroutine = undefined;
      this.hostErrors.clear();
    }
  }

  private resetWords(run: number): void {
    for (const word of [WORD.flag, WORD.hookYield, WORD.chain, WORD.memoryErrors, WORD.yieldedAt]) {
      Atomics.store(this.words, word >> 2, 0);
    }
    this.vm.memory.setWord(WORD.memoryPeak, this.vm.memory.word(WORD.memoryUsed));
    this.vm.memory.setWord(WORD.outTag, run << 1);
  }

  /** Resumes the run until it ends; a yield here is always one of the trap's. */
  private resume(co: number, args: number): number {
    const { api, memory } = this.vm;
    let status = api.lua_resume(co, this.vm.L, args, OUT_LENGTH);
    while (status === LUA_YIELD) {
      memory.setWord(WORD.hookYield, 0);
      status = api.lua_resume(co, this.vm.L, 0, OUT_LENGTH);
    }
    return status;
  }

  private outcome(co: number, status: number): ThreadOutcome {
    if (status === LUA_OK) return { status: 'ok', results: this.results(co) };
    const outcome = this.failed(co, status);
    // Runs what `<close>` variables are pending; an interruption may still end those.
    this.vm.api.lua_closethread(co, this.vm.L);
    return outcome;
  }

  private failed(co: number, status: number): ThreadOutcome {
    const { ending } = this;
    if (ending !== undefined && this.vm.isInterruption(co, -1)) {
      if (ending.kind === 'exit') return { status: 'exit', code: ending.code };
      return { status: 'error', failure: { kind: ending.kind, message: ENDINGS[ending.kind], ...ending.stack, globals: {} } };
    }
    const stack = this.stackOf(co);
    return { status: 'error', failure: this.failure(status === LUA_ERRMEM ? 'memory' : 'runtime', co, stack) };
  }

  /** The stack of the run, below that of the coroutine that failed first if its error is the one that ended the run. */
  private stackOf(co: number): CapturedStack {
    const outer = captureStack(this.vm, [co]);
    const inner = this.failedCoroutine;
    if (inner === undefined || !this.vm.errorText(co).endsWith(inner.message)) return outer;
    return { ...outer, ...inner.stack, frames: [...inner.stack.frames, ...outer.frames] };
  }

  /** The error value is on the top of `co`. */
  private failure(kind: FailureKind, co: number, stack: CapturedStack): CapturedFailure {
    const message = this.vm.errorText(co);
    const host = this.hostErrors.find(message);
    return {
      kind: host !== undefined && kind === 'runtime' ? 'host' : kind,
      message,
      ...(this.vm.isString(co, -1) ? {} : { value: captureValue(this.vm, co, '') }),
      ...(host === undefined ? {} : { host }),
      ...stack,
      globals: captureGlobals(this.vm),
    };
  }

  /** What the chunk returned, as plain data; what cannot cross is shown as text. */
  private results(co: number): Value[] {
    const results: Value[] = [];
    const count = this.vm.api.lua_gettop(co);
    for (let index = 1; index <= count; index++) {
      const refs: number[] = [];
      try {
        const value = toValue(this.vm, co, index, refs);
        results.push(refs.length > 0 ? this.vm.display(co, index) : value);
      } catch (error) {
        if (!(error instanceof LuaRaise)) throw error;
        results.push(this.vm.display(co, index));
      }
      for (const ref of refs) this.vm.releaseRef(ref);
    }
    return results;
  }

  // --- What the VM calls while Lua runs ------------------------------------------------------------------------------------

  private hooks(): VmHooks {
    return {
      trap: (L) => this.trap(L),
      coroutineFailed: (L, co) => {
        this.coroutineFailed(L, co);
      },
      hook: () => 0,
      classify: () => 1,
      warn: (message, continues) => {
        this.log(message, continues);
      },
      describe: (error) => this.describe(error),
    };
  }

  private trap(L: number): number {
    const flag = Atomics.load(this.words, WORD.flag >> 2);
    if ((flag & FLAG.interrupt) !== 0) {
      this.clearFlag(FLAG.interrupt);
      if (Atomics.load(this.words, WORD.interruptRun >> 2) !== this.current?.run) return 0;
      this.end(this.interruptKind(), L);
      return 1;
    }
    if ((flag & FLAG.memory) !== 0) {
      this.clearFlag(FLAG.memory);
      this.end('memory', L);
      return 1;
    }
    this.clearFlag(FLAG.yield);
    return (flag & FLAG.yield) !== 0 ? 2 : 0;
  }

  private interruptKind(): 'interrupted' | 'timeout' {
    return Atomics.load(this.words, WORD.interruptReason >> 2) === INTERRUPT.timeout ? 'timeout' : 'interrupted';
  }

  private clearFlag(flag: number): void {
    Atomics.and(this.words, WORD.flag >> 2, ~flag);
  }

  /** The first reason stands; it is where the script was. */
  private end(kind: Ending['kind'], L: number, code = 0): void {
    this.ending ??= { kind, code, stack: captureStack(this.vm, this.running(L)) };
  }

  /** `L` and the states that resumed it, up to the run's own. */
  private running(L: number): number[] {
    const states = [L];
    let record = this.vm.memory.word(WORD.chain);
    while (record !== 0) {
      states.push(this.vm.memory.word(record));
      record = this.vm.memory.word(record + 8);
    }
    return states;
  }

  private coroutineFailed(L: number, co: number): void {
    if (isCaught(this.vm, this.running(L))) return;
    this.failedCoroutine = { message: this.vm.errorText(co), stack: captureStack(this.vm, [co]) };
  }

  private describe(error: unknown): string {
    const data = toErrorData(error);
    if (data.stack !== undefined) this.log(data.stack, false);
    return this.hostErrors.remember(data);
  }

  private log(message: string, continues: boolean): void {
    void continues;
    this.mailbox.post({ type: 'log', record: { level: 'warn', module: 'engine', message, ...this.runId() } });
  }

  private runId(): { runId?: string } {
    return this.current === undefined ? {} : { runId: `run-${this.current.run}` };
  }

  // --- RuntimeHost -----------------------------------------------------------------------------------------------------------

  call(L: number, method: string, args: readonly Value[]): Value {
    const result = this.mailbox.call(
      this.current?.run ?? 0,
      method,
      args,
      () => {
        this.checkInterruption(L);
      },
      (message) => {
        this.invoke(L, message);
      },
    );
    if (result.ok) return result.value;
    this.checkInterruption(L);
    throw fromErrorData(result.error);
  }

  callWithStack(L: number, method: string, first: number): Value {
    const refs: number[] = [];
    try {
      const args: Value[] = [];
      const top = this.vm.api.lua_gettop(L);
      for (let index = first; index <= top; index++) args.push(toValue(this.vm, L, index, refs) ?? null);
      return this.call(L, method, args);
    } finally {
      for (const ref of refs) this.vm.releaseRef(ref);
    }
  }

  readInput(maxBytes: number): Uint8Array | null {
    return this.call(this.vm.memory.word(WORD.runState), ENGINE_METHODS.readInput, [maxBytes]) as Uint8Array | null;
  }

  exit(code: number): never {
    this.end('exit', this.vm.memory.word(WORD.runState), code);
    throw new Interruption();
  }

  get permissions(): WorkerInit['permissions'] {
    return this.init.permissions;
  }

  get workingDirectory(): string {
    return this.init.workingDirectory;
  }

  get modulePath(): readonly string[] {
    return this.init.modulePath;
  }

  get run(): RuntimeHost['run'] {
    if (this.current === undefined) throw new Error('no run is under way');
    return this.current;
  }

  /** While waiting there is no trap: the flag is looked at between messages. */
  private checkInterruption(L: number): void {
    if (this.ending?.kind === 'exit') throw new Interruption();
    const flag = Atomics.load(this.words, WORD.flag >> 2);
    if ((flag & FLAG.interrupt) !== 0 && this.trap(L) === 1) throw new Interruption();
  }

  /** A call-back into Lua while a host call waits. */
  private invoke(L: number, { invocation, fn, args }: Invoke): void {
    const { vm } = this;
    const top = vm.api.lua_gettop(L);
    try {
      pushValue(vm, L, fn);
      for (const arg of args) pushValue(vm, L, arg);
      vm.call(L, args.length, LUA_MULTRET);
      const results: Value[] = [];
      for (let index = top + 1; index <= vm.api.lua_gettop(L); index++) results.push(toValue(vm, L, index, this.refs) ?? null);
      this.mailbox.post({ type: 'invoked', invocation, result: { ok: true, value: results } });
    } catch (error) {
      if (error instanceof LuaCallError) {
        error.release();
        if (error.isInterruption) throw new Interruption();
      }
      const data = error instanceof LuaCallError ? { code: 'LUA_ERROR', message: error.message } : toErrorData(error);
      this.mailbox.post({ type: 'invoked', invocation, result: { ok: false, error: data } });
    } finally {
      vm.api.lua_settop(L, top);
    }
  }
}

/** Beside this file, or beside the bundle that holds it. */
const VM_FILE = import.meta.url.endsWith('/engine-thread.js') ? '../../vm/vm.wasm' : './vm.wasm';

const ENDINGS = {
  interrupted: 'interrupted',
  timeout: 'timed out',
  memory: 'not enough memory: the memory limit was hit again after an error that said so',
} as const;

/** Bit of `CallInfo.callstatus`: a protected call that continues after a yield (pcall and xpcall). */
const CIST_YPCALL = 16;

/** Whether some pcall on these stacks will catch what is raised above it. */
function isCaught(vm: LuaVm, states: readonly number[]): boolean {
  return states.some((L) => hasProtectedCall(vm, L));
}

/** A first line that begins with `#` is for the shell, a byte order mark for nobody; lines keep their numbers. */
function withoutHeader(code: string | Uint8Array): string | Uint8Array {
  const bytes = typeof code === 'string' ? Buffer.from(code) : code;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes[start] !== 0x23) return start === 0 ? code : bytes.subarray(start);
  const end = bytes.indexOf(0x0a, start);
  return end === -1 ? '' : bytes.subarray(end);
}

function hasProtectedCall(vm: LuaVm, L: number): boolean {
  const { memory } = vm;
  for (let ci = memory.word(L + OFFSETS.state.ci); ci !== 0; ci = memory.word(ci + OFFSETS.callInfo.previous)) {
    if ((memory.bytes.readUInt16LE(ci + OFFSETS.callInfo.callStatus) & CIST_YPCALL) !== 0) return true;
  }
  return false;
}
