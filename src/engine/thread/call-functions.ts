// Runs that call a host function instead of a chunk: the function in which they begin. Engine thread.

import { LUA_MULTRET } from '../../vm/lua.js';
import { pushValue } from '../../vm/values.js';
import type { HostFunction } from '../../vm/vm.js';
import type { RunWork } from '../messages.js';

/** Host function that a call begins in; no report shows it. */
export const CALL = 'engine.call';
const CALLED = 'engine.called';

/** Calls what the work names with its arguments, and gives its results: inside the run, so that all may fail as scripts do. */
export function callFunctions(current: () => RunWork | undefined): Readonly<Record<string, HostFunction>> {
  return {
    [CALL]: (vm, L) => {
      const work = current();
      if (work?.kind !== 'call') throw new Error('the run is not a call');
      vm.pushHost(L, work.name);
      for (const arg of work.args) pushValue(vm, L, arg);
      vm.callThen(L, work.args.length, LUA_MULTRET, CALLED);
      return vm.api.lua_gettop(L);
    },
    [CALLED]: (vm, L) => vm.api.lua_gettop(L),
  };
}
