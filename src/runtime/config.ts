// The global `Config`. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';

const NAMES = [
  ...['get', 'getSection', 'getDefaultEngine', 'getProvider', 'listProviders', 'getSecurity', 'getTools'],
  ...['getPermissions', 'isFileAccessAllowed', 'isNetworkAccessAllowed', 'setProvider', 'setSecurity'],
  ...['addAllowedPath', 'snapshot', 'restoreSnapshot', 'toJson'],
];

export const configLibrary: RuntimeLibrary = {
  functions: configFunctions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'Config.', namesBelow(configFunctions(host), 'Config.'));
    setLibrary(vm, vm.L, 'Config');
  },
};

/** The service checks the arguments. */
function configFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const question = (name: string): HostFunction => {
    return (vm, L) => {
      pushValue(vm, L, host.callWithStack(L, `config.${name}`, 1));
      return 1;
    };
  };
  return Object.fromEntries(NAMES.map((name) => [`Config.${name}`, question(name)]));
}
