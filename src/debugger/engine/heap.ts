// Walks all objects of the VM, for what nothing else remembers: chunks that were loaded before anybody debugged, and coroutines. Engine
// thread.

import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** Tags of objects, without the bit that marks them collectable. */
const THREAD = 8;
const PROTO = 10;

/** Addresses of all functions (`Proto`) and coroutines; what is about to be collected may be among them. */
export function walkHeap(vm: LuaVm): { readonly protos: readonly number[]; readonly threads: readonly number[] } {
  const { memory } = vm;
  const protos: number[] = [];
  const threads: number[] = [];
  const global = memory.word(vm.L + OFFSETS.state.global);
  for (let object = memory.word(global + OFFSETS.global.allGc); object !== 0; object = memory.word(object)) {
    const tag = memory.byte(object + 4) & 0x3f;
    if (tag === PROTO) protos.push(object);
    else if (tag === THREAD) threads.push(object);
  }
  return { protos, threads };
}
