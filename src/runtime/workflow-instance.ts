// A workflow as scripts hold it: a table {id, name, type, spec}, whose functions stay in the script until it is executed. Engine thread.

import { LUA_TNIL, LUA_TTABLE } from '../vm/lua.js';
import { pushValue, toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkFunction, checkText, isNoneOrNil } from './arguments.js';
import { publishEvent } from './event.js';
import type { RuntimeHost } from './library.js';
import { makeOpenObject, pushContent } from './objects.js';
import type { ObjectKind } from './objects.js';
import { pushErrorCallback, rememberWorkflow } from './workflow-list.js';

const CALLBACKS = ['on_before_execute', 'on_after_execute', 'on_error', 'on_progress'] as const;

export const WORKFLOW: ObjectKind = {
  name: 'Workflow',
  variable: 'workflow',
  methods: [
    'execute',
    'set_shared_data',
    'get_info',
    'get_output',
    'get_all_outputs',
    'list_outputs',
    'clear_outputs',
    'get_execution_id',
    'get_state',
    'set_state',
    'validate',
    'get_metrics',
    'debug',
    'emit',
    ...CALLBACKS,
  ],
};

/** Replaces the description on top by the workflow that it describes; what is done to the description later changes nothing. */
export function buildWorkflow(vm: LuaVm, L: number, host: RuntimeHost): void {
  copyTable(vm, L, 2);
  pushErrorCallback(vm, L);
  if (vm.getField(L, -2, 'on_error') === LUA_TNIL) {
    vm.api.lua_copy(L, -2, -1);
    vm.setField(L, -3, 'on_error');
    vm.pop(L);
  } else vm.pop(L, 2);
  const made = host.callWithStack(L, 'workflow.check', vm.api.lua_gettop(L));
  pushValue(vm, L, made);
  vm.api.lua_rotate(L, -2, 1);
  // The name may have been made up.
  vm.getField(L, -2, 'name');
  vm.setField(L, -2, 'name');
  vm.setField(L, -2, 'spec');
  makeOpenObject(vm, L, WORKFLOW);
  rememberWorkflow(vm, L);
}

export function workflowFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const last = (name: string, push: (vm: LuaVm, L: number, last: Last) => void): HostFunction => {
    return (vm, L) => {
      push(vm, L, host.call(L, 'workflow.last', [idOf(vm, L, name)]) as unknown as Last);
      return 1;
    };
  };
  const callbacks = CALLBACKS.map((name) => [`Workflow:${name}`, callbackSetter(name)] as const);
  return {
    ...Object.fromEntries(callbacks),
    'Workflow:execute': (vm, L) => {
      pushContent(vm, L, WORKFLOW, 'execute');
      if (!isNoneOrNil(vm, L, 2) && vm.api.lua_type(L, 2) !== LUA_TTABLE)
        argumentError(vm, L, 2, 'table expected; pass text as {text = ...}');
      vm.api.lua_settop(L, 2);
      return host.callThen(L, 'workflow.execute', [], 1);
    },
    'Workflow:set_shared_data': (vm, L) => {
      pushContent(vm, L, WORKFLOW, 'set_shared_data');
      vm.api.lua_settop(L, 3);
      host.callWithStack(L, 'workflow.set_shared', 2);
      return 0;
    },
    'Workflow:get_info': (vm, L) => {
      pushContent(vm, L, WORKFLOW, 'get_info');
      pushFields(vm, L, ['id', 'name', 'type']);
      return 1;
    },
    'Workflow:get_output': last('get_output', (vm, L, { outputs }) => {
      pushValue(vm, L, outputs[checkText(vm, L, 2)]);
    }),
    'Workflow:get_all_outputs': last('get_all_outputs', (vm, L, { outputs }) => pushValue(vm, L, outputs)),
    'Workflow:list_outputs': last('list_outputs', (vm, L, { steps }) => pushValue(vm, L, steps)),
    'Workflow:get_execution_id': last('get_execution_id', (vm, L, { execution_id }) => pushValue(vm, L, execution_id)),
    'Workflow:clear_outputs': (vm, L) => {
      pushValue(vm, L, host.call(L, 'workflow.clear_outputs', [idOf(vm, L, 'clear_outputs')]));
      return 1;
    },
    'Workflow:get_metrics': (vm, L) => {
      pushValue(vm, L, host.call(L, 'workflow.metrics', [idOf(vm, L, 'get_metrics')]));
      return 1;
    },
    'Workflow:emit': (vm, L) => {
      pushContent(vm, L, WORKFLOW, 'emit');
      vm.api.lua_settop(L, 3);
      publishEvent(vm, L, host, 2);
      vm.api.lua_pushboolean(L, 1);
      return 1;
    },
    'Workflow:validate': whole(host, 'validate'),
    'Workflow:debug': whole(host, 'debug'),
    'Workflow:get_state': (vm, L) => {
      const scope = `workflow:${idOf(vm, L, 'get_state')}`;
      pushValue(vm, L, host.call(L, 'state.load', [scope, checkText(vm, L, 2)]));
      return 1;
    },
    'Workflow:set_state': (vm, L) => {
      const scope = `workflow:${idOf(vm, L, 'set_state')}`;
      host.call(L, 'state.save', [scope, checkText(vm, L, 2), toValue(vm, L, 3)]);
      vm.api.lua_pushboolean(L, 1);
      return 1;
    },
  };
}

interface Last {
  readonly execution_id: string;
  readonly outputs: Readonly<Record<string, ReturnType<typeof toValue>>>;
  readonly steps: readonly string[];
}

/** Asks the service about the workflow with all that it is made of. */
function whole(host: RuntimeHost, name: 'validate' | 'debug'): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, WORKFLOW, name);
    vm.api.lua_settop(L, 1);
    pushValue(vm, L, host.callWithStack(L, `workflow.${name}`, 1));
    return 1;
  };
}

function callbackSetter(name: string): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, WORKFLOW, name);
    checkFunction(vm, L, 2);
    vm.getField(L, -1, 'spec');
    vm.api.lua_pushvalue(L, 2);
    vm.setField(L, -2, name);
    vm.api.lua_settop(L, 1);
    return 1;
  };
}

function idOf(vm: LuaVm, L: number, method: string): string {
  pushContent(vm, L, WORKFLOW, method);
  vm.getField(L, -1, 'id');
  const id = vm.display(L, -1);
  vm.pop(L, 2);
  return id;
}

/** Replaces the table on top by one with only these fields of it. */
function pushFields(vm: LuaVm, L: number, fields: readonly string[]): void {
  vm.api.lua_createtable(L, 0, fields.length);
  for (const field of fields) {
    vm.getField(L, -2, field);
    vm.setField(L, -2, field);
  }
}

/** Replaces the table on top by a copy, and plain tables in it, `depth` levels in all. */
function copyTable(vm: LuaVm, L: number, depth: number): void {
  const { api } = vm;
  api.luaL_checkstack(L, 6, 0);
  api.lua_createtable(L, 0, 8);
  api.lua_pushnil(L);
  while (api.lua_next(L, -3) !== 0) {
    if (depth > 1 && isPlainTable(vm, L)) copyTable(vm, L, depth - 1);
    api.lua_pushvalue(L, -2);
    api.lua_rotate(L, -2, 1);
    api.lua_rawset(L, -4);
  }
  api.lua_rotate(L, -2, 1);
  vm.pop(L);
}

/** What has a metatable is an object, not a list. */
function isPlainTable(vm: LuaVm, L: number): boolean {
  if (vm.api.lua_type(L, -1) !== LUA_TTABLE) return false;
  if (vm.api.lua_getmetatable(L, -1) === 0) return true;
  vm.pop(L);
  return false;
}
