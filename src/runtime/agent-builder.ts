// What `Agent.builder()` gives: collects the settings of an agent and builds it. Engine thread.

import { LUA_TTABLE } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkBytes, checkInteger, checkTable } from './arguments.js';
import { createAgent } from './agent-instance.js';
import type { RuntimeHost } from './library.js';
import { pushContent, pushObject } from './objects.js';
import type { ObjectKind } from './objects.js';

type Check = (vm: LuaVm, L: number, arg: number) => void;

const text: Check = (vm, L, arg) => void checkBytes(vm, L, arg);
const integer: Check = (vm, L, arg) => void checkInteger(vm, L, arg);
const number: Check = (vm, L, arg) => void vm.api.luaL_checknumber(L, arg);

/** Methods that set the field of their name. The service checks the values; here only their types. */
const SETTERS: Readonly<Record<string, Check>> = {
  name: text,
  description: text,
  type: text,
  provider: text,
  model: text,
  base_url: text,
  api_key: text,
  system_prompt: text,
  temperature: number,
  max_tokens: integer,
  max_conversation_length: integer,
  max_execution_time: integer,
  max_memory_mb: integer,
  max_tool_calls: integer,
  max_recursion_depth: integer,
  allowed_tools: checkTable,
  custom_config: checkTable,
  resource_limits: checkTable,
};

export const BUILDER: ObjectKind = {
  name: 'AgentBuilder',
  variable: 'builder',
  methods: [...Object.keys(SETTERS), 'allow_tool', 'build'],
};

/** Every method but `build` changes the builder and returns it. */
export function builderFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const setters = Object.entries(SETTERS).map(
    ([name, check]) => [`AgentBuilder:${name}`, setter(name, check)] as const,
  );
  return {
    ...Object.fromEntries(setters),
    'AgentBuilder:allow_tool': allowTool,
    'AgentBuilder:build': (vm, L) => {
      pushContent(vm, L, BUILDER, 'build');
      createAgent(vm, L, host, -1);
      return 1;
    },
  };
}

export function pushBuilder(vm: LuaVm, L: number): void {
  vm.api.lua_createtable(L, 0, 8);
  pushObject(vm, L, BUILDER);
}

function setter(name: string, check: Check): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, BUILDER, name);
    check(vm, L, 2);
    vm.api.lua_pushvalue(L, 2);
    vm.setField(L, -2, name);
    vm.api.lua_settop(L, 1);
    return 1;
  };
}

function allowTool(vm: LuaVm, L: number): number {
  pushContent(vm, L, BUILDER, 'allow_tool');
  checkBytes(vm, L, 2);
  if (vm.getField(L, -1, 'allowed_tools') !== LUA_TTABLE) {
    vm.pop(L);
    vm.api.lua_createtable(L, 1, 0);
    vm.api.lua_pushvalue(L, -1);
    vm.setField(L, -3, 'allowed_tools');
  }
  const count = vm.api.lua_rawlen(L, -1);
  vm.api.lua_pushvalue(L, 2);
  vm.api.lua_rawseti(L, -2, count + 1n);
  vm.api.lua_settop(L, 1);
  return 1;
}
