// Images of a whole VM: taken between runs or while a run is suspended by a checkpoint yield, restored into the same VM or
// another of the same build. Engine thread.

import { OUT_BASE, OUT_SIZE, WORD } from '../base/shared-memory.js';
import type { LuaVm } from './vm.js';

/** All that a VM is: its memory up to the end of the heap, its C stack pointer, and the names of its host functions. */
export interface VmImage {
  /** VM-owned words, then everything between them and the output ring. */
  readonly low: Uint8Array;
  /** The heap, from the end of the output ring to its own end. */
  readonly heap: Uint8Array;
  readonly stackPointer: number;
  /** See `WORD.yieldedAt`: so that a restored run gets on even if it is asked to yield again at once. */
  readonly yieldedAt: number;
  readonly hostNames: readonly string[];
}

/** Words below this address up to `WORD.outHead` belong to the VM; the others are shared with the control thread. */
const OWN_FIRST = WORD.hookYield;
const OWN_END = WORD.outHead;
const STATIC_FIRST = 1024;
const HEAP_BASE = OUT_BASE + OUT_SIZE;
/** Where the module's C library keeps the end of its heap. */
const BREAK = 31452;

/** Size of an image taken now. */
export function imageBytes(vm: LuaVm): number {
  return OUT_BASE + vm.memory.word(BREAK) - HEAP_BASE;
}

/**
 * Copies the VM. It must be at rest: no Lua on the C stack, that is between runs or after a run has yielded.
 * Costs one copy of the used memory.
 */
export function checkpoint(vm: LuaVm): VmImage {
  const { bytes } = vm.memory;
  const low = new Uint8Array(OWN_END - OWN_FIRST + OUT_BASE - STATIC_FIRST);
  low.set(bytes.subarray(OWN_FIRST, OWN_END));
  low.set(bytes.subarray(STATIC_FIRST, OUT_BASE), OWN_END - OWN_FIRST);
  return {
    low,
    heap: vm.memory.copy(HEAP_BASE, vm.memory.word(BREAK) - HEAP_BASE),
    stackPointer: vm.api.stackSave(),
    yieldedAt: vm.memory.word(WORD.yieldedAt),
    hostNames: vm.hostNames,
  };
}

/**
 * Makes the VM what it was when the image was taken; output, interrupts and the memory limit stay as they are. References that plain
 * data held are void. A run that was suspended is resumed by its own `lua_State`, whose address is the same.
 *
 * @throws Error when the VM's host functions are others than those of the image
 */
export function restore(vm: LuaVm, image: VmImage): void {
  if (image.hostNames.join() !== vm.hostNames.join()) {
    throw new Error('the image was taken by a VM with other host functions');
  }
  const end = HEAP_BASE + image.heap.byteLength;
  const missing = end - vm.memory.bytes.byteLength;
  if (missing > 0) {
    vm.memory.memory.grow(Math.ceil(missing / 65536));
    vm.memory.renew();
  }
  const limit = vm.memory.word(WORD.memoryLimit);
  const { bytes } = vm.memory;
  bytes.set(image.low.subarray(0, OWN_END - OWN_FIRST), OWN_FIRST);
  bytes.set(image.low.subarray(OWN_END - OWN_FIRST), STATIC_FIRST);
  bytes.set(image.heap, HEAP_BASE);
  vm.memory.setWord(WORD.memoryLimit, limit);
  vm.memory.setWord(WORD.yieldedAt, image.yieldedAt);
  vm.forgetFunctionRefs();
  vm.api.stackRestore(image.stackPointer);
}
