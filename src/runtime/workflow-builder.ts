// What `Workflow.builder()` gives: collects what a workflow is made of and builds it. Engine thread.

import { LUA_TFUNCTION, LUA_TSTRING, LUA_TTABLE } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkBytes, checkFunction, checkInteger, checkTable, typeError } from './arguments.js';
import type { RuntimeHost } from './library.js';
import { pushContent, pushObject } from './objects.js';
import type { ObjectKind } from './objects.js';
import { buildWorkflow } from './workflow-instance.js';

type Check = (vm: LuaVm, L: number, arg: number, host: RuntimeHost) => void;

const text: Check = (vm, L, arg) => void checkBytes(vm, L, arg);
const integer: Check = (vm, L, arg) => void checkInteger(vm, L, arg);
const strategy: Check = (vm, L, arg) => {
  const type = vm.api.lua_type(L, arg);
  if (type !== LUA_TSTRING && type !== LUA_TTABLE) typeError(vm, L, arg, 'string or table');
};
const condition: Check = (vm, L, arg, host) => {
  vm.api.lua_settop(L, arg);
  if (vm.api.lua_type(L, arg) !== LUA_TFUNCTION) host.callWithStack(L, 'workflow.check_condition', arg);
};

/** Methods that set a field, and what they check; the service checks the rest when the workflow is built. */
const SETTERS: Readonly<Record<string, readonly [field: string, Check]>> = {
  name: ['name', text],
  description: ['description', text],
  timeout_ms: ['timeout_ms', integer],
  error_strategy: ['error_strategy', strategy],
  condition: ['condition', condition],
  with_collection: ['collection', checkTable],
  with_range: ['range', checkTable],
  with_while: ['while_condition', condition],
  loop_condition: ['while_condition', checkFunction],
  max_iterations: ['max_iterations', integer],
  max_concurrency: ['max_concurrency', integer],
  on_progress: ['on_progress', checkFunction],
};

const TYPES: Readonly<Record<string, string>> = {
  sequential: 'sequential',
  parallel: 'parallel',
  conditional: 'conditional',
  loop: 'loop',
  loop_workflow: 'loop',
};

/** Methods that add a step to a list. */
const LISTS: Readonly<Record<string, string>> = {
  add_step: 'steps',
  add_then_step: 'then_steps',
  add_else_step: 'else_steps',
};

export const WORKFLOW_BUILDER: ObjectKind = {
  name: 'WorkflowBuilder',
  variable: 'builder',
  methods: [
    ...Object.keys(SETTERS),
    ...Object.keys(TYPES),
    ...Object.keys(LISTS),
    'add_template_step',
    'add_branch',
    'break_when',
    'build',
  ],
};

/** Every method but `build` changes the builder and returns it. */
export function workflowBuilderFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const named = (name: string, fn: HostFunction) => [`WorkflowBuilder:${name}`, fn] as const;
  return Object.fromEntries([
    ...Object.entries(SETTERS).map(([name, [field, check]]) => named(name, setter(host, name, field, check))),
    ...Object.entries(TYPES).map(([name, type]) => named(name, chooser(name, type))),
    ...Object.entries(LISTS).map(([name, list]) => named(name, stepAdder(host, name, list))),
    named('add_template_step', addTemplateStep),
    named('add_branch', addBranch),
    named('break_when', breakWhen(host)),
    named('build', (vm, L) => {
      pushContent(vm, L, WORKFLOW_BUILDER, 'build');
      buildWorkflow(vm, L, host);
      return 1;
    }),
  ]);
}

export function pushWorkflowBuilder(vm: LuaVm, L: number): void {
  vm.api.lua_createtable(L, 0, 8);
  pushObject(vm, L, WORKFLOW_BUILDER);
}

function setter(host: RuntimeHost, name: string, field: string, check: Check): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, WORKFLOW_BUILDER, name);
    vm.pop(L);
    check(vm, L, 2, host);
    return set(vm, L, name, field);
  };
}

/** Sets a field to argument 2 and gives the builder. */
function set(vm: LuaVm, L: number, name: string, field: string): number {
  pushContent(vm, L, WORKFLOW_BUILDER, name);
  vm.api.lua_pushvalue(L, 2);
  vm.setField(L, -2, field);
  vm.api.lua_settop(L, 1);
  return 1;
}

function chooser(name: string, type: string): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, WORKFLOW_BUILDER, name);
    vm.pushString(L, type);
    vm.setField(L, -2, 'type');
    vm.api.lua_settop(L, 1);
    return 1;
  };
}

function stepAdder(host: RuntimeHost, name: string, list: string): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, WORKFLOW_BUILDER, name);
    checkTable(vm, L, 2);
    vm.api.lua_settop(L, 2);
    host.callWithStack(L, 'workflow.check_step', 2);
    return append(vm, L, name, list);
  };
}

/** Puts what is on top behind the last element of a list of the builder. */
function append(vm: LuaVm, L: number, name: string, list: string): number {
  const value = vm.api.lua_gettop(L);
  pushContent(vm, L, WORKFLOW_BUILDER, name);
  if (vm.getField(L, -1, list) !== LUA_TTABLE) {
    vm.pop(L);
    vm.api.lua_createtable(L, 4, 0);
    vm.api.lua_pushvalue(L, -1);
    vm.setField(L, -3, list);
  }
  vm.api.lua_pushvalue(L, value);
  vm.api.lua_rawseti(L, -2, vm.api.lua_rawlen(L, -2) + 1n);
  vm.api.lua_settop(L, 1);
  return 1;
}

/** (name, template, parameters?) */
function addTemplateStep(vm: LuaVm, L: number): number {
  checkBytes(vm, L, 2);
  checkBytes(vm, L, 3);
  vm.api.lua_settop(L, 4);
  vm.api.lua_createtable(L, 0, 4);
  vm.pushString(L, 'template');
  vm.setField(L, -2, 'type');
  for (const [index, field] of [
    [2, 'name'],
    [3, 'template_id'],
    [4, 'params'],
  ] as const) {
    vm.api.lua_pushvalue(L, index);
    vm.setField(L, -2, field);
  }
  return append(vm, L, 'add_template_step', 'steps');
}

/** (condition, steps) */
function addBranch(vm: LuaVm, L: number): number {
  if (vm.api.lua_gettop(L) < 2) argumentError(vm, L, 2, 'condition expected');
  checkTable(vm, L, 3);
  vm.api.lua_settop(L, 3);
  vm.api.lua_createtable(L, 0, 2);
  vm.api.lua_pushvalue(L, 2);
  vm.setField(L, -2, 'condition');
  vm.api.lua_pushvalue(L, 3);
  vm.setField(L, -2, 'steps');
  return append(vm, L, 'add_branch', 'branches');
}

function breakWhen(host: RuntimeHost): HostFunction {
  return (vm, L) => {
    condition(vm, L, 2, host);
    return append(vm, L, 'break_when', 'break_conditions');
  };
}
