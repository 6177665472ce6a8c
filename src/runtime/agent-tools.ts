// What an agent tells of its tools, and calling one by its name. Engine thread.

import type { Value } from '../base/values.js';
import { pushValue, toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkTable, checkText } from './arguments.js';
import type { RuntimeHost } from './library.js';

interface ToolRow {
  readonly [key: string]: Value;
  readonly name: string;
}

/** @param putIdFirst puts the agent's id in the place of the agent */
export function agentToolFunctions(
  host: RuntimeHost,
  putIdFirst: (vm: LuaVm, L: number, method: string) => void,
): Readonly<Record<string, HostFunction>> {
  const toolsOf = (vm: LuaVm, L: number, method: string): readonly ToolRow[] => {
    putIdFirst(vm, L, method);
    return host.call(L, 'agent.tools', [toValue(vm, L, 1)]) as readonly ToolRow[];
  };
  const named = (vm: LuaVm, L: number, method: string): ToolRow | undefined => {
    const tools = toolsOf(vm, L, method);
    const wanted = checkText(vm, L, 2).toLowerCase().replaceAll('_', '-');
    return tools.find((tool) => tool.name === wanted);
  };
  return {
    'Agent:invokeTool': (vm, L) => {
      putIdFirst(vm, L, 'invokeTool');
      checkText(vm, L, 2);
      checkTable(vm, L, 3);
      vm.api.lua_settop(L, 3);
      return host.callThen(L, 'agent.invoke_tool', [], 1);
    },
    'Agent:discover_tools': (vm, L) => {
      const names = toolsOf(vm, L, 'discover_tools').map((tool) => tool.name);
      pushValue(vm, L, names);
      return 1;
    },
    'Agent:has_tool': (vm, L) => {
      vm.api.lua_pushboolean(L, named(vm, L, 'has_tool') === undefined ? 0 : 1);
      return 1;
    },
    'Agent:get_tool_metadata': (vm, L) => {
      pushValue(vm, L, named(vm, L, 'get_tool_metadata'));
      return 1;
    },
    'Agent:get_all_tool_metadata': (vm, L) => {
      const tools = toolsOf(vm, L, 'get_all_tool_metadata');
      pushValue(vm, L, Object.fromEntries(tools.map((tool) => [tool.name, tool])));
      return 1;
    },
  };
}
