// The global `Workflow`. Engine thread.

import { SpellError } from '../base/errors.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkFunction, checkOption, checkTable, checkText, isNoneOrNil } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';
import { perHost } from './per-host.js';
import { pushWorkflowBuilder, WORKFLOW_BUILDER, workflowBuilderFunctions } from './workflow-builder.js';
import { buildWorkflow, WORKFLOW, workflowFunctions } from './workflow-instance.js';
import { clearWorkflows, eachWorkflow, pushWorkflow, removeWorkflow, setErrorCallback } from './workflow-list.js';

const TYPES = ['sequential', 'conditional', 'loop', 'parallel'] as const;
type Type = (typeof TYPES)[number];

const KINDS: Readonly<Record<Type, { readonly description: string; readonly features: readonly string[] }>> = {
  sequential: { description: 'Steps one after the other', features: ['error strategies', 'retries', 'time limits'] },
  conditional: { description: 'The steps of the first branch whose condition holds', features: ['branches', 'else'] },
  loop: { description: 'Steps for each value', features: ['collections', 'ranges', 'conditions', 'breaks'] },
  parallel: { description: 'Branches at the same time', features: ['max_concurrency', 'cancellation of siblings'] },
};

const debug = perHost(() => ({ isOn: false }));

export const workflowLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...globalFunctions(host), ...workflowBuilderFunctions(host), ...workflowFunctions(host) }),
  install(vm, host) {
    installKind(vm, WORKFLOW_BUILDER);
    installKind(vm, WORKFLOW);
    clearWorkflows(vm, vm.L);
    pushFunctions(vm, vm.L, 'Workflow.', namesBelow(globalFunctions(host), 'Workflow.'));
    setLibrary(vm, vm.L, 'Workflow');
  },
};

function globalFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const made = TYPES.map((type) => [`Workflow.${type}`, maker(host, type)] as const);
  return {
    ...(Object.fromEntries(made) as Record<`Workflow.${Type}`, HostFunction>),
    'Workflow.builder': (vm, L) => {
      pushWorkflowBuilder(vm, L);
      return 1;
    },
    'Workflow.list': (vm, L) => {
      list(vm, L);
      return 1;
    },
    'Workflow.get': (vm, L) => {
      const id = checkText(vm, L, 1);
      if (!pushWorkflow(vm, L, id)) throw notFound(id);
      return 1;
    },
    'Workflow.remove': (vm, L) => {
      const id = checkText(vm, L, 1);
      if (!removeWorkflow(vm, L, id)) throw notFound(id);
      return 0;
    },
    'Workflow.clear': (vm, L) => {
      clearWorkflows(vm, L);
      return 0;
    },
    'Workflow.register': (vm, L) => {
      const type = checkOption(vm, L, 1, TYPES);
      make(vm, L, host, type, 2);
      vm.getField(L, -1, 'id');
      return 1;
    },
    'Workflow.types': (vm, L) => {
      pushValue(vm, L, TYPES);
      return 1;
    },
    'Workflow.setDefaultErrorHandler': (vm, L) => {
      if (!isNoneOrNil(vm, L, 1)) checkFunction(vm, L, 1);
      vm.api.lua_settop(L, 1);
      setErrorCallback(vm, L);
      return 0;
    },
    'Workflow.enableDebug': (vm, L) => {
      debug(host).isOn = vm.api.lua_gettop(L) === 0 || vm.api.lua_toboolean(L, 1) !== 0;
      return 0;
    },
    'Workflow.isDebugEnabled': (vm, L) => {
      vm.api.lua_pushboolean(L, debug(host).isOn ? 1 : 0);
      return 1;
    },
  };
}

function maker(host: RuntimeHost, type: Type): HostFunction {
  return (vm, L) => {
    checkTable(vm, L, 1);
    vm.getField(L, 1, 'name');
    if (isNoneOrNil(vm, L, -1)) argumentError(vm, L, 1, `name is required, e.g. { name = "${type}-work", ... }`);
    make(vm, L, host, type, 1);
    return 1;
  };
}

/** Pushes the workflow that the table at `index` describes. */
function make(vm: LuaVm, L: number, host: RuntimeHost, type: Type, index: number): void {
  checkTable(vm, L, index);
  vm.api.lua_settop(L, index);
  vm.api.lua_createtable(L, 0, 8);
  vm.api.lua_pushnil(L);
  while (vm.api.lua_next(L, index) !== 0) {
    vm.api.lua_pushvalue(L, -2);
    vm.api.lua_rotate(L, -2, 1);
    vm.api.lua_rawset(L, -4);
  }
  vm.pushString(L, type);
  vm.setField(L, -2, 'type');
  buildWorkflow(vm, L, host);
}

/** Those that were built; where there is none, what there is to build. */
function list(vm: LuaVm, L: number): void {
  const found: { id: string; name: string; type: string }[] = [];
  eachWorkflow(vm, L, () => {
    found.push({ id: field(vm, L, 'id'), name: field(vm, L, 'name'), type: 'instance' });
    return false;
  });
  const types = TYPES.map((type) => ({ id: type, type, ...KINDS[type] }));
  pushValue(vm, L, found.length > 0 ? found : types);
}

function field(vm: LuaVm, L: number, name: string): string {
  vm.getField(L, -1, name);
  const text = vm.display(L, -1);
  vm.pop(L);
  return text;
}

function notFound(id: string): SpellError {
  return new SpellError('WORKFLOW_NOT_FOUND', `Workflow not found: '${id}'`, {
    category: 'Workflow execution error',
    help: 'Workflow.list() shows the ids of those that were built',
    details: { workflow: id },
  });
}
