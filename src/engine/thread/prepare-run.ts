// What a run begins with: a state of its own, with a function and its arguments on it. Engine thread.

import { WORD } from '../../base/shared-memory.js';
import { LUA_ERRMEM, LUA_OK } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { RunWork, ThreadOutcome } from '../messages.js';
import { CALL } from './call-functions.js';
import type { RunFailures } from './run-failures.js';
import { load } from './source.js';

/** A state that is to be resumed with so many arguments. */
export interface Prepared {
  readonly co: number;
  readonly args: number;
  /** So many of its first results are not the script's. */
  readonly leads: number;
  /** Locals that the first of these holds. */
  readonly left: readonly string[];
}

/** Gives the state that is to run, or why there is nothing to run. */
export function prepareRun(
  vm: LuaVm,
  work: RunWork,
  args: readonly string[],
  failures: RunFailures,
): Prepared | ThreadOutcome {
  const co = vm.api.lua_newthread(vm.L);
  vm.memory.setWord(WORD.runState, co);
  vm.memory.setWord(WORD.mainState, co);
  if (work.kind === 'call') {
    vm.pushHost(co, CALL);
    return { co, args: 0, leads: 0, left: [] };
  }
  const { status, leads, left } = load(vm, co, work);
  if (status !== LUA_OK) {
    const kind = status === LUA_ERRMEM ? 'memory' : 'syntax';
    return { status: 'error', failure: failures.loading(kind, co) };
  }
  if (vm.api.lua_checkstack(co, args.length) === 0) {
    const message = `${args.length} arguments are too many for a script`;
    return { status: 'error', failure: { kind: 'runtime', message, frames: [], globals: {} } };
  }
  for (const arg of args) vm.pushString(co, arg);
  return { co, args: args.length, leads, left };
}
