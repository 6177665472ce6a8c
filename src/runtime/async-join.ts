// `Async.all`, `race`, `any` and `timeout`: what waits for several tasks, or for one not for ever. Those that are not waited for any more are
// cancelled. Engine thread.

import { SpellError } from '../base/errors.js';
import { LUA_TFUNCTION } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkTable } from './arguments.js';
import type { RuntimeHost, WaitMode } from './library.js';
import { cancelled, deadlock, isTask, passOn, spawn, viewTask, type TaskView } from './task-object.js';

/** Places on the stack while they wait: keys of the argument, tables of the tasks, in the same order. */
const KEYS = 1;
const TASKS = 2;

export function joinFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const join = (mode: WaitMode, then: string): HostFunction => {
    return (vm, L) => {
      const views = begin(vm, L, host);
      const ids = isOver(views, mode) ? [] : views.flatMap(({ id, end }) => (end === undefined ? [id] : []));
      if (ids.includes(host.tasks.current?.id ?? 0)) throw deadlock();
      return host.tasks.wait(L, ids, mode, undefined, then);
    };
  };
  /** How the tasks have ended, the rest of them being cancelled. */
  const ended = (vm: LuaVm, L: number, hasWon: (view: TaskView) => boolean): Ended => {
    const isDeadlock = host.tasks.ended(L) === 'deadlock';
    const views = viewAll(vm, L, host);
    const won = earliest(views.filter(hasWon));
    if (isDeadlock || won !== undefined) cancelRest(L, host, views);
    for (const { id } of views) host.tasks.seen(id);
    if (isDeadlock) throw deadlock();
    return { views, won };
  };
  return {
    'Async.all': join('all', 'async.all_ended'),
    'async.all_ended': (vm, L) => {
      const { views, won } = ended(vm, L, ({ end }) => end === 'failed' || end === 'cancelled');
      if (won !== undefined) return fail(vm, L, views, won);
      pushResults(vm, L, views.length);
      return 1;
    },
    'Async.race': join('first', 'async.race_ended'),
    'async.race_ended': (vm, L) => {
      const { views, won } = ended(vm, L, ({ end }) => end !== undefined);
      return won === undefined ? 0 : passOne(vm, L, views, won);
    },
    'Async.any': join('success', 'async.any_ended'),
    'async.any_ended': (vm, L) => {
      const { views, won } = ended(vm, L, ({ end }) => end === 'done');
      if (won !== undefined) return passOne(vm, L, views, won);
      throw allFailed(vm, L, views);
    },
    ...timeoutFunctions(host),
  };
}

interface Ended {
  readonly views: readonly TaskView[];
  readonly won: TaskView | undefined;
}

/** What `Async.timeout` goes on with: object and table of the task, and the limit, are the arguments. */
function timeoutFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'async.timeout_began': (vm, L) => {
      const limitMs = vm.api.lua_tonumberx(L, 3, 0);
      vm.api.lua_settop(L, 2);
      const view = viewTask(vm, L, host);
      if (view.end !== undefined) return passOn(vm, L, host, view);
      if (view.id === host.tasks.current?.id) throw deadlock();
      vm.api.lua_pushnumber(L, limitMs);
      return host.tasks.wait(L, [view.id], 'all', limitMs, 'async.timeout_ended');
    },
    'async.timeout_ended': (vm, L) => {
      const limitMs = vm.api.lua_tonumberx(L, 3, 0);
      const end = host.tasks.ended(L);
      vm.api.lua_settop(L, 2);
      const view = viewTask(vm, L, host);
      if (view.end !== undefined) return passOn(vm, L, host, view);
      host.tasks.cancel(L, view.id);
      if (end === 'deadlock') throw deadlock();
      throw new SpellError('ASYNC_TIMEOUT', `the task '${view.name}' took longer than ${limitMs} ms`, {
        category: 'Timeout error',
        details: { task: view.name, limit_ms: limitMs },
      });
    },
  };
}

/** Makes tasks of the functions in the table that is argument 1, and puts keys and tables of all where they belong. */
function begin(vm: LuaVm, L: number, host: RuntimeHost): TaskView[] {
  checkTable(vm, L, 1);
  const { api } = vm;
  api.lua_settop(L, 1);
  api.luaL_checkstack(L, 10, 0);
  api.lua_createtable(L, 0, 0);
  api.lua_createtable(L, 0, 0);
  api.lua_rotate(L, 1, -1);
  // Lists in their order, other keys after them.
  const length = api.lua_rawlen(L, 3);
  let count = 0n;
  const views: TaskView[] = [];
  const add = (): void => {
    count += 1n;
    views.push(toTask(vm, L, host, views));
    api.lua_rawseti(L, TASKS, count);
    api.lua_rawseti(L, KEYS, count);
  };
  for (let i = 1n; i <= length; i++) {
    api.lua_pushinteger(L, i);
    api.lua_rawgeti(L, 3, i);
    add();
  }
  api.lua_pushnil(L);
  while (api.lua_next(L, 3) !== 0) {
    if (api.lua_isinteger(L, -2) !== 0 && isWithin(api.lua_tointegerx(L, -2, 0), length)) {
      vm.pop(L);
      continue;
    }
    api.lua_pushvalue(L, -2);
    api.lua_rotate(L, -2, 1);
    add();
  }
  api.lua_settop(L, 2);
  return views;
}

const isWithin = (n: bigint, length: bigint): boolean => n >= 1n && n <= length;

/** Replaces the function or task on top by the table of a task; below it is its key. */
function toTask(vm: LuaVm, L: number, host: RuntimeHost, before: readonly TaskView[]): TaskView {
  const { api } = vm;
  if (api.lua_type(L, -1) === LUA_TFUNCTION) spawnTop(vm, L, host);
  else if (!isTask(vm, L, -1)) {
    cancelRest(L, host, before);
    argumentError(vm, L, 1, `functions and tasks expected, got ${typeName(vm, L)}`);
  }
  api.lua_getiuservalue(L, -1, 1);
  api.lua_rotate(L, -2, 1);
  vm.pop(L);
  return viewTask(vm, L, host);
}

const typeName = (vm: LuaVm, L: number): string => {
  return vm.memory.cString(vm.api.lua_typename(L, vm.api.lua_type(L, -1)));
};

/** A task is named after its key, where that is a text. */
function spawnTop(vm: LuaVm, L: number, host: RuntimeHost): void {
  const name = vm.isString(L, -2) ? vm.display(L, -2) : '';
  spawn(vm, L, host, name, vm.api.lua_gettop(L));
}

function isOver(views: readonly TaskView[], mode: WaitMode): boolean {
  if (mode === 'all') return views.some(({ end }) => end === 'failed' || end === 'cancelled');
  return views.some(({ end }) => (mode === 'first' ? end !== undefined : end === 'done'));
}

function viewAll(vm: LuaVm, L: number, host: RuntimeHost): TaskView[] {
  const { api } = vm;
  const length = Number(api.lua_rawlen(L, TASKS));
  return Array.from({ length }, (_, i) => {
    api.lua_rawgeti(L, TASKS, BigInt(i + 1));
    const view = viewTask(vm, L, host);
    vm.pop(L);
    return view;
  });
}

function earliest(views: readonly TaskView[]): TaskView | undefined {
  return views.reduce<TaskView | undefined>((first, view) => {
    return first === undefined || view.order < first.order ? view : first;
  }, undefined);
}

function cancelRest(L: number, host: RuntimeHost, views: readonly TaskView[]): void {
  for (const { id, end } of views) if (end === undefined) host.tasks.cancel(L, id);
}

/** Raises what the task has raised. */
function fail(vm: LuaVm, L: number, views: readonly TaskView[], view: TaskView): number {
  if (view.end === 'cancelled') throw cancelled(view.name);
  vm.api.lua_rawgeti(L, TASKS, BigInt(views.indexOf(view) + 1));
  vm.getField(L, -1, 'error');
  return -1;
}

/** First result and key of a task, or its error. */
function passOne(vm: LuaVm, L: number, views: readonly TaskView[], view: TaskView): number {
  if (view.end !== 'done') return fail(vm, L, views, view);
  const at = BigInt(views.indexOf(view) + 1);
  vm.api.lua_rawgeti(L, TASKS, at);
  vm.api.lua_rawgeti(L, -1, 1n);
  vm.api.lua_rawgeti(L, KEYS, at);
  return 2;
}

/** A table with the first result of each task under the key that it had. */
function pushResults(vm: LuaVm, L: number, count: number): void {
  const { api } = vm;
  api.lua_createtable(L, count, 0);
  for (let i = 1n; i <= count; i++) {
    api.lua_rawgeti(L, KEYS, i);
    api.lua_rawgeti(L, TASKS, i);
    api.lua_rawgeti(L, -1, 1n);
    api.lua_rotate(L, -2, 1);
    vm.pop(L);
    api.lua_rawset(L, 3);
  }
}

function allFailed(vm: LuaVm, L: number, views: readonly TaskView[]): SpellError {
  const first = earliest(views);
  let why = '';
  if (first?.end === 'failed') {
    vm.api.lua_rawgeti(L, TASKS, BigInt(views.indexOf(first) + 1));
    vm.getField(L, -1, 'error');
    why = `; the first: ${vm.errorText(L)}`;
  }
  const what = views.length === 0 ? 'there is no task that could succeed' : `none of ${views.length} tasks succeeded`;
  return new SpellError('ASYNC_ALL_FAILED', `${what}${why}`, { category: 'Script execution error' });
}
