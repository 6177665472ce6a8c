// The userdata that scripts know as a file. It holds the number of an open file, or the name of a standard stream, and
// its name; all else is in JavaScript, so that a handle in a restored image is a closed file. Engine thread.

import { LuaRaise } from '../vm/errors.js';
import { LUA_REGISTRYINDEX, LUA_TNUMBER, LUA_TSTRING } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError, typeError } from './arguments.js';
import type { OpenFile } from './open-file.js';
import type { OpenFiles } from './open-files.js';

export type StandardName = 'stdin' | 'stdout' | 'stderr';

export type Handle =
  | { readonly kind: 'open'; readonly id: number; readonly file: OpenFile }
  | { readonly kind: 'closed' }
  | { readonly kind: StandardName };

/** Registry keys of the metatables. The output streams have their own, for a `write` that never leaves WebAssembly. */
export const FILE_METATABLE = 'FILE*';
export const metatableOf = (name: StandardName): string => (name === 'stdin' ? FILE_METATABLE : `FILE* ${name}`);

const STATE = 1;
const NAME = 2;

/** Pushes a handle. @param state number of an open file, or the name of a standard stream */
export function pushHandle(vm: LuaVm, L: number, state: number | StandardName, name: string): void {
  const { api } = vm;
  api.luaL_checkstack(L, 3, 0);
  api.lua_newuserdatauv(L, 0, 2);
  if (typeof state === 'number') api.lua_pushinteger(L, BigInt(state));
  else vm.pushString(L, state);
  api.lua_setiuservalue(L, -2, STATE);
  vm.pushString(L, name);
  api.lua_setiuservalue(L, -2, NAME);
  vm.getField(L, LUA_REGISTRYINDEX, typeof state === 'number' ? FILE_METATABLE : metatableOf(state));
  api.lua_setmetatable(L, -2);
}

/** The handle at `index`; undefined where there is something else. */
export function handleAt(vm: LuaVm, L: number, index: number, files: OpenFiles): Handle | undefined {
  const { api } = vm;
  const keys = [FILE_METATABLE, metatableOf('stdout'), metatableOf('stderr')];
  if (!keys.some((key) => vm.memory.with(key, (ptr) => api.luaL_testudata(L, index, ptr)) !== 0)) return undefined;
  const type = api.lua_getiuservalue(L, index, STATE);
  const id = type === LUA_TNUMBER ? api.lua_tonumberx(L, -1, 0) : 0;
  const name = type === LUA_TSTRING ? vm.stringAt(L, -1) : undefined;
  vm.pop(L);
  if (name !== undefined) return { kind: name as StandardName };
  const file = files.get(id);
  return file === undefined ? { kind: 'closed' } : { kind: 'open', id, file };
}

/** The handle that is argument `arg`, closed or not. */
export function checkHandle(vm: LuaVm, L: number, arg: number, files: OpenFiles): Handle {
  return handleAt(vm, L, arg, files) ?? refuse(vm, L, arg);
}

/** A string where the file should be means that a method was called with a dot. */
function refuse(vm: LuaVm, L: number, arg: number): never {
  if (arg === 1 && vm.isString(L, 1)) {
    argumentError(vm, L, arg, 'FILE* expected, got string; methods of files are called with a colon, file:write(...)');
  }
  return typeError(vm, L, arg, FILE_METATABLE);
}

export function checkOpenHandle(
  vm: LuaVm,
  L: number,
  arg: number,
  files: OpenFiles,
): Exclude<Handle, { kind: 'closed' }> {
  const handle = checkHandle(vm, L, arg, files);
  if (handle.kind === 'closed') throw new LuaRaise('attempt to use a closed file');
  return handle;
}

/** The name of the handle at `index` as the script gave it. */
export function handleName(vm: LuaVm, L: number, index: number): string {
  vm.api.lua_getiuservalue(L, index, NAME);
  const name = vm.display(L, -1);
  vm.pop(L);
  return name;
}
