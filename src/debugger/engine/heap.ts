// Walks all objects of the VM, for what nothing else remembers: chunks that were loaded before anybody debugged, and coroutines. Engine
// thread.

import { OFFSETS } from '../../vm/lua.js';
import type { VmMemory } from '../../vm/memory.js';
import { decode, OP } from '../../vm/opcodes.js';
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
    if (tag === PROTO && isWhole(memory, object)) protos.push(object);
    else if (tag === THREAD) threads.push(object);
  }
  return { protos, threads };
}

const RETURNS: readonly number[] = [OP.return, OP.return0, OP.return1];

/** What the compiler had to give up stays until it is collected, with room that nothing was written to: every function that is whole ends in a return. */
function isWhole(memory: VmMemory, proto: number): boolean {
  const { code, codeSize, protos, protosSize } = OFFSETS.proto;
  const size = memory.word(proto + codeSize);
  if (size <= 0 || !RETURNS.includes(decode(memory.word(memory.word(proto + code) + 4 * (size - 1))).op)) return false;
  const nested = memory.word(proto + protos);
  for (let i = 0; i < memory.word(proto + protosSize); i++) {
    const each = memory.word(nested + 4 * i);
    if (each === 0 || !isWhole(memory, each)) return false;
  }
  return true;
}
