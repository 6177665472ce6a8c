// The global `Async`: functions of the script that wait beside each other. Engine thread.

import { ENGINE_METHODS } from '../base/engine-methods.js';
import { LUA_TFUNCTION } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkFunction } from './arguments.js';
import { joinFunctions } from './async-join.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';
import { isTask, pushTask, spawn, TASK, taskFunctions } from './task-object.js';

/** What timers can count. */
const MAX_MS = 2 ** 31 - 1;

export const asyncLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...asyncFunctions(host), ...joinFunctions(host), ...taskFunctions(host) }),
  install(vm, host) {
    installKind(vm, TASK);
    const names = namesBelow({ ...asyncFunctions(host), ...joinFunctions(host) }, 'Async.');
    pushFunctions(vm, vm.L, 'Async.', names);
    setLibrary(vm, vm.L, 'Async');
  },
};

function asyncFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Async.spawn': (vm, L) => {
      const name = takeName(vm, L);
      checkFunction(vm, L, 1);
      spawn(vm, L, host, name);
      return 1;
    },
    'Async.sleep': (vm, L) => {
      const ms = checkMs(vm, L, 1);
      vm.api.lua_settop(L, 0);
      return host.callThen(L, ENGINE_METHODS.sleep, [ms], 1, 'async.slept');
    },
    'async.slept': (_vm, L) => {
      host.answer(L);
      return 0;
    },
    'Async.timeout': (vm, L) => {
      const ms = checkMs(vm, L, 1);
      vm.api.lua_rotate(L, 1, -1);
      vm.pop(L);
      const name = takeName(vm, L);
      if (!isTask(vm, L, 1)) {
        if (vm.api.lua_type(L, 1) !== LUA_TFUNCTION) argumentError(vm, L, 2, 'function or task expected');
        spawn(vm, L, host, name);
      }
      vm.api.lua_settop(L, 1);
      pushTask(vm, L, 'timeout');
      vm.api.lua_pushnumber(L, ms);
      return vm.goOn(L, 'async.timeout_began');
    },
    'Async.current': (vm, L) => {
      const { current } = host.tasks;
      if (current === undefined) vm.api.lua_pushnil(L);
      else vm.pushString(L, current.name);
      return 1;
    },
  };
}

/** Takes a name before the function away, if there is one. */
function takeName(vm: LuaVm, L: number): string {
  if (!vm.isString(L, 1)) return '';
  const name = vm.display(L, 1);
  vm.api.lua_rotate(L, 1, -1);
  vm.pop(L);
  return name;
}

function checkMs(vm: LuaVm, L: number, arg: number): number {
  const ms = vm.api.luaL_checknumber(L, arg);
  if (!(ms >= 0 && ms <= MAX_MS)) argumentError(vm, L, arg, `milliseconds from 0 to ${MAX_MS} expected`);
  return ms;
}
