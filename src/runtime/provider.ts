// The globals `Provider` and `LocalLLM`. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';

const GLOBALS = {
  Provider: ['list', 'get', 'getCapabilities', 'isAvailable', 'usage'],
  LocalLLM: ['status', 'list', 'pull', 'info'],
} as const;

export const providerLibrary: RuntimeLibrary = {
  functions,
  install(vm, host) {
    for (const name of Object.keys(GLOBALS)) {
      pushFunctions(vm, vm.L, `${name}.`, namesBelow(functions(host), `${name}.`));
      setLibrary(vm, vm.L, name);
    }
  },
};

/** The service checks the arguments. */
function functions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const question = (method: string): HostFunction => {
    return (vm, L) => {
      pushValue(vm, L, host.callWithStack(L, method, 1));
      return 1;
    };
  };
  const all = Object.entries(GLOBALS).flatMap(([name, keys]) =>
    keys.map((key) => [`${name}.${key}`, question(`${name.toLowerCase()}.${key}`)] as const),
  );
  return Object.fromEntries(all);
}
