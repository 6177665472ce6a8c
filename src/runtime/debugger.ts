// The global `Debugger`: what scripts may say to whoever debugs them. Engine thread.

import type { HostFunction } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { printedArguments, readable } from './print-text.js';

export const debuggerLibrary: RuntimeLibrary = {
  functions: debuggerFunctions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'Debugger.', namesBelow(debuggerFunctions(host), 'Debugger.'));
    setLibrary(vm, vm.L, 'Debugger');
  },
};

function debuggerFunctions({ watch }: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Debugger.breakpoint': (vm, L) => {
      const isWanted = vm.api.lua_gettop(L) === 0 || vm.api.lua_toboolean(L, 1) !== 0;
      vm.api.lua_pushboolean(L, isWanted && watch.pause(L) ? 1 : 0);
      return 1;
    },
    'Debugger.isAttached': (vm, L) => {
      vm.api.lua_pushboolean(L, watch.isAttached ? 1 : 0);
      return 1;
    },
    'Debugger.log': (vm, L) => {
      if (watch.isAttached) watch.tell(L, readable(printedArguments(vm, L, 1)));
      return 0;
    },
  };
}
