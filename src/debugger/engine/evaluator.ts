// Runs code beside a script that must not notice: on a state of its own, with a deadline, no hooks of the debugger, and everything put
// back that it may have touched. Engine thread.

import { SpellError } from '../../base/errors.js';
import { FLAG, WORD } from '../../base/shared-memory.js';
import {
  LUA_MASKCOUNT,
  LUA_OK,
  LUA_REGISTRYINDEX,
  LUA_TSTRING,
  LUA_TTABLE,
  LUA_TUSERDATA,
  OFFSETS,
  SLOT,
} from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** Chunk name of what is evaluated, which is no source. */
export const EXPRESSION = '=(expression)';

/** Instructions between two looks at the clock; also the mark of states that take part in an evaluation. */
const COUNT = 10_000;
const DEFAULT_TIMEOUT_MS = 2000;

/** What an evaluation changes for its own time, and puts back. */
const KEPT = [
  ...[WORD.chain, WORD.hookYield, WORD.yieldedAt, WORD.memoryErrors, WORD.refused, WORD.thrown, WORD.runState],
  ...[WORD.tellLoads, WORD.tellErrors, WORD.hookGeneration, WORD.hookMask, WORD.hookEveryLine, WORD.stepping],
  ...[WORD.returning, WORD.watched],
] as const;
const OFF = [
  ...[WORD.chain, WORD.hookYield, WORD.memoryErrors, WORD.tellLoads, WORD.tellErrors, WORD.hookEveryLine],
  ...[WORD.stepping, WORD.returning, WORD.watched],
] as const;

/** State of math.random: four 64-bit words. */
const RANDOM_WORDS = 8;
const C_CALLS = 0xffff;

export class Evaluator {
  timeoutMs = DEFAULT_TIMEOUT_MS;
  /** Counts what may have loaded code without anybody being told. */
  silentLoads = 0;
  /** The state that evaluations run on. */
  readonly E: number;
  private readonly random: number | undefined;
  private readonly kept = new Int32Array(KEPT.length + RANDOM_WORDS);
  private until = 0;
  private isTimedOut = false;
  private depth = 0;
  /** A message came that is to be looked at when this is over. */
  private isAsked = false;

  constructor(private readonly vm: LuaVm) {
    this.E = vm.api.lua_newthread(vm.L);
    vm.api.luaL_ref(vm.L, LUA_REGISTRYINDEX);
    this.random = randomState(vm);
  }

  get isRunning(): boolean {
    return this.depth > 0;
  }

  /** Milliseconds until the evaluation under way is over time; Infinity while there is none. */
  get leftMs(): number {
    return this.isRunning ? Math.max(0, this.until - performance.now()) : Infinity;
  }

  /** The count hook of a state that takes part: 1 ends the evaluation. */
  tick(): number {
    if (!this.isRunning || performance.now() < this.until) return 0;
    this.isTimedOut = true;
    return 1;
  }

  /** The flag word is set meanwhile: 1 ends the evaluation, 0 goes on. An interruption stays for the run that it is meant for. */
  trap(): number {
    const { words } = this.vm.memory;
    const flag = Atomics.and(words, WORD.flag >> 2, ~(FLAG.serve | FLAG.memory | FLAG.yield));
    if ((flag & FLAG.serve) !== 0) this.isAsked = true;
    return (flag & (FLAG.interrupt | FLAG.memory)) === 0 ? 0 : 1;
  }

  /**
   * Calls the function below `args` arguments on {@link E}, for the state `L` that is paused (0: none), and leaves its results
   * (`LUA_MULTRET`: all).
   *
   * @throws SpellError `DEBUG_EVALUATION` with the message of the error, `DEBUG_REFUSED` while another evaluation waits
   */
  call(L: number, args: number, results: number): void {
    if (this.isRunning) throw new SpellError('DEBUG_REFUSED', 'another expression is being evaluated');
    const { vm, E } = this;
    this.begin(L);
    let status: number;
    try {
      status = vm.api.lua_pcallk(E, args, results, 0, 0, 0);
    } finally {
      this.end();
    }
    if (status !== LUA_OK) throw this.failure();
  }

  /** Compiles without anybody being told; leaves the function, or the message, on {@link E}. Whether it compiles. */
  load(code: string | Uint8Array, chunkName = EXPRESSION): boolean {
    const { memory } = this.vm;
    const tells = memory.word(WORD.tellLoads);
    this.silentLoads++;
    memory.setWord(WORD.tellLoads, 0);
    try {
      return this.vm.load(this.E, code, chunkName) === LUA_OK;
    } finally {
      memory.setWord(WORD.tellLoads, tells);
    }
  }

  private begin(L: number): void {
    const { memory, api } = this.vm;
    this.depth++;
    this.silentLoads++;
    this.isTimedOut = false;
    KEPT.forEach((word, i) => (this.kept[i] = memory.word(word)));
    if (this.random !== undefined) {
      for (let i = 0; i < RANDOM_WORDS; i++) this.kept[KEPT.length + i] = memory.word(this.random + 4 * i);
    }
    for (const word of OFF) memory.setWord(word, 0);
    memory.setWord(WORD.hookGeneration, COUNT);
    memory.setWord(WORD.hookMask, LUA_MASKCOUNT);
    // It runs below the script on the C stack, which both of them have to fit into.
    if (L !== 0) memory.setWord(this.E + OFFSETS.state.cCalls, memory.word(L + OFFSETS.state.cCalls) & C_CALLS);
    api.lua_sethook(this.E, SLOT.hook, LUA_MASKCOUNT, COUNT);
    this.until = performance.now() + this.timeoutMs;
  }

  private end(): void {
    const { memory } = this.vm;
    KEPT.forEach((word, i) => {
      memory.setWord(word, this.kept[i]!);
    });
    if (this.random !== undefined) {
      for (let i = 0; i < RANDOM_WORDS; i++) memory.setWord(this.random + 4 * i, this.kept[KEPT.length + i]!);
    }
    memory.setWord(this.E + OFFSETS.state.cCalls, 0);
    if (this.isAsked) Atomics.or(memory.words, WORD.flag >> 2, FLAG.serve);
    this.isAsked = false;
    this.depth--;
  }

  /** Pops the error value. */
  private failure(): SpellError {
    const { vm, E } = this;
    const wasInterrupted = vm.isInterruption(E, -1);
    const message = wasInterrupted ? this.endedMessage() : errorMessage(vm, E);
    vm.pop(E);
    return new SpellError('DEBUG_EVALUATION', message.replace(/^\(expression\):\d+: /, ''));
  }

  private endedMessage(): string {
    return this.isTimedOut ? `the expression took longer than ${this.timeoutMs} ms` : 'the evaluation was ended';
  }
}

/** Of the error value on top, without running its `__tostring`. */
export function errorMessage(vm: LuaVm, L: number): string {
  const type = vm.api.lua_type(L, -1);
  if (type !== LUA_TSTRING) return `(error object is a ${vm.memory.cString(vm.api.lua_typename(L, type))} value)`;
  const text = vm.stringAt(L, -1) ?? '';
  return typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
}

/** Address of what math.random keeps, where the script has not replaced it. */
function randomState(vm: LuaVm): number | undefined {
  const { api, L } = vm;
  const top = api.lua_gettop(L);
  vm.getGlobal(L, 'math');
  if (api.lua_type(L, -1) === LUA_TTABLE) vm.getField(L, -1, 'random');
  const isThere = api.lua_getupvalue(L, -1, 1) !== 0 && api.lua_type(L, -1) === LUA_TUSERDATA;
  const state = isThere && api.lua_rawlen(L, -1) === BigInt(4 * RANDOM_WORDS) ? api.lua_touserdata(L, -1) : undefined;
  api.lua_settop(L, top);
  return state;
}
