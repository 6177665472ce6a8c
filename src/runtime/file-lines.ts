// The iterators of `io.lines` and `file:lines`. Engine thread.

import { LuaRaise } from '../vm/errors.js';
import { LUA_TNONE, upvalueIndex } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError } from './arguments.js';
import { handleAt } from './file-handle.js';
import type { Handle } from './file-handle.js';
import { readFormats } from './file-reading.js';
import type { RuntimeHost } from './library.js';
import { openFilesOf } from './open-files.js';
import { readerOf } from './input.js';
import { toFailure } from './system-errors.js';

const MAX_FORMATS = 250;
/** Upvalues of the iterator; the first is the number of the host function. */
const FILE = upvalueIndex(2);
const CLOSES = upvalueIndex(3);
const FIRST_FORMAT = 4;

/**
 * Pushes an iterator over the file at `index`, with the arguments from 2 to the top as formats.
 *
 * @param closes whether the iterator closes the file at its end
 */
export function pushLines(vm: LuaVm, L: number, index: number, closes: boolean): number {
  const { api } = vm;
  const file = api.lua_absindex(L, index);
  const last = file > 1 ? file - 1 : api.lua_gettop(L);
  const formats = Math.max(0, last - 1);
  if (formats > MAX_FORMATS) argumentError(vm, L, MAX_FORMATS + 2, 'too many arguments');
  api.luaL_checkstack(L, formats + 4, 0);
  api.lua_pushvalue(L, file);
  api.lua_pushboolean(L, closes ? 1 : 0);
  for (let arg = 2; arg <= last; arg++) api.lua_pushvalue(L, arg);
  vm.pushHostClosure(L, 'file.next_line', 2 + formats);
  return 1;
}

export function lineFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return { 'file.next_line': (vm, L) => nextLine(vm, L, host) };
}

function nextLine(vm: LuaVm, L: number, host: RuntimeHost): number {
  const { api } = vm;
  const files = openFilesOf(host);
  const handle = handleAt(vm, L, FILE, files);
  if (handle === undefined || handle.kind === 'closed') throw new LuaRaise('file is already closed');
  api.lua_settop(L, 1);
  pushFormats(vm, L);
  const count = readOrRaise(vm, L, host, handle);
  if (api.lua_toboolean(L, -count) !== 0) return count;
  if (api.lua_toboolean(L, CLOSES) !== 0 && handle.kind === 'open') files.close(handle.id);
  return 0;
}

function pushFormats(vm: LuaVm, L: number): void {
  vm.api.luaL_checkstack(L, MAX_FORMATS, 0);
  for (let n = FIRST_FORMAT; vm.api.lua_type(L, upvalueIndex(n)) !== LUA_TNONE; n++) {
    vm.api.lua_pushvalue(L, upvalueIndex(n));
  }
}

/** A `for` loop has no use for nil and a message. */
function readOrRaise(vm: LuaVm, L: number, host: RuntimeHost, handle: Handle): number {
  try {
    return readFormats(vm, L, readerOf(handle, host), 2);
  } catch (error) {
    const failure = toFailure(error);
    throw failure === undefined ? error : new LuaRaise(failure.message);
  }
}
