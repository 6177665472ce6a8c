// The globals `State` and `state`, which are one. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';
import { command, question, viewFunctions } from './state-functions.js';
import { migrationFunctions } from './state-migrations.js';
import { TRANSACTION, transactionFunctions } from './state-transaction.js';

export const stateLibrary: RuntimeLibrary = {
  functions: allFunctions,
  install(vm, host) {
    const names = namesBelow(allFunctions(host), 'State.');
    pushFunctions(vm, vm.L, 'State.', names);
    vm.api.lua_pushvalue(vm.L, -1);
    setLibrary(vm, vm.L, 'State');
    vm.setGlobal(vm.L, 'state');
    installKind(vm, TRANSACTION);
  },
};

function allFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...stateFunctions(host),
    ...transactionFunctions(host),
    ...migrationFunctions(host),
    ...backupFunctions(host),
  };
}

function backupFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'State.create_backup': question(host, 'state.create_backup'),
    'State.list_backups': question(host, 'state.list_backups'),
    'State.restore_backup': question(host, 'state.restore_backup'),
    'State.validate_backup': question(host, 'state.validate_backup'),
    'State.get_storage_usage': question(host, 'state.storage_usage'),
    'State.cleanup_backups': question(host, 'state.cleanup_backups'),
  };
}

function stateFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...viewFunctions(host, { functions: 'State.', methods: 'state.', lead: 0 }),
    'State.compare_and_set': question(host, 'state.compare_and_set'),
    'State.list_scopes': question(host, 'state.list_scopes'),
    'State.subscribe': question(host, 'state.subscribe'),
    'State.receive': question(host, 'state.receive'),
    'State.unsubscribe': question(host, 'state.unsubscribe'),
    'State.workflow_get': ofComponent('workflow', question(host, 'state.load')),
    'State.workflow_list': ofComponent('workflow', question(host, 'state.list_keys'), false),
    'State.agent_get': ofComponent('agent', question(host, 'state.load')),
    'State.agent_set': ofComponent('agent', command(host, 'state.save')),
    'State.tool_get': ofComponent('tool', question(host, 'state.load')),
    'State.tool_set': ofComponent('tool', command(host, 'state.save')),
  };
}

/** The id of a workflow, agent or tool becomes its scope. */
function ofComponent(kind: string, run: HostFunction, hasKey = true): HostFunction {
  return (vm: LuaVm, L: number) => {
    if (hasKey) checkText(vm, L, 2);
    vm.pushString(L, `${kind}:${checkText(vm, L, 1)}`);
    vm.api.lua_copy(L, -1, 1);
    vm.pop(L);
    return run(vm, L);
  };
}
