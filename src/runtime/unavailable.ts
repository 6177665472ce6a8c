// Functions that scripts may expect and that do not exist yet: they say so when they are called. Engine thread.

import { SpellError } from '../base/errors.js';
import { upvalueIndex } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';

const UNAVAILABLE = 'unavailable';

export const unavailableFunctions: Readonly<Record<string, HostFunction>> = {
  [UNAVAILABLE]: (vm, L) => {
    throw notAvailable(vm.display(L, upvalueIndex(2)));
  },
};

/** @param name as scripts write it, e.g. `Agent.discover` */
function notAvailable(name: string): SpellError {
  return new SpellError('NOT_AVAILABLE', `${name} is not available yet`, {
    category: 'Component error',
    help: 'docs/reference/lua-api.md lists what is',
    details: { name },
  });
}

/** Pushes a function that raises `name is not available yet`. */
export function pushUnavailable(vm: LuaVm, L: number, name: string): void {
  vm.pushString(L, name);
  vm.pushHostClosure(L, UNAVAILABLE, 1);
}
