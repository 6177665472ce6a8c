// The global `Inspect`: any value as text for people. Engine thread.

import { argumentError } from './arguments.js';
import { pushFunctions, setLibrary } from './globals.js';
import type { RuntimeLibrary } from './library.js';
import { optOptions } from './options.js';

const OPTIONS = {
  depth: 'number',
  maxItems: 'number',
  maxLength: 'number',
  indent: 'number',
  metatables: 'boolean',
  tostring: 'boolean',
} as const;

/** Indentation that a page can still show. */
const MAX_INDENT = 16;

export const inspectLibrary: RuntimeLibrary = {
  functions: (host) => ({
    'Inspect.value': (vm, L) => {
      if (vm.api.lua_gettop(L) === 0) argumentError(vm, L, 1, 'value expected');
      const { depth, maxItems, maxLength, indent, metatables, tostring } = optOptions(vm, L, 2, OPTIONS);
      const text = host.writeTree(L, 1, {
        ...(depth !== undefined && { depth: count(depth) }),
        ...(maxItems !== undefined && { items: count(maxItems) }),
        ...(maxLength !== undefined && { length: count(maxLength) }),
        ...(indent !== undefined && { indent: Math.min(count(indent), MAX_INDENT) }),
        metatables: metatables === true,
        callsScript: tostring === true,
      });
      vm.pushString(L, text);
      return 1;
    },
  }),
  install(vm) {
    pushFunctions(vm, vm.L, 'Inspect.', ['value']);
    setLibrary(vm, vm.L, 'Inspect');
  },
};

const count = (n: number): number => (n > 0 ? Math.floor(n) : 0);
