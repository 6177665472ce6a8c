// What is left of an activity when it has ended: results or an error, in the table that scripts hold or for the host. Engine thread.

import type { Value } from '../../../base/values.js';
import { LUA_OK } from '../../../vm/lua.js';
import { toValue } from '../../../vm/values.js';
import type { LuaVm } from '../../../vm/vm.js';
import type { Activity } from './activity.js';
import type { TaskWorld } from './task-world.js';

/**
 * A task has ended with `status`, or was cancelled, as the `order`th of its run: its table is told. An error value is on top of its stack,
 * results are all of it.
 */
export function endTask(world: TaskWorld, activity: Activity, status: number, order: number): void {
  const vm = world.vm();
  if (activity.status !== 'cancelled') activity.status = endOf(world, status);
  world.withReserve(() => {
    const { L, api } = vm;
    vm.pushRef(L, activity.more.table!);
    if (activity.status === 'done') setResults(vm, activity.state);
    if (activity.status === 'failed') setError(world, activity);
    api.lua_pushinteger(L, BigInt(order));
    vm.setField(L, -2, 'ended');
    vm.pushString(L, activity.status);
    vm.setField(L, -2, 'status');
    vm.pop(L);
    if (status !== LUA_OK) api.lua_closethread(activity.state, L);
  });
}

function endOf(world: TaskWorld, status: number): 'done' | 'failed' | 'cancelled' {
  if (status === LUA_OK) return 'done';
  return world.isEnding() ? 'cancelled' : 'failed';
}

/** The table is on top of the main stack. */
function setResults(vm: LuaVm, state: number): void {
  const { L, api } = vm;
  const count = api.lua_gettop(state);
  for (let i = count; i > 0; i--) {
    api.lua_xmove(state, L, 1);
    api.lua_rawseti(L, -2, BigInt(i));
  }
  api.lua_pushinteger(L, BigInt(count));
  vm.setField(L, -2, 'n');
}

function setError(world: TaskWorld, activity: Activity): void {
  const vm = world.vm();
  const { L, api } = vm;
  const { state } = activity;
  activity.failure = `[warn] the task '${activity.name}' failed, and nothing waited for it: ${vm.errorText(state)}\n`;
  world.failures().taskFailed(state);
  api.luaL_traceback(L, state, 0, 0);
  vm.setField(L, -2, 'traceback');
  api.lua_pushvalue(state, -1);
  api.lua_xmove(state, L, 1);
  vm.setField(L, -2, 'error');
}

/** A call-back of the host has ended: the host is told. */
export function postResults(world: TaskWorld, activity: Activity, status: number): void {
  const vm = world.vm();
  const { state, more, parent } = activity;
  const invocation = more.invocation!;
  activity.status = endOf(world, status);
  const post = (result: { ok: true; value: readonly Value[] } | { ok: false; message: string }): void => {
    const { ok } = result;
    const told = ok ? result : { ok, error: { code: 'LUA_ERROR', message: result.message } };
    world.mailbox().post({ type: 'invoked', invocation, result: told });
  };
  world.withReserve(() => {
    if (status === LUA_OK) {
      try {
        post({ ok: true, value: values(vm, state, parent?.refs ?? []) });
      } catch (error) {
        post({ ok: false, message: (error as Error).message });
      }
      return;
    }
    world.failures().taskFailed(state, parent?.state);
    post({ ok: false, message: vm.errorText(state) });
    vm.api.lua_closethread(state, vm.L);
  });
}

/** What is on the stack; functions are held until the caller's next call. */
function values(vm: LuaVm, state: number, refs: number[]): Value[] {
  return Array.from({ length: vm.api.lua_gettop(state) }, (_, i) => toValue(vm, state, i + 1, refs) ?? null);
}
