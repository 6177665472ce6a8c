// Reads and compiles Lua source files for require, dofile and loadfile. Engine thread.

import { LUA_OK } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import type { PermissionPolicy } from '../permissions/policy.js';
import { checkRoom } from './lua-bytes.js';
import { readWholeFile } from './whole-file.js';

const HASH = 35;
const NEWLINE = 10;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The source without byte order mark and `#!` line; the line's end stays, so that line numbers hold. */
export function stripPreamble(source: Buffer): Buffer {
  const text = source.subarray(0, 3).equals(BYTE_ORDER_MARK) ? source.subarray(3) : source;
  if (text[0] !== HASH) return text;
  const end = text.indexOf(NEWLINE);
  return end < 0 ? Buffer.alloc(0) : text.subarray(end);
}

/** Name of the chunk that a file becomes, as people write the file's name. */
export function chunkNameOf(path: string): string {
  return `@${path.replace(/^(\.\/)+(?=.)/, '')}`;
}

/**
 * Compiles the file and pushes the function, or the error message. Gives the status of the compiler.
 *
 * @throws what {@link readWholeFile} throws
 */
export function loadSource(vm: LuaVm, L: number, policy: PermissionPolicy, path: string): number {
  return vm.load(L, stripPreamble(readSource(vm, policy, path)), chunkNameOf(path));
}

/** As {@link loadSource} for text that comes from elsewhere. */
export function loadText(vm: LuaVm, L: number, source: Uint8Array, chunkName: string): number {
  return vm.load(L, stripPreamble(Buffer.from(source)), chunkName);
}

export const isLoaded = (status: number): boolean => status === LUA_OK;

function readSource(vm: LuaVm, policy: PermissionPolicy, path: string): Buffer {
  return readWholeFile(policy, path, (size) => {
    checkRoom(vm, size);
  });
}
