// The global `JSON`. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkText } from './arguments.js';
import { setLibrary } from './globals.js';
import { decodeJson } from './json-decode.js';
import { encodeJson } from './json-encode.js';
import type { RuntimeLibrary } from './library.js';

/** Scripts know each under two names. */
const NAMES = {
  parse: 'JSON.parse',
  decode: 'JSON.parse',
  stringify: 'JSON.stringify',
  encode: 'JSON.stringify',
} as const;

export const jsonLibrary: RuntimeLibrary = {
  functions: () => ({ 'JSON.parse': parse, 'JSON.stringify': stringify }),
  install(vm) {
    vm.api.lua_createtable(vm.L, 0, 4);
    for (const [field, name] of Object.entries(NAMES)) {
      vm.pushHost(vm.L, name);
      vm.setField(vm.L, -2, field);
    }
    setLibrary(vm, vm.L, 'JSON');
  },
};

const parse: HostFunction = (vm, L) => {
  const text = checkText(vm, L, 1);
  decodeJson(vm, L, text);
  return 1;
};

function stringify(vm: LuaVm, L: number): number {
  if (vm.api.lua_gettop(L) === 0) argumentError(vm, L, 1, 'value expected');
  vm.pushString(L, encodeJson(vm, L, 1));
  return 1;
}
