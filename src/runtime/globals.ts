// Puts host functions and tables of them where scripts find them. Engine thread.

import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';

/** Sets fields of the table on top to the host functions `prefix` + name. */
export function setFunctions(vm: LuaVm, L: number, prefix: string, names: readonly string[]): void {
  for (const name of names) {
    vm.pushHost(L, prefix + name);
    vm.setField(L, -2, name);
  }
}

/** Pushes a new table with the host functions `prefix` + name. */
export function pushFunctions(vm: LuaVm, L: number, prefix: string, names: readonly string[]): void {
  vm.api.lua_createtable(L, 0, names.length);
  setFunctions(vm, L, prefix, names);
}

/** Pops a table and makes it a global that `package.loaded` knows too, so that tracebacks name its functions. */
export function setLibrary(vm: LuaVm, L: number, name: string): void {
  pushLoaded(vm, L);
  vm.api.lua_pushvalue(L, -2);
  vm.setField(L, -2, name);
  vm.pop(L);
  vm.setGlobal(L, name);
}

/** Pushes `package.loaded`, whatever scripts have made of the global `package`. */
export function pushLoaded(vm: LuaVm, L: number): void {
  vm.getField(L, LUA_REGISTRYINDEX, '_LOADED');
}

/** The names of a record of host functions that begin with `prefix`, without it. */
export function namesBelow(functions: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.keys(functions).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

/**
 * Pops a value into a global without calling metamethods: between runs nothing would catch what a script's own metatable of
 * the globals raises.
 */
export function setRawGlobal(vm: LuaVm, name: string): void {
  const { api, L } = vm;
  api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
  api.lua_rotate(L, -2, 1);
  setRawField(vm, name);
  vm.pop(L);
}

/** Pops a value into a field of the table below it, without calling metamethods. */
export function setRawField(vm: LuaVm, key: string): void {
  vm.pushString(vm.L, key);
  vm.api.lua_rotate(vm.L, -2, 1);
  vm.api.lua_rawset(vm.L, -3);
}

/** Pushes a field of the table on top, without calling metamethods, and gives its type. */
export function getRawField(vm: LuaVm, key: string): number {
  vm.pushString(vm.L, key);
  return vm.api.lua_rawget(vm.L, -2);
}
