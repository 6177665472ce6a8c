// A task as scripts hold it: a table {id, name}, to which the engine adds how the task has ended. Engine thread.

import { SpellError } from '../base/errors.js';
import { LUA_TNIL } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import type { RuntimeHost } from './library.js';
import { pushContent, pushObject, type ObjectKind } from './objects.js';

export const TASK: ObjectKind = {
  name: 'Task',
  variable: 'task',
  methods: ['await', 'cancel', 'status', 'name', 'traceback'],
};

/** What there is to know of a task before it is waited for. */
export interface TaskView {
  readonly id: number;
  readonly name: string;
  /** How it has ended, undefined where it has not. */
  readonly end: string | undefined;
  /** Of ends: which comes before which. */
  readonly order: number;
}

export function isTask(vm: LuaVm, L: number, index: number): boolean {
  return vm.memory.with(TASK.name, (ptr) => vm.api.luaL_testudata(L, index, ptr)) !== 0;
}

/** Pushes the table of the task that is argument 1. */
export function pushTask(vm: LuaVm, L: number, method: string): void {
  pushContent(vm, L, TASK, method);
}

/** Replaces the function at `index` and its arguments, which are what lies above, by a task that will run it. */
export function spawn(vm: LuaVm, L: number, host: RuntimeHost, name: string, index = 1): void {
  const { api } = vm;
  const args = api.lua_gettop(L) - index;
  api.luaL_checkstack(L, 6, 0);
  api.lua_createtable(L, 0, 6);
  api.lua_pushvalue(L, -1);
  pushObject(vm, L, TASK);
  // Below the function: the object, then its table.
  api.lua_rotate(L, -2, 1);
  api.lua_rotate(L, index, 2);
  const id = host.tasks.spawn(L, name, args);
  api.lua_getiuservalue(L, -1, 1);
  api.lua_pushinteger(L, BigInt(id));
  vm.setField(L, -2, 'id');
  vm.pushString(L, name === '' ? `task ${id}` : name);
  vm.setField(L, -2, 'name');
  vm.pop(L);
}

/** Reads the table of a task on top. */
export function viewTask(vm: LuaVm, L: number, host: RuntimeHost): TaskView {
  const number = (field: string): number => {
    vm.getField(L, -1, field);
    const value = vm.api.lua_tonumberx(L, -1, 0);
    vm.pop(L);
    return value;
  };
  const id = number('id');
  const name = textField(vm, L, 'name') ?? '';
  const end = textField(vm, L, 'status') ?? (host.tasks.status(id) === undefined ? 'cancelled' : undefined);
  return { id, name, end, order: end === undefined ? Infinity : number('ended') };
}

function textField(vm: LuaVm, L: number, field: string): string | undefined {
  const isThere = vm.getField(L, -1, field) !== LUA_TNIL;
  const text = isThere ? vm.display(L, -1) : undefined;
  vm.pop(L);
  return text;
}

/** What a host function returns that passes on how the task on top, which has ended, has ended: its results, or its error. */
export function passOn(vm: LuaVm, L: number, host: RuntimeHost, view: TaskView): number {
  host.tasks.seen(view.id);
  if (view.end === 'cancelled') throw cancelled(view.name);
  if (view.end === 'failed') {
    vm.getField(L, -1, 'error');
    return -1;
  }
  vm.getField(L, -1, 'n');
  const count = Number(vm.api.lua_tointegerx(L, -1, 0));
  vm.pop(L);
  const table = vm.api.lua_gettop(L);
  vm.api.luaL_checkstack(L, count + 1, 0);
  for (let i = 1; i <= count; i++) vm.api.lua_rawgeti(L, table, BigInt(i));
  return count;
}

export function cancelled(name: string): SpellError {
  return new SpellError('ASYNC_CANCELLED', `the task '${name}' was cancelled`, { category: 'Script execution error' });
}

/** Nothing can end the wait. */
export function deadlock(): SpellError {
  return new SpellError('ASYNC_DEADLOCK', 'this waits for tasks that wait for it', {
    category: 'Script execution error',
    help: 'a task cannot wait for itself, nor for one that waits for it',
  });
}

export function taskFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Task:await': (vm, L) => {
      pushTask(vm, L, 'await');
      vm.api.lua_copy(L, -1, 1);
      vm.api.lua_settop(L, 1);
      const view = viewTask(vm, L, host);
      if (view.end !== undefined) return passOn(vm, L, host, view);
      if (view.id === host.tasks.current?.id) throw deadlock();
      return host.tasks.wait(L, [view.id], 'all', undefined, 'async.awaited');
    },
    /** The table of the task is argument 1. */
    'async.awaited': (vm, L) => {
      if (host.tasks.ended(L) === 'deadlock') throw deadlock();
      vm.api.lua_settop(L, 1);
      return passOn(vm, L, host, viewTask(vm, L, host));
    },
    'Task:cancel': (vm, L) => {
      pushTask(vm, L, 'cancel');
      const { id, end } = viewTask(vm, L, host);
      vm.api.lua_pushboolean(L, end === undefined && host.tasks.cancel(L, id) ? 1 : 0);
      return 1;
    },
    'Task:status': (vm, L) => {
      pushTask(vm, L, 'status');
      const { id, end } = viewTask(vm, L, host);
      if (end === 'failed') host.tasks.seen(id);
      vm.pushString(L, end ?? host.tasks.status(id) ?? 'cancelled');
      return 1;
    },
    'Task:name': (vm, L) => {
      pushTask(vm, L, 'name');
      vm.getField(L, -1, 'name');
      return 1;
    },
    'Task:traceback': (vm, L) => {
      pushTask(vm, L, 'traceback');
      vm.getField(L, -1, 'traceback');
      return 1;
    },
  };
}
