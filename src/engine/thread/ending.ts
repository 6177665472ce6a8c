// Why a run ends before its time: what the trap does, and what a waiting host call looks at. Engine thread.

import { FLAG, INTERRUPT, WORD } from '../../base/shared-memory.js';
import { Interruption } from '../../vm/errors.js';
import { LUA_OK, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { ThreadOutcome } from '../messages.js';
import { captureStack, type CapturedStack } from './capture.js';
import { withReserve } from './memory-reserve.js';

/** Answers of `VmHooks.trap`. */
const GO_ON = 0;
export const END = 1;
const YIELD = 2;

/** The reason, and where the script was when it was told. */
export interface Ending {
  readonly kind: 'interrupted' | 'timeout' | 'memory' | 'exit';
  /** Exit code, for `exit`. */
  readonly code: number;
  readonly stack: CapturedStack;
}

const ENDING_MESSAGES = {
  interrupted: 'interrupted',
  timeout: 'timed out',
  memory: 'not enough memory: the limit was hit again after an error that said so',
} as const;

/** How a run ends that was told to. */
export function outcomeOf(ending: Ending): ThreadOutcome {
  if (ending.kind === 'exit') return { status: 'exit', code: ending.code };
  const message = ENDING_MESSAGES[ending.kind];
  return { status: 'error', failure: { kind: ending.kind, message, ...ending.stack, globals: {} } };
}

export class RunEnding {
  private run = 0;
  private ending: Ending | undefined;

  constructor(
    private readonly words: Int32Array,
    private readonly vm: () => LuaVm,
  ) {}

  /** A run begins: whatever was asked of an earlier one is void. */
  begin(run: number): void {
    this.run = run;
    this.ending = undefined;
    // A message that came meanwhile is still to be looked at.
    this.clear(FLAG.reasons & ~FLAG.serve);
    // It may have been interrupted before it came here.
    if (Atomics.load(this.words, WORD.interruptRun >> 2) === run)
      Atomics.or(this.words, WORD.flag >> 2, FLAG.interrupt);
  }

  get reason(): Ending | undefined {
    return this.ending;
  }

  /** The flag word is set while `L` runs. */
  trap(L: number): number {
    const flag = Atomics.load(this.words, WORD.flag >> 2);
    if ((flag & FLAG.interrupt) !== 0) {
      this.clear(FLAG.interrupt);
      if (Atomics.load(this.words, WORD.interruptRun >> 2) !== this.run) return GO_ON;
      return this.end(this.interruptKind(), L);
    }
    if ((flag & FLAG.memory) !== 0) {
      this.clear(FLAG.memory);
      return this.end('memory', L);
    }
    this.clear(FLAG.yield);
    return (flag & FLAG.yield) !== 0 ? YIELD : GO_ON;
  }

  /** While a host call waits there is no trap; throws when the run is to end. */
  check(L: number): void {
    if (this.ending?.kind === 'exit') throw new Interruption();
    const flag = Atomics.load(this.words, WORD.flag >> 2);
    if ((flag & FLAG.interrupt) !== 0 && this.trap(L) === END) throw new Interruption();
  }

  exit(L: number, code: number): never {
    this.end('exit', L, code);
    throw new Interruption();
  }

  /** `L` and the states that resumed it, up to the run's own. */
  running(L: number): number[] {
    const states = [L];
    const { memory } = this.vm();
    for (let record = memory.word(WORD.chain); record !== 0; record = memory.word(record + 8))
      states.push(memory.word(record));
    return states;
  }

  /** The first reason stands; it tells where the script was. */
  private end(kind: Ending['kind'], L: number, code = 0): number {
    this.ending ??= { kind, code, stack: withReserve(this.vm(), () => captureStack(this.vm(), this.running(L))) };
    return END;
  }

  private interruptKind(): 'interrupted' | 'timeout' {
    return Atomics.load(this.words, WORD.interruptReason >> 2) === INTERRUPT.timeout ? 'timeout' : 'interrupted';
  }

  private clear(flag: number): void {
    Atomics.and(this.words, WORD.flag >> 2, ~flag);
  }
}

/** Bit of `CallInfo.callstatus`: a protected call that continues after a yield (pcall and xpcall). */
const CIST_YPCALL = 16;

/** Whether some pcall on these stacks will catch what is raised above it. */
export function isCaught(vm: LuaVm, states: readonly number[]): boolean {
  if (!vm.offsetsTrusted) return false;
  const { memory } = vm;
  return states.some((L) => {
    if (vm.api.lua_status(L) !== LUA_OK) return false;
    for (let ci = memory.word(L + OFFSETS.state.ci); ci !== 0; ci = memory.word(ci + OFFSETS.callInfo.previous)) {
      if ((memory.bytes.readUInt16LE(ci + OFFSETS.callInfo.callStatus) & CIST_YPCALL) !== 0) return true;
    }
    return false;
  });
}
