// The first result of an input, kept under names by which the next inputs find it. Engine thread.

import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS, LUA_TNIL, LUA_TTABLE } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** `_`, `_N` and `Out[N]`; nothing where there is no result, or nil. Raw: a script may forbid new globals. */
export function keepResult(vm: LuaVm, co: number, number: number): void {
  const { api } = vm;
  const top = api.lua_gettop(co);
  if (top === 0 || api.lua_type(co, 1) === LUA_TNIL || api.lua_checkstack(co, 8) === 0) return;
  api.lua_rawgeti(co, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
  for (const name of ['_', `_${number}`]) {
    vm.pushString(co, name);
    api.lua_pushvalue(co, 1);
    api.lua_rawset(co, top + 1);
  }
  vm.pushString(co, 'Out');
  if (api.lua_rawget(co, top + 1) !== LUA_TTABLE) {
    vm.pop(co);
    api.lua_createtable(co, 0, 0);
    vm.pushString(co, 'Out');
    api.lua_pushvalue(co, -2);
    api.lua_rawset(co, top + 1);
  }
  api.lua_pushvalue(co, 1);
  api.lua_rawseti(co, top + 2, BigInt(number));
  api.lua_settop(co, top);
}
