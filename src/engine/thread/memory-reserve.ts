// The memory limit of runs, and the room beyond it for what the engine itself does in the VM: a script that has used up its memory
// must not keep the engine from telling so, nor the next script from giving it back. Engine thread.

import { WORD } from '../../base/shared-memory.js';
import type { LuaVm } from '../../vm/vm.js';

/** More than a capture or a long script needs. */
const RESERVE_BYTES = 8 * 2 ** 20;
/** What a run may allocate in any case: it takes some to begin, and to set a global to nil. */
const LEAST_BYTES = 64 * 2 ** 10;
const MAX_WORD = 2 ** 32 - 1;

/** The limit in bytes holds from here on, or what is in use already and a little more. */
export function limitRun(vm: LuaVm, limit: number): void {
  setLimit(vm, Math.max(limit, used(vm) + LEAST_BYTES));
}

/** Runs `use` with this room on top of what is in use or allowed; outside of protected calls a refusal would end the thread. */
export function withReserve<T>(vm: LuaVm, use: () => T): T {
  const limit = vm.memory.word(WORD.memoryLimit);
  setLimit(vm, Math.max(limit >>> 0, used(vm)) + RESERVE_BYTES);
  try {
    return use();
  } finally {
    vm.memory.setWord(WORD.memoryLimit, limit);
  }
}

/** What scripts find when they begin has been made without a limit. @throws RangeError where that alone is more */
export function refuseTooSmall(vm: LuaVm, limit: number): void {
  if (used(vm) <= limit) return;
  throw new RangeError(`the memory limit of ${limit} bytes is too small: Lua alone takes ${used(vm)}`);
}

const used = (vm: LuaVm): number => vm.memory.word(WORD.memoryUsed) >>> 0;

function setLimit(vm: LuaVm, limit: number): void {
  vm.memory.setWord(WORD.memoryLimit, Math.min(limit, MAX_WORD) | 0);
}
