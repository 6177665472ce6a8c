// An agent as scripts hold it: its id and name; the agent itself is a service of the control thread. Engine thread.

import { pushValue, toValue, withValue } from '../vm/values.js';
import type { Value } from '../base/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { agentToolFunctions } from './agent-tools.js';
import { agentUpkeepFunctions, UPKEEP } from './agent-upkeep.js';
import { argumentError, checkFunction, checkText } from './arguments.js';
import { LUA_TNIL, LUA_TTABLE } from '../vm/lua.js';
import type { RuntimeHost } from './library.js';
import { pushContent, pushObject } from './objects.js';
import type { ObjectKind } from './objects.js';

export const AGENT: ObjectKind = {
  name: 'Agent',
  variable: 'agent',
  methods: [
    ...['execute', 'execute_with_context', 'invokeStream', 'stream', 'complete', 'destroy', 'get_config'],
    ...['invokeTool', 'discover_tools', 'has_tool', 'get_tool_metadata', 'get_all_tool_metadata'],
    ...Object.keys(UPKEEP),
  ],
};

/** Creates an agent from the settings in the table at `index` and pushes it. */
export function createAgent(vm: LuaVm, L: number, host: RuntimeHost, index: number): void {
  const agent = withValue(vm, L, index, (spec) => host.call(L, 'agent.create', [spec]));
  pushAgent(vm, L, agent);
}

/** @param agent `{id, name, ...}` as the service gives it */
export function pushAgent(vm: LuaVm, L: number, agent: Value): void {
  pushValue(vm, L, agent);
  pushObject(vm, L, AGENT);
}

export function agentFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...agentToolFunctions(host, putIdFirst),
    ...agentUpkeepFunctions(host, putIdFirst),
    'Agent:execute': (vm, L) => {
      putIdFirst(vm, L, 'execute');
      checkInput(vm, L);
      vm.api.lua_settop(L, 2);
      return host.callThen(L, 'agent.execute', [], 1);
    },
    'Agent:invokeStream': (vm, L) => stream(vm, L, host, 'invokeStream'),
    'Agent:stream': (vm, L) => stream(vm, L, host, 'stream'),
    'Agent:complete': (vm, L) => {
      putIdFirst(vm, L, 'complete');
      const text = checkText(vm, L, 2);
      vm.api.lua_settop(L, 1);
      return host.callThen(L, 'agent.execute', [idOf(vm, L), { text }], 2, 'agent.completed');
    },
    'agent.completed': (vm, L) => {
      pushValue(vm, L, host.answer(L));
      // An answer that is itself a response in JSON has its text elsewhere.
      if (vm.getField(L, -1, 'text') === LUA_TNIL) vm.getField(L, -2, '_raw_text');
      return 1;
    },
    'Agent:destroy': (vm, L) => {
      putIdFirst(vm, L, 'destroy');
      host.call(L, 'agent.destroy', [idOf(vm, L)]);
      return 0;
    },
    'Agent:get_config': (vm, L) => {
      putIdFirst(vm, L, 'get_config');
      pushValue(vm, L, host.call(L, 'agent.config', [idOf(vm, L)]));
      return 1;
    },
  };
}

/** The call-back gets each chunk as `{text, index}` while the answer comes in. */
function stream(vm: LuaVm, L: number, host: RuntimeHost, method: string): number {
  putIdFirst(vm, L, method);
  checkInput(vm, L);
  checkFunction(vm, L, 3);
  vm.api.lua_settop(L, 3);
  return host.callThen(L, 'agent.stream', [], 1);
}

/** Puts the agent's id in the place of the agent, as the service wants it. */
function putIdFirst(vm: LuaVm, L: number, method: string): void {
  pushContent(vm, L, AGENT, method);
  vm.getField(L, -1, 'id');
  vm.api.lua_copy(L, -1, 1);
  vm.pop(L, 2);
}

function idOf(vm: LuaVm, L: number): Value {
  return toValue(vm, L, 1);
}

function checkInput(vm: LuaVm, L: number): void {
  const type = vm.api.lua_type(L, 2);
  if (type === LUA_TTABLE) return;
  const got = vm.memory.cString(vm.api.lua_typename(L, type));
  argumentError(vm, L, 2, `table expected, got ${got}; pass the text as {text = ...}`);
}
