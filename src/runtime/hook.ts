// The global `Hook`: functions that run when something happens. The service knows them by id; the functions stay here. Engine thread.

import { HOOK_SHUTDOWN } from '../base/hook-run.js';
import type { Value } from '../base/values.js';
import { LuaRaise } from '../vm/errors.js';
import { LUA_REGISTRYINDEX, LUA_TNIL } from '../vm/lua.js';
import { pushValue, toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkFunction, checkText } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import { forgetFunction, keepFunction } from './kept-functions.js';
import { hookRunFunctions } from './hook-run.js';
import { eventHooksChanged } from './event.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { perHost } from './per-host.js';
import { installKind, pushContent, pushObject } from './objects.js';
import type { ObjectKind } from './objects.js';

/** Whoever comes later is told at once. */
const STARTUP = 'SystemStartup';

/** Hooks whose handles are gone, and the service does not know yet. */
const collected = perHost(() => new Set<string>());

const HANDLE: ObjectKind = { name: 'Hook', variable: 'hook', methods: ['id', 'hook_point', 'unregister'] };

export const hookLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...globalFunctions(host), ...handleFunctions(host), ...hookRunFunctions(host) }),
  install(vm, host) {
    installKind(vm, HANDLE);
    vm.getField(vm.L, LUA_REGISTRYINDEX, HANDLE.name);
    vm.pushHost(vm.L, 'hook.collected');
    vm.setField(vm.L, -2, '__gc');
    vm.pop(vm.L);
    pushFunctions(vm, vm.L, 'Hook.', namesBelow(globalFunctions(host), 'Hook.'));
    setLibrary(vm, vm.L, 'Hook');
  },
};

function globalFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const question = (method: string): HostFunction => {
    return (vm, L) => {
      for (const id of collected(host)) host.call(L, 'hook.unregister', [id]);
      collected(host).clear();
      pushValue(vm, L, host.callWithStack(L, method, 1));
      return 1;
    };
  };
  return {
    'Hook.inspect': (vm, L) => {
      if (isHandle(vm, L)) {
        const id = idOf(vm, L, 'inspect');
        vm.pushString(L, id);
        vm.api.lua_copy(L, -1, 1);
        vm.api.lua_settop(L, 1);
      }
      return question('hook.inspect')(vm, L);
    },
    'Hook.list': question('hook.list'),
    'Hook.register': (vm, L) => register(vm, L, host),
    'Hook.stats': question('hook.stats'),
    /** (id of the kept session?): the session ends. */
    [HOOK_SHUTDOWN]: (vm, L) => {
      host.call(L, 'hook.shutdown', [toValue(vm, L, 1)]);
      return 0;
    },
    'Hook.unregister': (vm, L) => {
      vm.api.lua_pushboolean(L, isHandle(vm, L) && unregister(vm, L, host, 'unregister') ? 1 : 0);
      return 1;
    },
  };
}

function register(vm: LuaVm, L: number, host: RuntimeHost): number {
  const point = checkText(vm, L, 1);
  checkFunction(vm, L, 2);
  const priority = toValue(vm, L, 3);
  const id = host.call(L, 'hook.register', [point, priority]) as string;
  eventHooksChanged(host);
  vm.api.lua_pushvalue(L, 2);
  keepFunction(vm, L, id);
  pushValue(vm, L, { id, hook_point: point });
  pushObject(vm, L, HANDLE);
  if (point === STARTUP) host.call(L, 'hook.started', [id]);
  return 1;
}

function handleFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Hook:id': (vm, L) => {
      vm.pushString(L, idOf(vm, L, 'id'));
      return 1;
    },
    'Hook:hook_point': (vm, L) => {
      idOf(vm, L, 'hook_point');
      pushContent(vm, L, HANDLE, 'hook_point');
      vm.getField(L, -1, 'hook_point');
      return 1;
    },
    'Hook:unregister': (vm, L) => {
      vm.api.lua_pushboolean(L, unregister(vm, L, host, 'unregister') ? 1 : 0);
      return 1;
    },
    /** The collector cannot wait for an answer: the service learns of it when the hook would run, or is listed. */
    'hook.collected': (vm, L) => {
      const id = contentId(vm, L, 'unregister');
      if (id === undefined) return 0;
      forgetFunction(vm, L, id);
      collected(host).add(id);
      return 0;
    },
  };
}

/** Whether it was registered until now. */
function unregister(vm: LuaVm, L: number, host: RuntimeHost, method: string): boolean {
  const id = contentId(vm, L, method);
  if (id === undefined) return false;
  pushContent(vm, L, HANDLE, method);
  vm.api.lua_pushnil(L);
  vm.setField(L, -2, 'id');
  vm.pop(L);
  forgetFunction(vm, L, id);
  return host.call(L, 'hook.unregister', [id]) === true;
}

function idOf(vm: LuaVm, L: number, method: string): string {
  const id = contentId(vm, L, method);
  if (id === undefined) throw new LuaRaise('Hook already unregistered');
  return id;
}

function contentId(vm: LuaVm, L: number, method: string): string | undefined {
  pushContent(vm, L, HANDLE, method);
  const id: Value = vm.getField(L, -1, 'id') === LUA_TNIL ? undefined : vm.stringAt(L, -1);
  vm.pop(L, 2);
  return typeof id === 'string' ? id : undefined;
}

function isHandle(vm: LuaVm, L: number): boolean {
  return vm.memory.with(HANDLE.name, (ptr) => vm.api.luaL_testudata(L, 1, ptr)) !== 0;
}
