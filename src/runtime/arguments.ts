// Reads the arguments of host functions, with the errors and names that the interpreter itself gives. Engine thread.

import { isUtf8 } from 'node:buffer';
import { LUA_TFUNCTION, LUA_TNIL, LUA_TTABLE } from '../vm/lua.js';
import { OUT_LENGTH } from '../vm/memory.js';
import type { LuaVm } from '../vm/vm.js';

/** `bad argument #arg to 'f' (problem)`; the interpreter finds out what `f` is called. */
export function argumentError(vm: LuaVm, L: number, arg: number, problem: string): never {
  return vm.memory.with(problem, (ptr) => vm.api.luaL_argerror(L, arg, ptr));
}

/** `bad argument #arg to 'f' (expected expected, got ...)`. */
export function typeError(vm: LuaVm, L: number, arg: number, expected: string): never {
  return vm.memory.with(expected, (ptr) => vm.api.luaL_typeerror(L, arg, ptr));
}

export function isNoneOrNil(vm: LuaVm, L: number, arg: number): boolean {
  return vm.api.lua_type(L, arg) <= LUA_TNIL;
}

/** Address and length of a string argument (numbers are converted); valid while the value stays on the stack. */
export function checkBytes(vm: LuaVm, L: number, arg: number): { readonly ptr: number; readonly length: number } {
  const ptr = vm.api.luaL_checklstring(L, arg, OUT_LENGTH);
  return { ptr, length: vm.memory.word(OUT_LENGTH) };
}

/** A string argument that is UTF-8: names, paths, formats. */
export function checkText(vm: LuaVm, L: number, arg: number): string {
  const { ptr, length } = checkBytes(vm, L, arg);
  const bytes = vm.memory.copy(ptr, length);
  if (!isUtf8(bytes)) argumentError(vm, L, arg, 'the string is not UTF-8 text');
  return Buffer.from(bytes.buffer).toString('utf8');
}

export function optText<T>(vm: LuaVm, L: number, arg: number, otherwise: T): string | T {
  return isNoneOrNil(vm, L, arg) ? otherwise : checkText(vm, L, arg);
}

export function checkInteger(vm: LuaVm, L: number, arg: number): bigint {
  return vm.api.luaL_checkinteger(L, arg);
}

export function optInteger(vm: LuaVm, L: number, arg: number, otherwise: bigint): bigint {
  return isNoneOrNil(vm, L, arg) ? otherwise : checkInteger(vm, L, arg);
}

export function checkTable(vm: LuaVm, L: number, arg: number): void {
  if (vm.api.lua_type(L, arg) !== LUA_TTABLE) typeError(vm, L, arg, 'table');
}

export function checkFunction(vm: LuaVm, L: number, arg: number): void {
  if (vm.api.lua_type(L, arg) !== LUA_TFUNCTION) typeError(vm, L, arg, 'function');
}

/** One of `options`; `otherwise` where nothing is given. */
export function checkOption<T extends string>(
  vm: LuaVm,
  L: number,
  arg: number,
  options: readonly T[],
  otherwise?: T,
): T {
  if (otherwise !== undefined && isNoneOrNil(vm, L, arg)) return otherwise;
  const text = checkText(vm, L, arg);
  const option = options.find((name) => name === text);
  return option ?? argumentError(vm, L, arg, `invalid option '${text}'`);
}
