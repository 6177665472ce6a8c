// Which globals are not the script's: remembered in the VM itself, so that images have them too. Engine thread.

import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { tableKeys } from './preview.js';

const FIELD = 'llmspell.built_ins';
/** Set for every run. */
const OF_RUNS = ['ARGS', 'arg'] as const;

/** All globals there are now. */
export function rememberBuiltIns(vm: LuaVm): void {
  const { api, L } = vm;
  api.lua_createtable(L, 0, 0);
  for (const name of globalNames(vm)) {
    api.lua_pushboolean(L, 1);
    vm.setField(L, -2, name);
  }
  vm.setField(L, LUA_REGISTRYINDEX, FIELD);
}

export function builtIns(vm: LuaVm): ReadonlySet<string> {
  const { api, L } = vm;
  vm.getField(L, LUA_REGISTRYINDEX, FIELD);
  const names = tableKeys(vm, L, api.lua_gettop(L));
  vm.pop(L);
  return new Set([...names, ...OF_RUNS]);
}

function globalNames(vm: LuaVm): readonly string[] {
  const { api, L } = vm;
  api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
  const names = tableKeys(vm, L, api.lua_gettop(L));
  vm.pop(L);
  return names;
}
