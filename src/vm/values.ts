// Lua values to plain data and back (the shapes are those of src/base/values.ts). Engine thread.

import type { Value } from '../base/values.js';
import { createFunctionRef, isFunctionRef, numberOfFunctionRef } from '../base/values.js';
import { LuaRaise } from './errors.js';
import { LUA_TBOOLEAN, LUA_TFUNCTION, LUA_TNIL, LUA_TNONE, LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE } from './lua.js';
import type { LuaVm } from './vm.js';

/** Deeper tables are refused: they are cycles more often than data. */
const MAX_DEPTH = 100;

const isSafe = (n: bigint): boolean => n >= BigInt(Number.MIN_SAFE_INTEGER) && n <= BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The value at `index` as plain data. Functions become references into the registry, pushed to `refs`; the caller releases them.
 * Raises for userdata, threads, cycles and tables nested deeper than 100.
 */
export function toValue(vm: LuaVm, L: number, index: number, refs: number[] = []): Value {
  return convert(vm, L, vm.api.lua_absindex(L, index), refs, []);
}

/** Gives `use` the value at `index` as plain data; its functions can be called until `use` returns. */
export function withValue<T>(vm: LuaVm, L: number, index: number, use: (value: Value) => T): T {
  const refs: number[] = [];
  try {
    return use(toValue(vm, L, index, refs));
  } finally {
    for (const ref of refs) vm.releaseRef(ref);
  }
}

function convert(vm: LuaVm, L: number, index: number, refs: number[], above: number[]): Value {
  const { api } = vm;
  const type = api.lua_type(L, index);
  switch (type) {
    case LUA_TNONE:
    case LUA_TNIL:
      return undefined;
    case LUA_TBOOLEAN:
      return api.lua_toboolean(L, index) !== 0;
    case LUA_TNUMBER: {
      if (api.lua_isinteger(L, index) === 0) return api.lua_tonumberx(L, index, 0);
      const integer = api.lua_tointegerx(L, index, 0);
      return isSafe(integer) ? Number(integer) : integer;
    }
    case LUA_TSTRING:
      return vm.stringAt(L, index);
    case LUA_TFUNCTION: {
      api.luaL_checkstack(L, 1, 0);
      api.lua_pushvalue(L, index);
      const ref = vm.takeFunctionRef(L);
      refs.push(ref);
      return createFunctionRef(ref);
    }
    case LUA_TTABLE:
      return convertTable(vm, L, index, refs, above);
    default:
      throw new LuaRaise(`cannot pass a ${vm.memory.cString(api.lua_typename(L, type))} to the host`);
  }
}

function convertTable(vm: LuaVm, L: number, index: number, refs: number[], above: number[]): Value {
  const { api } = vm;
  const table = api.lua_topointer(L, index);
  if (above.includes(table)) throw new LuaRaise('cannot pass a table that contains itself to the host');
  if (above.length >= MAX_DEPTH) throw new LuaRaise(`cannot pass a table nested deeper than ${MAX_DEPTH} to the host`);
  api.luaL_checkstack(L, 4, 0);
  const inside = [...above, table];
  const length = Number(api.lua_rawlen(L, index));
  if (length > 0) {
    const array: Value[] = [];
    for (let i = 1; i <= length; i++) {
      api.lua_rawgeti(L, index, BigInt(i));
      array.push(convert(vm, L, api.lua_gettop(L), refs, inside) ?? null);
      vm.pop(L);
    }
    return array;
  }
  const object: Record<string, Value> = {};
  api.lua_pushnil(L);
  while (api.lua_next(L, index) !== 0) {
    const value = convert(vm, L, api.lua_gettop(L), refs, inside);
    setOwn(object, keyText(vm, L), value);
    vm.pop(L);
  }
  return object;
}

/** Text of the key below the top, without changing it (lua_next needs it as it is). */
function keyText(vm: LuaVm, L: number): string {
  vm.api.lua_pushvalue(L, -2);
  const type = vm.api.lua_type(L, -1);
  const text = type === LUA_TSTRING || type === LUA_TNUMBER ? vm.stringAt(L, -1) : undefined;
  vm.pop(L);
  if (text === undefined) {
    const name = vm.memory.cString(vm.api.lua_typename(L, type));
    throw new LuaRaise(`cannot pass a table with a ${name} as key to the host`);
  }
  return typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
}

/** Plain assignment would treat the key `__proto__` specially. */
function setOwn(object: Record<string, Value>, key: string, value: Value): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/**
 * Pushes plain data as Lua values; arrays count from 1, `null` and `undefined` are nil. Raises for integers that do not fit into
 * 64 bits and for references to functions that are not held.
 */
export function pushValue(vm: LuaVm, L: number, value: Value): void {
  const { api } = vm;
  api.luaL_checkstack(L, 3, 0);
  switch (typeof value) {
    case 'boolean':
      api.lua_pushboolean(L, value ? 1 : 0);
      return;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new LuaRaise(`the integer ${value} does not fit into 64 bits`);
      api.lua_pushinteger(L, value);
      return;
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) api.lua_pushinteger(L, BigInt(value));
      else api.lua_pushnumber(L, value);
      return;
    case 'string':
      vm.pushString(L, value);
      return;
    case 'object':
      pushObject(vm, L, value);
      return;
    default:
      api.lua_pushnil(L);
  }
}

type ObjectValue = Extract<Value, object | null>;

function pushObject(vm: LuaVm, L: number, value: ObjectValue): void {
  const { api } = vm;
  if (value === null) api.lua_pushnil(L);
  else if (value instanceof Uint8Array) vm.pushString(L, value);
  else if (isFunctionRef(value)) pushFunction(vm, L, numberOfFunctionRef(value));
  else if (isArray(value)) {
    api.lua_createtable(L, value.length, 0);
    value.forEach((item, i) => {
      pushValue(vm, L, item);
      api.lua_rawseti(L, -2, BigInt(i + 1));
    });
  } else {
    const entries = Object.entries(value as Readonly<Record<string, Value>>);
    api.lua_createtable(L, 0, entries.length);
    for (const [key, item] of entries) {
      vm.pushString(L, key);
      pushValue(vm, L, item);
      api.lua_rawset(L, -3);
    }
  }
}

function pushFunction(vm: LuaVm, L: number, ref: number): void {
  if (!vm.isFunctionRef(ref)) throw new LuaRaise('the host names a function that is not held any more');
  vm.pushRef(L, ref);
}

const isArray = (value: ObjectValue): value is readonly Value[] => Array.isArray(value);
