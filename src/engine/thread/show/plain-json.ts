// Tables that are plain data, as JSON. Engine thread.

import type { Value } from '../../../base/values.js';
import { LUA_TBOOLEAN, LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE } from '../../../vm/lua.js';
import type { LuaVm } from '../../../vm/vm.js';
import { forEachEntry } from '../preview.js';

const MAX_DEPTH = 50;
const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 2 ** 20;

/**
 * The table at `index` (absolute) as what JSON can say without loss: lists without gaps and tables with texts as keys, of booleans, texts,
 * finite numbers (integers up to 2^53) and such tables. Undefined for others, for those with a metatable, and for large ones.
 */
export function plainJson(vm: LuaVm, L: number, index: number): Value {
  return new PlainJson(vm, L).table(index);
}

class PlainJson {
  private entries = 0;
  private characters = 0;
  private readonly above: number[] = [];

  constructor(
    private readonly vm: LuaVm,
    private readonly L: number,
  ) {}

  table(index: number): Value {
    const { vm, L, above } = this;
    const { api } = vm;
    const table = api.lua_topointer(L, index);
    if (above.includes(table) || above.length >= MAX_DEPTH || api.lua_checkstack(L, 8) === 0) return undefined;
    if (api.lua_getmetatable(L, index) !== 0) {
      vm.pop(L);
      return undefined;
    }
    above.push(table);
    const length = Number(api.lua_rawlen(L, index));
    const value = length > 0 ? this.list(index, length) : this.object(index);
    above.pop();
    return value;
  }

  private list(index: number, length: number): Value {
    const { vm, L } = this;
    if (this.entries + length > MAX_ENTRIES) return undefined;
    let count = 0;
    forEachEntry(vm, L, index, () => ++count <= length);
    if (count !== length) return undefined;
    const list: Value[] = [];
    for (let i = 1; i <= length; i++) {
      vm.api.lua_rawgeti(L, index, BigInt(i));
      const value = this.value(vm.api.lua_gettop(L));
      vm.pop(L);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  }

  private object(index: number): Value {
    const { vm, L } = this;
    const entries: [string, Value][] = [];
    let count = 0;
    forEachEntry(vm, L, index, (key, at) => {
      count++;
      const name = vm.isString(L, key) ? vm.stringAt(L, key) : undefined;
      const value = this.value(at);
      if (typeof name === 'string' && value !== undefined) entries.push([name, value]);
      return entries.length === count;
    });
    return entries.length === count ? Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) : undefined;
  }

  private value(index: number): Value {
    const { vm, L } = this;
    if (++this.entries > MAX_ENTRIES) return undefined;
    switch (vm.api.lua_type(L, index)) {
      case LUA_TBOOLEAN:
        return vm.api.lua_toboolean(L, index) !== 0;
      case LUA_TNUMBER:
        return plainNumber(vm.api.lua_tonumberx(L, index, 0), vm.api.lua_isinteger(L, index) !== 0);
      case LUA_TSTRING:
        return this.plainText(vm.stringAt(L, index));
      case LUA_TTABLE:
        return this.table(index);
      default:
        return undefined;
    }
  }

  private plainText(text: string | Uint8Array | undefined): Value {
    if (typeof text !== 'string') return undefined;
    this.characters += text.length;
    return this.characters <= MAX_CHARACTERS ? text : undefined;
  }
}

function plainNumber(value: number, isInteger: boolean): number | undefined {
  return Number.isFinite(value) && (!isInteger || Number.isSafeInteger(value)) ? value : undefined;
}
