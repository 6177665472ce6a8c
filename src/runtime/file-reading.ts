// Reading by formats, as `file:read`, `io.read` and the iterators of `lines` do it. Engine thread.

import { LUA_TNUMBER } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError, checkInteger, checkText } from './arguments.js';
import type { ByteReader } from './byte-reader.js';
import { checkRoom, pushBytes } from './lua-bytes.js';

/**
 * Reads what the formats from `first` to the top ask for (a line where there are none) and pushes the results; where one
 * fails, nil is the last. Gives their number.
 *
 * @throws errors of node:fs
 */
export function readFormats(vm: LuaVm, L: number, reader: ByteReader, first: number): number {
  const last = vm.api.lua_gettop(L);
  vm.api.luaL_checkstack(L, last - first + 20, 0);
  if (last < first) {
    pushOrNil(vm, L, readText(vm, reader, 'l'));
    return 1;
  }
  for (let arg = first; arg <= last; arg++) {
    if (!pushNext(vm, L, reader, arg)) return arg - first + 1;
  }
  return last - first + 1;
}

/** Pushes what format `arg` asks for, or nil; false where it was nil. */
function pushNext(vm: LuaVm, L: number, reader: ByteReader, arg: number): boolean {
  if (vm.api.lua_type(L, arg) === LUA_TNUMBER) {
    return pushOrNil(vm, L, readCount(vm, L, reader, arg));
  }
  const kind = checkText(vm, L, arg).replace(/^\*/, '').charAt(0);
  if (kind === 'n') return pushNumber(vm, L, reader.readNumeral());
  if (kind !== 'l' && kind !== 'L' && kind !== 'a') return argumentError(vm, L, arg, 'invalid format');
  return pushOrNil(vm, L, readText(vm, reader, kind));
}

function readText(vm: LuaVm, reader: ByteReader, kind: 'l' | 'L' | 'a'): Uint8Array | undefined {
  const reserve = (length: number): void => checkRoom(vm, length);
  return kind === 'a' ? reader.readAll(reserve) : reader.readLine(kind === 'L', reserve);
}

function readCount(vm: LuaVm, L: number, reader: ByteReader, arg: number): Uint8Array | undefined {
  const count = checkInteger(vm, L, arg);
  if (count < 0n) argumentError(vm, L, arg, 'number of bytes is negative');
  if (count === 0n) return reader.isAtEnd() ? undefined : new Uint8Array(0);
  return reader.read(Number(count), (length) => checkRoom(vm, length));
}

function pushOrNil(vm: LuaVm, L: number, bytes: Uint8Array | undefined): boolean {
  if (bytes === undefined) vm.api.lua_pushnil(L);
  else pushBytes(vm, L, bytes);
  return bytes !== undefined;
}

function pushNumber(vm: LuaVm, L: number, numeral: string): boolean {
  const isNumber = vm.memory.with(numeral, (ptr) => vm.api.lua_stringtonumber(L, ptr)) !== 0;
  if (!isNumber) vm.api.lua_pushnil(L);
  return isNumber;
}
