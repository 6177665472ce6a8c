// Which modules are being loaded, read from the call stack: there it is right also after errors, yields and restored
// images. Engine thread.

import { LUA_TSTRING } from '../vm/lua.js';
import { OUT_DEBUG } from '../vm/memory.js';
import type { LuaVm } from '../vm/vm.js';

/** Names given to the calls of `require` above the running one, innermost first. */
export function modulesBeingLoaded(vm: LuaVm, L: number): string[] {
  const { api } = vm;
  const names: string[] = [];
  for (let level = 1; api.lua_getstack(L, level, OUT_DEBUG) !== 0; level++) {
    vm.memory.with('f', (what) => api.lua_getinfo(L, what, OUT_DEBUG));
    const isRequire = vm.hostNameAt(L, -1) === 'require';
    vm.pop(L);
    // The first slot of the frame is the argument.
    if (!isRequire || api.lua_getlocal(L, OUT_DEBUG, 1) === 0) continue;
    if (api.lua_type(L, -1) === LUA_TSTRING) names.push(vm.display(L, -1));
    vm.pop(L);
  }
  return names;
}
