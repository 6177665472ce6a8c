// Bytes from the host as Lua strings, within the memory that the script may have. Engine thread.

import { WORD } from '../base/shared-memory.js';
import { LuaRaise } from '../vm/errors.js';
import type { LuaVm } from '../vm/vm.js';

/** From here on it is worth asking before memory is taken. */
const LARGE = 1024 * 1024;

/** Raises `not enough memory` unless a string of that length can be made. */
export function checkRoom(vm: LuaVm, length: number): void {
  if (length < LARGE) return;
  const free = (vm.memory.word(WORD.memoryLimit) >>> 0) - (vm.memory.word(WORD.memoryUsed) >>> 0);
  if (length > free) throw notEnoughMemory();
}

/** Pushes the bytes as a string; raises `not enough memory` where it does not fit. */
export function pushBytes(vm: LuaVm, L: number, bytes: Uint8Array): void {
  checkRoom(vm, bytes.length);
  try {
    vm.pushString(L, bytes);
  } catch (error) {
    throw error instanceof RangeError ? notEnoughMemory() : error;
  }
}

/** As the interpreter raises it: without a position. */
function notEnoughMemory(): LuaRaise {
  return new LuaRaise('not enough memory', false);
}
