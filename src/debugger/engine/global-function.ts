// What a name leads to among the globals. Engine thread.

import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS, LUA_TFUNCTION, LUA_TTABLE, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** Address of the function (`Proto`) that `name`, `Module.name` or `Class:method` is; undefined where it is none written in Lua. */
export function globalFunction(vm: LuaVm, name: string): number | undefined {
  const { api, L } = vm;
  if (api.lua_checkstack(L, 4) === 0) return undefined;
  const top = api.lua_gettop(L);
  api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
  for (const part of name.split(/[.:]/)) {
    if (api.lua_type(L, -1) !== LUA_TTABLE) break;
    vm.pushString(L, part);
    api.lua_rawget(L, -2);
  }
  const isFunction = api.lua_type(L, -1) === LUA_TFUNCTION && api.lua_iscfunction(L, -1) === 0;
  const proto = isFunction ? vm.memory.word(api.lua_topointer(L, -1) + OFFSETS.closure.proto) : undefined;
  api.lua_settop(L, top);
  return proto;
}
