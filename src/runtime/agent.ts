// The global `Agent`. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction } from '../vm/vm.js';
import { BUILDER, builderFunctions, pushBuilder } from './agent-builder.js';
import { AGENT, agentFunctions, createAgent, pushAgent } from './agent-instance.js';
import { agentRegistryFunctions } from './agent-registry.js';
import { checkTable, checkText } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';

export const agentLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...globalFunctions(host), ...builderFunctions(host), ...agentFunctions(host) }),
  install(vm, host) {
    installKind(vm, BUILDER);
    installKind(vm, AGENT);
    pushFunctions(vm, vm.L, 'Agent.', namesBelow(globalFunctions(host), 'Agent.'));
    setLibrary(vm, vm.L, 'Agent');
  },
};

function globalFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...agentRegistryFunctions(host),
    'Agent.builder': (vm, L) => {
      pushBuilder(vm, L);
      return 1;
    },
    'Agent.create': (vm, L) => {
      checkTable(vm, L, 1);
      createAgent(vm, L, host, 1);
      return 1;
    },
    'Agent.get': (vm, L) => {
      const agent = host.call(L, 'agent.get', [checkText(vm, L, 1)]);
      if (agent === undefined || agent === null) vm.api.lua_pushnil(L);
      else pushAgent(vm, L, agent);
      return 1;
    },
    'Agent.list_instances': (vm, L) => {
      const agents = host.call(L, 'agent.list', []) as readonly { readonly name: string }[];
      const names = agents.map((agent) => agent.name);
      pushValue(vm, L, names);
      return 1;
    },
    'Agent.list': (vm, L) => {
      pushValue(vm, L, host.call(L, 'agent.list', []));
      return 1;
    },
  };
}
