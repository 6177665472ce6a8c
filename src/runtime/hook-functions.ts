// Where the functions of hooks are kept, by the ids that the service gave: a table of the registry, so that an image holds it.
// Engine thread.

import { LUA_REGISTRYINDEX, LUA_TFUNCTION } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';

const TABLE = 'llmspell.hooks';

export function installHookFunctions(vm: LuaVm): void {
  vm.api.lua_createtable(vm.L, 0, 0);
  vm.setField(vm.L, LUA_REGISTRYINDEX, TABLE);
}

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
export function pushHookFunctions(vm: LuaVm, L: number): void {
  vm.getField(L, LUA_REGISTRYINDEX, TABLE);
}

/** Pushes the function of the table on top, or nil and gives false: it was forgotten, or the engine is another. */
export function pushKept(vm: LuaVm, L: number, id: string): boolean {
  return vm.getField(L, -1, id) === LUA_TFUNCTION;
}
