// Values as `print` shows them (src/vm/shim.wat), for functions that write them elsewhere. Engine thread.

import { LUA_TNUMBER, LUA_TSTRING, LUA_TNIL } from '../vm/lua.js';
import { OUT_LENGTH } from '../vm/memory.js';
import type { LuaVm } from '../vm/vm.js';

/** The arguments `first` to the top with tabs between them, as bytes that are written as characters (`latin1`). */
export function printedArguments(vm: LuaVm, L: number, first: number): string {
  const top = vm.api.lua_gettop(L);
  const texts: string[] = [];
  for (let index = first; index <= top; index++) texts.push(printed(vm, L, index));
  return texts.join('\t');
}

/** The value at `index`, which is absolute; runs `__tostring`. */
export function printed(vm: LuaVm, L: number, index: number): string {
  const { api, memory } = vm;
  const type = api.lua_type(L, index);
  if (type > LUA_TSTRING && !hasText(vm, L, index)) return memory.cString(api.lua_typename(L, type));
  api.luaL_checkstack(L, 4, 0);
  const ptr = api.luaL_tolstring(L, index, OUT_LENGTH);
  const text = memory.bytes.toString('latin1', ptr, ptr + memory.word(OUT_LENGTH));
  vm.pop(L);
  const isFloat = type === LUA_TNUMBER && api.lua_isinteger(L, index) === 0;
  return isFloat ? text.replace(/\.0$/, '') : text;
}

function hasText(vm: LuaVm, L: number, index: number): boolean {
  return ['__tostring', '__name'].some((name) => {
    const isThere = vm.memory.with(name, (field) => vm.api.luaL_getmetafield(L, index, field)) !== LUA_TNIL;
    if (isThere) vm.pop(L);
    return isThere;
  });
}

/** The same for people: bytes that are not UTF-8 become U+FFFD. */
export const readable = (latin1: string): string => Buffer.from(latin1, 'latin1').toString();
