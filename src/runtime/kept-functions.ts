// Where functions of scripts are kept that services call long after they were given, by key: a table of the registry, so that an
// image holds it. Keys of hooks are their ids, those of tools begin with `tool:`. Engine thread.

import { KEPT_FUNCTION } from '../base/kept-function.js';
import { LUA_REGISTRYINDEX, LUA_TFUNCTION } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { checkText } from './arguments.js';
import type { RuntimeLibrary } from './library.js';

const TABLE = 'llmspell.functions';

/** No global of its own; those whose functions are kept use it. */
export const keptFunctionsLibrary: RuntimeLibrary = {
  functions: () => ({
    [KEPT_FUNCTION]: (vm, L) => {
      const key = checkText(vm, L, 1);
      pushKeptFunctions(vm, L);
      pushKept(vm, L, key);
      return 1;
    },
  }),
  install(vm) {
    vm.api.lua_createtable(vm.L, 0, 0);
    vm.setField(vm.L, LUA_REGISTRYINDEX, TABLE);
  },
};

/** Pops a function. */
export function keepFunction(vm: LuaVm, L: number, id: string): void {
  vm.getField(L, LUA_REGISTRYINDEX, TABLE);
  vm.api.lua_rotate(L, -2, 1);
  vm.setField(L, -2, id);
  vm.pop(L);
}

export function forgetFunction(vm: LuaVm, L: number, id: string): void {
  vm.api.lua_pushnil(L);
  keepFunction(vm, L, id);
}

/** Pushes the table for {@link pushKept}. */
export function pushKeptFunctions(vm: LuaVm, L: number): void {
  vm.getField(L, LUA_REGISTRYINDEX, TABLE);
}

/** Pushes the function of the table on top, or nil and gives false: it was forgotten, or the engine is another. */
export function pushKept(vm: LuaVm, L: number, id: string): boolean {
  return vm.getField(L, -1, id) === LUA_TFUNCTION;
}
