// A Lua VM for tests: host functions as globals, output through the ring, and chunks run as the engine runs them.

import { readFileSync } from 'node:fs';
import { FLAG, MEMORY_PAGES, OUT_BASE, OUT_SIZE, WORD } from '../../src/base/shared-memory.js';
import { LUA_OK, LUA_YIELD, SLOT } from '../../src/vm/lua.js';
import { OUT_LENGTH } from '../../src/vm/memory.js';
import type { HostFunction, VmHooks, VmOptions } from '../../src/vm/vm.js';
import { LuaVm, VM_HOST_FUNCTIONS } from '../../src/vm/vm.js';

/** The module as the build makes it, beside the compiled sources. */
export const vmModule = new WebAssembly.Module(readFileSync(new URL('../../src/vm/vm.wasm', import.meta.url)));

export interface VmSetup extends Partial<Omit<VmOptions, 'hooks' | 'hostFunctions'>> {
  readonly hooks?: Partial<VmHooks>;
  /** Become globals under their names. */
  readonly hostFunctions?: Readonly<Record<string, HostFunction>>;
}

/** The trap of a run that is to end: the flag stays set, so the interruption comes again wherever something swallows it. */
const endTheRun = (): number => 1;

/** A VM with `print`, a small `io` and the given host functions as globals. */
export function createVm(setup: VmSetup = {}): LuaVm {
  const { hooks, hostFunctions, ...options } = setup;
  const vm = new LuaVm({
    module: vmModule,
    memory: createVmMemory(),
    ...options,
    hostFunctions: { ...VM_HOST_FUNCTIONS, ...hostFunctions },
    hooks: {
      trap: endTheRun,
      coroutineFailed: () => undefined,
      hook: () => 0,
      classify: () => 1,
      loaded: () => undefined,
      raised: () => 0,
      warn: () => undefined,
      distrust: (message) => {
        throw new Error(message);
      },
      describe: String,
      ...hooks,
    },
  });
  for (const name of Object.keys(hostFunctions ?? {})) {
    vm.pushHost(vm.L, name);
    vm.setGlobal(vm.L, name);
  }
  installOutput(vm);
  return vm;
}

export function createVmMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ ...MEMORY_PAGES, shared: true });
}

/** `print`, `io.write`, `io.warn` (writes to standard error) and `io.file`, whose method `write` writes to standard output. */
function installOutput(vm: LuaVm): void {
  const { api, L } = vm;
  api.lua_pushcclosure(L, SLOT.print, 0);
  vm.setGlobal(L, 'print');
  api.lua_createtable(L, 0, 3);
  pushWrite(vm, 0, 1);
  vm.setField(L, -2, 'write');
  pushWrite(vm, 1, 1);
  vm.setField(L, -2, 'warn');
  api.lua_newuserdatauv(L, 0, 0);
  api.lua_createtable(L, 0, 2);
  api.lua_pushvalue(L, -1);
  vm.setField(L, -2, '__index');
  api.lua_pushvalue(L, -2);
  pushWrite(vm, 0, 2);
  vm.setField(L, -3, 'write');
  vm.pop(L);
  api.lua_setmetatable(L, -2);
  vm.setField(L, -2, 'file');
  vm.setGlobal(L, 'io');
}

/** The function behind `write`: gives back what lies on the top of the stack. */
function pushWrite(vm: LuaVm, stream: 0 | 1, firstArgument: 1 | 2): void {
  const { api, L } = vm;
  api.lua_pushinteger(L, BigInt(stream));
  api.lua_pushvalue(L, -2);
  api.lua_pushinteger(L, BigInt(firstArgument));
  api.lua_pushcclosure(L, SLOT.write, 3);
}

/** Loads a chunk into a state of its own, the way the engine prepares a run. Throws where it does not compile. */
export function startRun(vm: LuaVm, code: string, chunkName = '=test'): number {
  vm.memory.setWord(WORD.flag, 0);
  vm.memory.setWord(WORD.memoryErrors, 0);
  const run = vm.api.lua_newthread(vm.L);
  vm.memory.setWord(WORD.runState, run);
  if (vm.load(run, code, chunkName) !== LUA_OK) throw new Error(vm.errorText(run));
  return run;
}

/** Runs on until the chunk ends, fails or yields; gives the status. */
export function resumeRun(vm: LuaVm, run: number): number {
  vm.memory.setWord(WORD.hookYield, 0);
  return vm.api.lua_resume(run, vm.L, 0, OUT_LENGTH);
}

export interface RunResult {
  readonly status: number;
  /** What it printed to both streams. */
  readonly output: string;
  /** Text of the error value; undefined where the run has not failed. */
  readonly error: string | undefined;
  readonly interrupted: boolean;
}

/** Runs a chunk to its end. */
export function runChunk(vm: LuaVm, code: string, prepare: (run: number) => void = () => undefined): RunResult {
  const run = startRun(vm, code);
  prepare(run);
  return finishRun(vm, run);
}

/** Runs a started chunk on to its end, with the output that is still in the ring. */
export function finishRun(vm: LuaVm, run: number): RunResult {
  const status = resumeRun(vm, run);
  const failed = status > LUA_YIELD;
  const interrupted = failed && vm.isInterruption(run, -1);
  const output = takeOutput(vm).toString();
  vm.memory.setWord(WORD.flag, 0);
  return { status, output, error: failed ? vm.errorText(run) : undefined, interrupted };
}

/** Runs a chunk with the flag word set from its first instruction on. */
export function runInterrupted(vm: LuaVm, code: string): RunResult {
  return runChunk(vm, code, () => {
    vm.memory.setWord(WORD.flag, FLAG.interrupt);
  });
}

/** Empties the output ring. */
export function takeOutput(vm: LuaVm): Buffer {
  const { memory } = vm;
  const head = memory.word(WORD.outHead) >>> 0;
  const tail = memory.word(WORD.outTail) >>> 0;
  const bytes = Buffer.alloc((head - tail) >>> 0);
  for (let i = 0; i < bytes.length; i++) bytes[i] = memory.byte(OUT_BASE + (((tail + i) >>> 0) & (OUT_SIZE - 1)));
  memory.setWord(WORD.outTail, head);
  memory.setWord(WORD.switchTail, memory.word(WORD.switchHead));
  return bytes;
}
