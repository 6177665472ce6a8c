// Lua values as JSON text. Engine thread.

import { LuaRaise } from '../vm/errors.js';
import { LUA_TBOOLEAN, LUA_TNIL, LUA_TNONE, LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';

/** Deeper tables are cycles more often than data. */
const MAX_DEPTH = 100;

/**
 * The value at `index` as compact JSON: a table with a length above 0 is an array of that length, any other an object with its
 * keys sorted; integers keep their value and floats their point; what JSON has no number for is null.
 *
 * @throws LuaRaise for functions, userdata, threads, cycles, keys that are no strings or numbers, and strings that are not UTF-8
 */
export function encodeJson(vm: LuaVm, L: number, index: number): string {
  return encode(vm, L, vm.api.lua_absindex(L, index), []);
}

function encode(vm: LuaVm, L: number, index: number, above: readonly number[]): string {
  const { api } = vm;
  const type = api.lua_type(L, index);
  switch (type) {
    case LUA_TNONE:
    case LUA_TNIL:
      return 'null';
    case LUA_TBOOLEAN:
      return api.lua_toboolean(L, index) !== 0 ? 'true' : 'false';
    case LUA_TNUMBER:
      return api.lua_isinteger(L, index) !== 0
        ? api.lua_tointegerx(L, index, 0).toString()
        : floatText(api.lua_tonumberx(L, index, 0));
    case LUA_TSTRING:
      return JSON.stringify(textAt(vm, L, index));
    case LUA_TTABLE:
      return encodeTable(vm, L, index, above);
    default:
      throw new LuaRaise(`cannot turn a ${vm.memory.cString(api.lua_typename(L, type))} into JSON`);
  }
}

/** With a point or an exponent, so that it is read back as a float. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function textAt(vm: LuaVm, L: number, index: number): string {
  const text = vm.stringAt(L, index);
  if (typeof text === 'string') return text;
  throw new LuaRaise('cannot turn a string into JSON that is not UTF-8 text');
}

function encodeTable(vm: LuaVm, L: number, index: number, above: readonly number[]): string {
  const { api } = vm;
  const table = api.lua_topointer(L, index);
  if (above.includes(table)) throw new LuaRaise('cannot turn a table into JSON that contains itself');
  if (above.length >= MAX_DEPTH)
    throw new LuaRaise(`cannot turn a table into JSON that is nested deeper than ${MAX_DEPTH}`);
  api.luaL_checkstack(L, 4, 0);
  const inside = [...above, table];
  const length = Number(api.lua_rawlen(L, index));
  return length > 0 ? encodeArray(vm, L, index, length, inside) : encodeObject(vm, L, index, inside);
}

function encodeArray(vm: LuaVm, L: number, index: number, length: number, inside: readonly number[]): string {
  const items: string[] = [];
  for (let i = 1; i <= length; i++) {
    vm.api.lua_rawgeti(L, index, BigInt(i));
    items.push(encode(vm, L, vm.api.lua_gettop(L), inside));
    vm.pop(L);
  }
  return `[${items.join(',')}]`;
}

function encodeObject(vm: LuaVm, L: number, index: number, inside: readonly number[]): string {
  const entries: [key: string, json: string][] = [];
  vm.api.lua_pushnil(L);
  while (vm.api.lua_next(L, index) !== 0) {
    const value = encode(vm, L, vm.api.lua_gettop(L), inside);
    vm.pop(L);
    entries.push([keyText(vm, L), value]);
  }
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

/** Text of the key on top; it stays as it is, since the traversal needs it. */
function keyText(vm: LuaVm, L: number): string {
  const type = vm.api.lua_type(L, -1);
  if (type === LUA_TSTRING) return textAt(vm, L, -1);
  if (type === LUA_TNUMBER) return vm.display(L, -1);
  throw new LuaRaise(`cannot turn a table into JSON with a ${vm.memory.cString(vm.api.lua_typename(L, type))} as key`);
}
