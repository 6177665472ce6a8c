// The global `Artifact`. Engine thread.

import type { HostFunction } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { command, question } from './state-functions.js';

export const artifactLibrary: RuntimeLibrary = {
  functions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'Artifact.', namesBelow(functions(host), 'Artifact.'));
    setLibrary(vm, vm.L, 'Artifact');
  },
};

/** The service checks the arguments. */
function functions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Artifact.store': question(host, 'artifact.store'),
    'Artifact.store_file': question(host, 'artifact.store_file'),
    'Artifact.get': question(host, 'artifact.get'),
    'Artifact.list': question(host, 'artifact.list'),
    'Artifact.delete': command(host, 'artifact.delete'),
    'Artifact.query': question(host, 'artifact.query'),
  };
}
