// `State.define_migration` and `State.migrate`: functions of the script bring what is kept from one version to the next. Engine thread.

import type { Value } from '../base/values.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkFunction, checkText } from './arguments.js';
import { keepFunction, pushKept, pushKeptFunctions } from './kept-functions.js';
import type { RuntimeHost } from './library.js';
import { question } from './state-functions.js';
import { pushTransaction, transact } from './state-transaction.js';

interface Plan {
  readonly from: string;
  readonly to: string;
  /** Absent where nothing leads there, because of the error. */
  readonly steps?: readonly string[];
  readonly error?: string;
}

export function migrationFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    /** (version, function(tx)) */
    'State.define_migration': (vm, L) => {
      const version = checkText(vm, L, 1);
      checkFunction(vm, L, 2);
      host.call(L, 'state.define_migration', [version]);
      vm.api.lua_pushvalue(L, 2);
      keepFunction(vm, L, keyOf(version));
      return 0;
    },
    /** (version) -> what was done */
    'State.migrate': (vm, L) => {
      const started = performance.now();
      const plan = host.call(L, 'state.migration_plan', [checkText(vm, L, 1)]) as unknown as Plan;
      const items = (plan.steps ?? []).reduce((sum, version) => sum + migrateTo(vm, L, host, version), 0);
      pushValue(vm, L, report(plan, items, performance.now() - started));
      return 1;
    },
    'State.get_migration_status': question(host, 'state.migration_status'),
    'State.get_schema_versions': question(host, 'state.schema_versions'),
  };
}

/** @returns how many values were changed, without the version itself */
function migrateTo(vm: LuaVm, L: number, host: RuntimeHost, version: string): number {
  const { written, results } = transact(vm, L, host, (id) => {
    if (host.call(L, 'state.tx.reach', [id, version]) !== true) return;
    pushKeptFunctions(vm, L);
    pushKept(vm, L, keyOf(version));
    pushTransaction(vm, L, id);
    vm.call(L, 1, 0);
  });
  vm.pop(L, results);
  return Math.max(written - 1, 0);
}

function report({ from, to, steps, error }: Plan, items: number, ms: number): Value {
  if (steps === undefined) return { success: false, error: error!, current_version: from, target_version: to };
  if (steps.length === 0)
    return { success: true, status: 'already_current', current_version: from, target_version: to };
  return {
    ...{ success: true, status: 'completed', from_version: from, to_version: to },
    ...{ items_migrated: items, duration_ms: ms },
  };
}

function keyOf(version: string): string {
  return `state.migration:${version}`;
}
