// What a run has returned, as plain data. Engine thread.

import type { Value } from '../../base/values.js';
import { LuaRaise } from '../../vm/errors.js';
import { toValue } from '../../vm/values.js';
import type { LuaVm } from '../../vm/vm.js';
import { captureValue } from './preview.js';

/** Takes the values from the stack of a state that has returned; what cannot cross, functions included, is shown as text. */
export function takeResults(vm: LuaVm, co: number): Value[] {
  const results: Value[] = [];
  // From the last to the first, on the main state: a stack full of results has no room for their conversion.
  while (vm.api.lua_gettop(co) > 0) {
    vm.api.lua_xmove(co, vm.L, 1);
    results.push(resultOnTop(vm));
    vm.pop(vm.L);
  }
  return results.reverse();
}

function resultOnTop(vm: LuaVm): Value {
  const top = vm.api.lua_gettop(vm.L);
  const refs: number[] = [];
  try {
    const value = toValue(vm, vm.L, -1, refs);
    return refs.length > 0 ? captureValue(vm, vm.L, '').preview : value;
  } catch (error) {
    if (!(error instanceof LuaRaise)) throw error;
    vm.api.lua_settop(vm.L, top);
    return captureValue(vm, vm.L, '').preview;
  } finally {
    for (const ref of refs) vm.releaseRef(ref);
  }
}
