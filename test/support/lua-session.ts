// A VM with the libraries of src/runtime and a host of plain functions in the same thread, for tests of what scripts see.

import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FLAG,
  MEMORY_PAGES,
  OUT_BASE,
  OUT_SIZE,
  SWITCH_BASE,
  SWITCH_COUNT,
  WORD,
} from '../../src/base/shared-memory.js';
import { SpellError } from '../../src/base/errors.js';
import { pushValue, toValue } from '../../src/vm/values.js';
import type { LuaFunctionRef, Value } from '../../src/base/values.js';
import type { PermissionGrant } from '../../src/permissions/grant.js';
import { RUNTIME_LIBRARIES } from '../../src/runtime/libraries.js';
import { writeTree } from '../../src/engine/thread/show/show-values.js';
import { ANSWERED } from '../../src/runtime/answered.js';
import type { RuntimeHost, ScriptTasks } from '../../src/runtime/library.js';
import { checkpoint, restore } from '../../src/vm/checkpoint.js';
import type { VmImage } from '../../src/vm/checkpoint.js';
import { Interruption } from '../../src/vm/errors.js';
import { LUA_MULTRET, LUA_OK, LUA_YIELD } from '../../src/vm/lua.js';
import { OUT_LENGTH } from '../../src/vm/memory.js';
import { LuaVm, VM_HOST_FUNCTIONS } from '../../src/vm/vm.js';
import type { HostFunction } from '../../src/vm/vm.js';

const VM_FILE = new URL('../../src/vm/vm.wasm', import.meta.url);
let module: WebAssembly.Module | undefined;

/** Tasks need an engine (test/support/engine.ts). */
const noTasks = (): never => {
  throw new Error('this test has no tasks');
};
const NO_TASKS: Omit<ScriptTasks, 'spawn'> = {
  ...{ wait: noTasks, ended: noTasks, cancel: noTasks, seen: noTasks, status: () => undefined },
  current: undefined,
};

/** A host method for tests; `invoke` calls a Lua function that it was given. */
export type TestMethod = (
  args: readonly Value[],
  invoke: (fn: LuaFunctionRef, args: readonly Value[]) => readonly Value[],
) => Value;

export interface SessionOptions {
  readonly methods?: Readonly<Record<string, TestMethod>>;
  /** Default: read and write below the session's folder. */
  readonly permissions?: Partial<PermissionGrant>;
  readonly modulePath?: readonly string[];
  /** Pieces of standard input, one for each time it is asked for. */
  readonly input?: readonly (string | Uint8Array)[];
  readonly scriptName?: string;
  readonly scriptDirectory?: string;
  readonly args?: readonly string[];
  /** Leave the interpreter loop by a checkpoint yield wherever it can be left. */
  readonly yields?: boolean;
}

export interface RunResult {
  readonly out: string;
  readonly err: string;
  /** What failed, undefined when nothing did. */
  readonly error: string | undefined;
  readonly exitCode: number | undefined;
  readonly results: readonly Value[];
  /** How often the run was left and resumed. */
  readonly yields: number;
}

/** Use one for each test and dispose it: it owns a temporary folder, which is its working directory. */
export class LuaSession {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'spell-runtime-')));
  readonly vm: LuaVm;
  readonly host: RuntimeHost;
  /** Lines of the console: level and text. */
  readonly kept: string[] = [];
  private readonly input: (string | Uint8Array)[];
  private readonly exits: number[] = [];
  private current: RuntimeHost['run'];
  private settled: Value;
  /** Answers of calls that were begun. */
  private readonly begun: Value[] = [];

  constructor(private readonly options: SessionOptions = {}) {
    this.input = [...(options.input ?? [])];
    this.current = {
      scriptName: options.scriptName,
      scriptDirectory: options.scriptDirectory ?? this.folder,
      args: options.args ?? [],
    };
    this.host = this.createHost();
    const hostFunctions: Record<string, HostFunction> = { ...VM_HOST_FUNCTIONS };
    for (const library of RUNTIME_LIBRARIES) Object.assign(hostFunctions, library.functions(this.host));
    module ??= new WebAssembly.Module(readFileSync(VM_FILE));
    this.vm = new LuaVm({
      module,
      memory: new WebAssembly.Memory({ ...MEMORY_PAGES, shared: true }),
      hostFunctions,
      hooks: {
        trap: () => {
          this.vm.memory.setWord(WORD.flag, 0);
          return 2;
        },
        coroutineFailed: () => undefined,
        hook: () => 0,
        classify: () => 1,
        loaded: () => undefined,
        raised: () => 0,
        warn: () => undefined,
        distrust: () => undefined,
        describe,
      },
    });
    for (const library of RUNTIME_LIBRARIES) library.install(this.vm, this.host);
  }

  private createHost(): RuntimeHost {
    const current = (): RuntimeHost['run'] => this.current;
    return {
      call: (L, method, args) => this.call(L, method, args),
      send: (L, method, args) => void this.call(L, method, args),
      begin: (L, method, args) => this.begun.push(this.call(L, method, args)) - 1,
      finish: (_L, _method, call) => this.begun[call],
      callWithStack: (L, method, first) => this.callWithStack(L, method, first),
      callThen: (L, method, lead, first, then = ANSWERED) => {
        this.settled = this.callWithStack(L, method, first, lead);
        return this.vm.goOn(L, then);
      },
      answer: () => this.settled,
      tasks: { ...NO_TASKS, spawn: (L, _name, args) => this.dropTask(L, args) },
      runId: 'run-1',
      callLimited: (L, args, results) => {
        this.vm.call(L, args, results);
        return true;
      },
      readInput: () => {
        const piece = this.input.shift();
        return typeof piece === 'string' ? Buffer.from(piece) : (piece ?? null);
      },
      exit: (code) => {
        this.exits.push(code);
        throw new Interruption();
      },
      writeTree: (L, index, limits) => writeTree(this.vm, L, index, limits),
      watch: {
        isAttached: false,
        pause: () => false,
        fired: () => undefined,
        tell: () => undefined,
        keep: (_L, level, text) => {
          this.kept.push(`${level} ${text}`);
          return undefined;
        },
        forget: () => void (this.kept.length = 0),
      },
      permissions: {
        read: [this.folder],
        write: [this.folder],
        net: false,
        run: false,
        env: false,
        ...this.options.permissions,
      },
      workingDirectory: this.folder,
      modulePath: this.options.modulePath ?? [],
      get run() {
        return current();
      },
    };
  }

  /** What the next runs are told. */
  setRun(run: Partial<RuntimeHost['run']>): void {
    this.current = { ...this.current, ...run };
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  run(code: string, chunkName = '=test'): RunResult {
    const { vm } = this;
    const { api } = vm;
    this.exits.length = 0;
    for (const word of [WORD.hookYield, WORD.chain, WORD.memoryErrors, WORD.yieldedAt]) vm.memory.setWord(word, 0);
    vm.memory.setWord(WORD.outTag, 0);
    const base = api.lua_gettop(vm.L);
    for (const library of RUNTIME_LIBRARIES) library.prepare?.(vm, this.host);
    if (api.lua_gettop(vm.L) !== base) throw new Error('a library has left something on the stack');
    const co = api.lua_newthread(vm.L);
    vm.memory.setWord(WORD.runState, co);
    let yields = 0;
    let status = vm.load(co, code, chunkName);
    if (status === LUA_OK) {
      this.armYield();
      status = api.lua_resume(co, vm.L, 0, OUT_LENGTH);
      for (; status === LUA_YIELD; yields++) {
        vm.memory.setWord(WORD.hookYield, 0);
        this.armYield();
        status = api.lua_resume(co, vm.L, 0, OUT_LENGTH);
      }
    }
    const ok = status === LUA_OK;
    const results = ok ? this.values(co, 1) : [];
    const exitCode = this.exits[0];
    const error = ok || exitCode !== undefined ? undefined : vm.errorText(co);
    api.lua_closethread(co, vm.L);
    api.lua_settop(vm.L, base);
    for (const library of RUNTIME_LIBRARIES) library.finish?.(this.host);
    return { ...this.takeOutput(), error, exitCode, results, yields };
  }

  /** The output of a run that must not fail. */
  output(code: string): string {
    const { out, error } = this.run(code);
    if (error !== undefined) throw new Error(`the script failed: ${error}`);
    return out;
  }

  setMemoryLimit(bytes: number): void {
    this.vm.memory.setWord(WORD.memoryLimit, bytes);
  }

  image(): VmImage {
    return checkpoint(this.vm);
  }

  restore(image: VmImage): void {
    restore(this.vm, image);
    for (const library of RUNTIME_LIBRARIES) library.restored?.(this.host);
  }

  dispose(): void {
    for (const library of RUNTIME_LIBRARIES) library.restored?.(this.host);
    rmSync(this.folder, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private armYield(): void {
    if (this.options.yields === true) this.vm.memory.setWord(WORD.flag, FLAG.yield);
  }

  private values(L: number, first: number): Value[] {
    const values: Value[] = [];
    for (let index = first; index <= this.vm.api.lua_gettop(L); index++) values.push(toValue(this.vm, L, index));
    return values;
  }

  private callWithStack(L: number, method: string, first: number, lead: readonly Value[] = []): Value {
    const refs: number[] = [];
    const values: Value[] = [...lead];
    const top = this.vm.api.lua_gettop(L);
    for (let index = first; index <= top; index++) values.push(toValue(this.vm, L, index, refs) ?? null);
    try {
      return this.call(L, method, values);
    } finally {
      for (const ref of refs) this.vm.releaseRef(ref);
    }
  }

  private call(L: number, method: string, args: readonly Value[]): Value {
    const implementation = this.options.methods?.[method];
    if (implementation === undefined) throw new Error(`the test has no method ${method}`);
    return implementation(args, (fn, values) => this.invoke(L, fn, values));
  }

  private invoke(L: number, fn: LuaFunctionRef, args: readonly Value[]): readonly Value[] {
    const top = this.vm.api.lua_gettop(L);
    pushValue(this.vm, L, fn);
    for (const arg of args) pushValue(this.vm, L, arg);
    this.vm.call(L, args.length, LUA_MULTRET);
    const results = this.values(L, top + 1);
    this.vm.api.lua_settop(L, top);
    return results;
  }

  /** A task that never begins. */
  private dropTask(L: number, args: number): number {
    this.vm.pop(L, args + 2);
    return 1;
  }

  /** Empties the output ring; the list of switches says which part is of which stream. */
  private takeOutput(): { out: string; err: string } {
    const { memory } = this.vm;
    const [head, tail] = [memory.word(WORD.outHead), memory.word(WORD.outTail)];
    const parts = { out: [] as number[], err: [] as number[] };
    let isError = (this.lastTag & 1) === 1;
    for (let at = tail; at < head; at++) {
      for (let next = this.nextSwitch(); next !== undefined && next.at <= at; next = this.nextSwitch()) {
        this.lastTag = next.tag;
        isError = (next.tag & 1) === 1;
        memory.setWord(WORD.switchTail, memory.word(WORD.switchTail) + 1);
      }
      parts[isError ? 'err' : 'out'].push(memory.byte(OUT_BASE + (at % OUT_SIZE)));
    }
    memory.setWord(WORD.outTail, head);
    return { out: Buffer.from(parts.out).toString('latin1'), err: Buffer.from(parts.err).toString('latin1') };
  }

  private lastTag = 0;

  private nextSwitch(): { at: number; tag: number } | undefined {
    const { memory } = this.vm;
    const tail = memory.word(WORD.switchTail);
    if (tail === memory.word(WORD.switchHead)) return undefined;
    const slot = SWITCH_BASE + (tail % SWITCH_COUNT) * 8;
    return { at: memory.word(slot), tag: memory.word(slot + 4) };
  }
}

function describe(error: unknown): string {
  if (error instanceof SpellError) {
    return error.category === undefined ? error.message : `${error.category}: ${error.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
