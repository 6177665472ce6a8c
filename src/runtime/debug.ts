// The global `debug`: what looks, without what changes other code's variables, hooks or the registry. Engine thread.

import type { RuntimeLibrary } from './library.js';

const KEPT = ['getinfo', 'getlocal', 'getmetatable', 'getupvalue', 'traceback', 'upvalueid'];

/**
 * The rest could put a script out of the engine's control: hooks belong to the debugger, and the registry holds the value that
 * interruptions throw.
 */
export const debugLibrary: RuntimeLibrary = {
  functions: () => ({}),
  install(vm) {
    const { api, L } = vm;
    vm.getGlobal(L, 'debug');
    const names: string[] = [];
    api.lua_pushnil(L);
    while (api.lua_next(L, -2) !== 0) {
      vm.pop(L);
      names.push(vm.display(L, -1));
    }
    for (const name of names.filter((known) => !KEPT.includes(known))) {
      api.lua_pushnil(L);
      vm.setField(L, -2, name);
    }
    vm.pop(L);
  },
};
