// Takes from the interpreter's libraries what cannot work here. Engine thread.

import type { RuntimeLibrary } from './library.js';

export const sandboxLibrary: RuntimeLibrary = {
  functions: () => ({}),
  install(vm) {
    // Its output could not be loaded again: the VM takes text only.
    vm.getGlobal(vm.L, 'string');
    vm.api.lua_pushnil(vm.L);
    vm.setField(vm.L, -2, 'dump');
    vm.pop(vm.L);
  },
};
