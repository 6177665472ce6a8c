// Values as one line of text, by raw access: the part that reports and the debugger have in common. How keys, texts and functions
// look is theirs. Engine thread.

import { LUA_TBOOLEAN, LUA_TNIL, LUA_TNUMBER, OFFSETS } from './lua.js';
import type { LuaVm } from './vm.js';

export interface LineStyle {
  /** Entries of a table that are shown. */
  readonly maxEntries: number;
  /** Fields that are looked at: beyond, nobody counts or sorts them. */
  readonly maxFields: number;
  /** Between a key and its value. */
  readonly between: string;
  /** The key at `index`: `name`, `[1]`, `["two words"]`. */
  key(L: number, index: number): string;
  /** A value inside the table, which is not opened. @param key as above, empty for elements of the list */
  value(L: number, index: number, key: string): string;
  /** Stands for the entries that are not shown; Infinity: nobody has counted them. */
  more(left: number): string;
}

/** A field by its key; its value is found again where that is a text, and written at once elsewhere. */
interface Field {
  readonly key: string;
  readonly value: { readonly name: string | Uint8Array } | { readonly text: string };
}

/** Elements of a list that does not lie apart are passed by, so many at most. */
const MAX_PASSED = 10_000;

/** nil, booleans and numbers, as `tostring` gives them where nobody has changed that; undefined for others. */
export function plainText(vm: LuaVm, L: number, index: number): string | undefined {
  switch (vm.api.lua_type(L, index)) {
    case LUA_TNIL:
      return 'nil';
    case LUA_TBOOLEAN:
      return vm.api.lua_toboolean(L, index) === 0 ? 'false' : 'true';
    case LUA_TNUMBER:
      return numberText(vm, L, index);
    default:
      return undefined;
  }
}

export function numberText(vm: LuaVm, L: number, index: number): string {
  // A copy: the value itself would become a string.
  vm.api.lua_pushvalue(L, index);
  const text = vm.stringAt(L, -1);
  vm.pop(L);
  return String(text);
}

/** `{1, 2, x = 3}` for the table at `index`, which is absolute: elements, then fields by name, since their own order differs from run to run. */
export function tableLine(vm: LuaVm, L: number, index: number, style: LineStyle): string {
  const length = Number(vm.api.lua_rawlen(L, index));
  const parts: string[] = [];
  for (let i = 1; i <= Math.min(length, style.maxEntries); i++) {
    vm.api.lua_rawgeti(L, index, BigInt(i));
    parts.push(style.value(L, vm.api.lua_gettop(L), ''));
    vm.pop(L);
  }
  const { fields, isWhole } = readFields(vm, L, index, length, style);
  for (const field of fields.slice(0, style.maxEntries - parts.length)) {
    parts.push(`${field.key}${style.between}${valueOf(vm, L, index, field, style)}`);
  }
  const left = isWhole ? length + fields.length - parts.length : Infinity;
  return `{${[...parts, ...(left > 0 ? [style.more(left)] : [])].join(', ')}}`;
}

/** What is no element of the list `1..length`, sorted. */
function readFields(
  vm: LuaVm,
  L: number,
  index: number,
  length: number,
  style: LineStyle,
): { readonly fields: readonly Field[]; readonly isWhole: boolean } {
  const { api } = vm;
  const top = api.lua_gettop(L);
  const fields: Field[] = [];
  if (isListApart(vm, L, index, length)) api.lua_pushinteger(L, BigInt(length));
  else api.lua_pushnil(L);
  let passed = 0;
  let isWhole = true;
  while (api.lua_next(L, index) !== 0) {
    isWhole = fields.length < style.maxFields && passed < MAX_PASSED;
    if (!isWhole) break;
    if (isElement(vm, L, top + 1, length)) passed++;
    else fields.push(readField(vm, L, top + 1, style));
    api.lua_settop(L, top + 1);
  }
  api.lua_settop(L, top);
  fields.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { fields, isWhole };
}

/** Of the key at `at` and the value above it. */
function readField(vm: LuaVm, L: number, at: number, style: LineStyle): Field {
  const key = style.key(L, at);
  if (vm.isString(L, at)) return { key, value: { name: vm.stringAt(L, at) ?? '' } };
  return { key, value: { text: style.value(L, at + 1, key) } };
}

function valueOf(vm: LuaVm, L: number, index: number, { key, value }: Field, style: LineStyle): string {
  if ('text' in value) return value.text;
  vm.pushString(L, value.name);
  vm.api.lua_rawget(L, index);
  const text = style.value(L, vm.api.lua_gettop(L), key);
  vm.pop(L);
  return text;
}

/** Whether the list lies in the array part alone, so that a walk can begin behind it. */
function isListApart(vm: LuaVm, L: number, index: number, length: number): boolean {
  if (length === 0 || !vm.offsetsTrusted) return false;
  return vm.memory.word(vm.api.lua_topointer(L, index) + OFFSETS.table.arrayLimit) >>> 0 >= length;
}

function isElement(vm: LuaVm, L: number, at: number, length: number): boolean {
  if (vm.api.lua_type(L, at) !== LUA_TNUMBER || vm.api.lua_isinteger(L, at) === 0) return false;
  const key = vm.api.lua_tointegerx(L, at, 0);
  return key >= 1n && key <= BigInt(length);
}
