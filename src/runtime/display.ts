// The global `Display`: rich output for notebooks and terminals. Engine thread.

import { LUA_TBOOLEAN } from '../vm/lua.js';
import type { HostFunction } from '../vm/vm.js';
import { isNoneOrNil, typeError } from './arguments.js';
import { FORMS, HANDLE, handleFunctions, showForm } from './display-handle.js';
import { callKernel } from './display-host.js';
import { PROGRESS, createProgress, progressFunctions } from './display-progress.js';
import { STREAM, createStream, streamFunctions } from './display-stream.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';

export const displayLibrary: RuntimeLibrary = {
  functions: (host) => ({
    ...globalFunctions(host),
    ...handleFunctions(host),
    ...progressFunctions(host),
    ...streamFunctions(host),
  }),
  install(vm, host) {
    for (const kind of [HANDLE, PROGRESS, STREAM]) installKind(vm, kind);
    pushFunctions(vm, vm.L, 'Display.', namesBelow(globalFunctions(host), 'Display.'));
    setLibrary(vm, vm.L, 'Display');
  },
};

function globalFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const forms = Object.entries(FORMS).map(([kind, form]): [string, HostFunction] => [
    `Display.${kind}`,
    (vm, L) => showForm(vm, L, host, kind, form),
  ]);
  return {
    ...Object.fromEntries(forms),
    'Display.progress': (vm, L) => createProgress(vm, L, host),
    'Display.stream': (vm, L) => createStream(vm, L, host),
    'Display.clear': (vm, L) => {
      if (!isNoneOrNil(vm, L, 1) && vm.api.lua_type(L, 1) !== LUA_TBOOLEAN) typeError(vm, L, 1, 'boolean');
      callKernel(host, L, 'display.clear', [{ wait: vm.api.lua_toboolean(L, 1) !== 0 }]);
      return 0;
    },
  };
}
