// Lists of bits in the VM's memory. Engine thread.

import type { VmMemory } from './memory.js';

/** @param list address of the first eight */
export function setBit(memory: VmMemory, list: number, index: number): void {
  const at = list + (index >> 3);
  memory.bytes[at] = memory.byte(at) | (1 << (index & 7));
}
