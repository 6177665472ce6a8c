// Objects of scripts: userdata with one table as their only content, or that table itself, so that an image holds them whole.
// Engine thread.

import { LuaRaise } from '../vm/errors.js';
import { LUA_REGISTRYINDEX, LUA_TTABLE } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { setFunctions } from './globals.js';

export interface ObjectKind {
  /** `__name` and registry key of the metatable. */
  readonly name: string;
  /** What scripts call such an object, for messages: `builder`. */
  readonly variable: string;
  /** Host functions `name:method`. */
  readonly methods: readonly string[];
  /** It has been shown already: as the last value of a cell it is not shown again. */
  readonly isOnDisplay?: true;
}

/** Makes the metatable; once for each VM. */
export function installKind(vm: LuaVm, kind: ObjectKind): void {
  const { api, L } = vm;
  vm.memory.with(kind.name, (ptr) => api.luaL_newmetatable(L, ptr));
  api.lua_createtable(L, 0, kind.methods.length);
  setFunctions(vm, L, `${kind.name}:`, kind.methods);
  vm.setField(L, -2, '__index');
  if (kind.isOnDisplay === true) {
    api.lua_pushboolean(L, 0);
    vm.setField(L, -2, '__display');
  }
  vm.pop(L);
}

/** Pops a table and pushes an object that holds it. */
export function pushObject(vm: LuaVm, L: number, kind: ObjectKind): void {
  const { api } = vm;
  api.lua_newuserdatauv(L, 0, 1);
  api.lua_rotate(L, -2, 1);
  api.lua_setiuservalue(L, -2, 1);
  vm.getField(L, LUA_REGISTRYINDEX, kind.name);
  api.lua_setmetatable(L, -2);
}

/** Makes the table on top an object whose fields scripts read as they are: `comm.id`. */
export function makeOpenObject(vm: LuaVm, L: number, kind: ObjectKind): void {
  vm.getField(L, LUA_REGISTRYINDEX, kind.name);
  vm.api.lua_setmetatable(L, -2);
}

/** Pushes the table of the object that is argument 1. @throws LuaRaise where the method was called with a dot */
export function pushContent(vm: LuaVm, L: number, kind: ObjectKind, method: string): void {
  if (isOpenObject(vm, L, kind)) vm.api.lua_pushvalue(L, 1);
  else if (vm.memory.with(kind.name, (ptr) => vm.api.luaL_testudata(L, 1, ptr)) !== 0)
    vm.api.lua_getiuservalue(L, 1, 1);
  else {
    const { variable, name } = kind;
    throw new LuaRaise(
      `bad argument #1 to '${method}' (${name} expected): call it with a colon, ${variable}:${method}(...)`,
    );
  }
}

/** Whether an argument is such an object. */
export function isOpenObject(vm: LuaVm, L: number, kind: ObjectKind, at = 1): boolean {
  if (vm.api.lua_type(L, at) !== LUA_TTABLE || vm.api.lua_getmetatable(L, at) === 0) return false;
  vm.getField(L, LUA_REGISTRYINDEX, kind.name);
  const isSame = vm.api.lua_rawequal(L, -1, -2) !== 0;
  vm.pop(L, 2);
  return isSame;
}
