// The global `print`, which writes to the output ring without leaving WebAssembly (src/vm/shim.wat). Engine thread.

import { SLOT } from '../vm/lua.js';
import type { RuntimeLibrary } from './library.js';

export const printLibrary: RuntimeLibrary = {
  functions: () => ({}),
  install(vm) {
    vm.api.lua_pushcclosure(vm.L, SLOT.print, 0);
    vm.setGlobal(vm.L, 'print');
  },
};
