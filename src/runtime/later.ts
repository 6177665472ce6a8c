// Globals that are promised and not there yet: every function of theirs says so when it is called. Engine thread.

import type { RuntimeLibrary } from './library.js';
import { checkText } from './arguments.js';
import { upvalueIndex } from '../vm/lua.js';
import { pushUnavailable, unavailableFunctions } from './unavailable.js';

const PROMISED = ['Context', 'Memory', 'Template'];

/** Always empty, as scripts know them. */
const EMPTY = ['Logger', 'Utils'];

export const laterLibrary: RuntimeLibrary = {
  functions: () => ({
    ...unavailableFunctions,
    'later.index': (vm, L) => {
      const global = vm.display(L, upvalueIndex(2));
      vm.api.lua_settop(L, 2);
      pushUnavailable(vm, L, `${global}.${checkText(vm, L, 2)}`);
      return 1;
    },
  }),
  install(vm) {
    const { api, L } = vm;
    for (const name of PROMISED) {
      api.lua_createtable(L, 0, 0);
      api.lua_createtable(L, 0, 2);
      vm.pushString(L, name);
      vm.pushHostClosure(L, 'later.index', 1);
      vm.setField(L, -2, '__index');
      api.lua_setmetatable(L, -2);
      vm.setGlobal(L, name);
    }
    for (const name of EMPTY) {
      api.lua_createtable(L, 0, 0);
      vm.setGlobal(L, name);
    }
  },
};
