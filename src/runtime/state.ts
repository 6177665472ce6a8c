// The globals `State` and `state`, which are one. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';
import { command, question, viewFunctions } from './state-functions.js';
import { TRANSACTION, transactionFunctions } from './state-transaction.js';
import { setUnavailable } from './unavailable.js';

const UNAVAILABLE = [
  ...['migrate', 'get_migration_status', 'get_schema_versions'],
  ...['create_backup', 'list_backups', 'restore_backup', 'validate_backup', 'get_storage_usage', 'cleanup_backups'],
];

export const stateLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...stateFunctions(host), ...transactionFunctions(host) }),
  install(vm, host) {
    const names = namesBelow({ ...stateFunctions(host), ...transactionFunctions(host) }, 'State.');
    pushFunctions(vm, vm.L, 'State.', names);
    setUnavailable(vm, vm.L, 'State.', UNAVAILABLE);
    vm.api.lua_pushvalue(vm.L, -1);
    setLibrary(vm, vm.L, 'State');
    vm.setGlobal(vm.L, 'state');
    installKind(vm, TRANSACTION);
  },
};

function stateFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...viewFunctions(host, { functions: 'State.', methods: 'state.', lead: 0 }),
    'State.compare_and_set': question(host, 'state.compare_and_set'),
    'State.list_scopes': question(host, 'state.list_scopes'),
    'State.subscribe': question(host, 'state.subscribe'),
    'State.receive': question(host, 'state.receive'),
    'State.unsubscribe': question(host, 'state.unsubscribe'),
    'State.workflow_get': ofComponent('workflow', question(host, 'state.load')),
    'State.workflow_list': ofComponent('workflow', question(host, 'state.list_keys')),
    'State.agent_get': ofComponent('agent', question(host, 'state.load')),
    'State.agent_set': ofComponent('agent', command(host, 'state.save')),
    'State.tool_get': ofComponent('tool', question(host, 'state.load')),
    'State.tool_set': ofComponent('tool', command(host, 'state.save')),
  };
}

/** The id of a workflow, agent or tool becomes its scope. */
function ofComponent(kind: string, run: HostFunction): HostFunction {
  return (vm: LuaVm, L: number) => {
    vm.pushString(L, `${kind}:${checkText(vm, L, 1)}`);
    vm.api.lua_copy(L, -1, 1);
    vm.pop(L);
    return run(vm, L);
  };
}
