// Runs the hooks of a point that fires, on the state whose host call waits, up to the first that has something to say. Engine thread.

import { HOOK_RUN, type HookRun } from '../base/hook-run.js';
import type { Value } from '../base/values.js';
import { LuaCallError, LuaRaise } from '../vm/errors.js';
import { LUA_TBOOLEAN, LUA_TNIL, LUA_TNUMBER } from '../vm/lua.js';
import { pushValue, toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { pushKept, pushKeptFunctions } from './kept-functions.js';
import type { RuntimeHost } from './library.js';

type Ending = Pick<HookRun, 'status' | 'result' | 'message'>;

/** Most hooks say this or nothing. */
const CONTINUE = 'continue';
const DONE: Ending = { status: 'done' };

export function hookRunFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    [HOOK_RUN]: (vm, L) => {
      const stopsAt = toValue(vm, L, 1);
      if (typeof stopsAt === 'string') host.watch.fired(L, stopsAt);
      const limitMs = Number(toValue(vm, L, 3));
      const ids = toValue(vm, L, 4);
      const times: number[] = [];
      const ending = runAll(vm, L, host, { limitMs, ids: Array.isArray(ids) ? (ids as string[]) : [], times });
      vm.api.lua_settop(L, 0);
      const run = { ...ending, count: times.length, times, limitMs, isWatched: host.watch.isAttached };
      pushValue(vm, L, run);
      return 1;
    },
  };
}

interface Batch {
  readonly limitMs: number;
  readonly ids: readonly string[];
  /** Filled meanwhile. */
  readonly times: number[];
}

function runAll(vm: LuaVm, L: number, host: RuntimeHost, { limitMs, ids, times }: Batch): Ending {
  pushKeptFunctions(vm, L);
  const top = vm.api.lua_gettop(L);
  let started = performance.now();
  for (const id of ids) {
    const ending = pushKept(vm, L, id) ? runOne(vm, L, host, limitMs) : ({ status: 'gone' } as const);
    vm.api.lua_settop(L, top);
    const ended = performance.now();
    times.push(ended - started);
    started = ended;
    if (ending.status !== 'done') return ending;
  }
  return DONE;
}

/** The function is on the top; the table that all of them are given is argument 2. */
function runOne(vm: LuaVm, L: number, host: RuntimeHost, limitMs: number): Ending {
  try {
    vm.api.lua_pushvalue(L, 2);
    if (!host.callLimited(L, 1, 1, limitMs)) return { status: 'late' };
    return hasNothingToSay(vm, L) ? DONE : { status: 'result', result: plainResult(vm, L) };
  } catch (error) {
    if (error instanceof LuaRaise) return { status: 'error', message: error.message };
    if (!(error instanceof LuaCallError) || error.isInterruption) throw error;
    error.release();
    return { status: 'error', message: error.message };
  }
}

function hasNothingToSay(vm: LuaVm, L: number): boolean {
  const type = vm.api.lua_type(L, -1);
  if (type === LUA_TNIL || type === LUA_TBOOLEAN || type === LUA_TNUMBER) return true;
  return vm.isString(L, -1) && vm.stringAt(L, -1) === CONTINUE;
}

/** Functions in it would be gone before anybody could call them. */
function plainResult(vm: LuaVm, L: number): Value {
  const refs: number[] = [];
  try {
    const value = toValue(vm, L, -1, refs);
    if (refs.length > 0) throw new LuaRaise('the result of a hook cannot hold functions');
    return value;
  } finally {
    for (const ref of refs) vm.releaseRef(ref);
  }
}
