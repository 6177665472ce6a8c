// What `Agent` offers beside building: templates, composites, tools, contexts and memory that agents share. Engine thread.

import type { Value } from '../base/values.js';
import { LUA_TTABLE } from '../vm/lua.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkTable, checkText } from './arguments.js';
import { pushAgent } from './agent-instance.js';
import type { RuntimeHost } from './library.js';

/** Functions that put a question to the service and give its answer. */
const QUESTIONS: Readonly<Record<string, string>> = {
  list_templates: 'agent.templates',
  get_info: 'agent.info',
  get_details: 'agent.details',
  get_hierarchy: 'agent.hierarchy',
  list_capabilities: 'agent.capabilities',
  discover_by_capability: 'agent.by_capability',
  wrap_as_tool: 'agent.as_tool',
  create_context: 'agent.create_context',
  create_child_context: 'agent.create_child_context',
  update_context: 'agent.update_context',
  get_context_data: 'agent.context_value',
  remove_context: 'agent.remove_context',
  set_shared_memory: 'agent.set_shared',
  get_shared_memory: 'agent.get_shared',
};

export function agentRegistryFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const questions = Object.entries(QUESTIONS).map(([name, method]): [string, HostFunction] => [
    `Agent.${name}`,
    (vm, L) => {
      pushValue(vm, L, host.callWithStack(L, method, 1));
      return 1;
    },
  ]);
  /** Through `agent.create` as for the builder, so that its hooks run. */
  const create = (L: number, settings: Value): Value => host.call(L, 'agent.create', [settings]);
  return {
    ...Object.fromEntries(questions),
    'Agent.register': (vm, L) => {
      checkTable(vm, L, 1);
      const agent = create(L, host.callWithStack(L, 'agent.to_settings', 1)) as { readonly name: string };
      vm.pushString(L, agent.name);
      return 1;
    },
    'Agent.create_from_template': (vm, L) => {
      putNameFirst(vm, L);
      pushAgent(vm, L, create(L, host.callWithStack(L, 'agent.from_template', 1)));
      return 1;
    },
    'Agent.create_composite': (vm, L) => {
      pushAgent(vm, L, host.callWithStack(L, 'agent.compose', 1));
      return 1;
    },
    'Agent.discover': (vm, L) => {
      const types = host.call(L, 'agent.templates', []) as readonly string[];
      pushValue(
        vm,
        L,
        types.map((type) => ({ type })),
      );
      return 1;
    },
  };
}

/** `(template, {name = ...})` is `(name, template, {...})`. */
function putNameFirst(vm: LuaVm, L: number): void {
  checkText(vm, L, 1);
  if (vm.api.lua_type(L, 2) !== LUA_TTABLE) return;
  vm.getField(L, 2, 'name');
  vm.api.lua_rotate(L, 1, 1);
  checkText(vm, L, 1);
}
