// What a function returns, seen by a return hook. Engine thread.

import type { LuaVm } from '../../vm/vm.js';

/** Offsets in `lua_Debug`: the first value that is returned, as a number of a local, and how many there are (16 bits each). */
const FIRST = 40;
const COUNT = 42;
const MAX_VALUES = 50;

/** References into the registry, for the caller to release. */
export function returnedValues(vm: LuaVm, L: number, ar: number): number[] {
  vm.memory.with('r', (what) => vm.api.lua_getinfo(L, what, ar));
  const first = vm.memory.bytes.readUInt16LE(ar + FIRST);
  const count = Math.min(vm.memory.bytes.readUInt16LE(ar + COUNT), MAX_VALUES);
  const refs: number[] = [];
  for (let i = 0; i < count && vm.api.lua_getlocal(L, ar, first + i) !== 0; i++) refs.push(vm.takeRef(L));
  return refs;
}
