// The global `State`. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { setUnavailable } from './unavailable.js';

const UNAVAILABLE = ['workflow_get', 'workflow_list', 'agent_get', 'agent_set', 'tool_get', 'tool_set'];

export const stateLibrary: RuntimeLibrary = {
  functions: stateFunctions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'State.', namesBelow(stateFunctions(host), 'State.'));
    setUnavailable(vm, vm.L, 'State.', UNAVAILABLE);
    setLibrary(vm, vm.L, 'State');
  },
};

/** The service checks the arguments. */
function stateFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const command = (method: string): HostFunction => {
    return (_vm, L) => {
      host.callWithStack(L, method, 1);
      return 0;
    };
  };
  const question = (method: string): HostFunction => {
    return (vm, L) => {
      pushValue(vm, L, host.callWithStack(L, method, 1));
      return 1;
    };
  };
  return {
    'State.delete': command('state.delete'),
    'State.list_keys': question('state.list_keys'),
    'State.load': question('state.load'),
    'State.save': command('state.save'),
  };
}
