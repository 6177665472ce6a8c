// One-line pictures of Lua values for reports: no metamethods run, secrets are taken out. Engine thread.

import type { CapturedValue } from '../../diagnostics/captured.js';
import { redactPreview } from '../../diagnostics/redact.js';
import { functionFacts, parameterList } from '../../vm/function-facts.js';
import { isName } from '../../vm/literals.js';
import { LUA_TFUNCTION, LUA_TSTRING, LUA_TTABLE, LUA_TUSERDATA } from '../../vm/lua.js';
import { plainText, tableLine, type LineStyle } from '../../vm/value-line.js';
import type { LuaVm } from '../../vm/vm.js';

const MAX_PREVIEW = 60;
const MAX_STRING = 40;
const MAX_ENTRIES = 4;
const MAX_KEYS = 200;
const MAX_NESTED = 50;
/** A class of a class of a class: deeper `__index` chains are not followed. */
export const MAX_INDEX_CHAIN = 5;

/** The value on the top of `L`; the stack stays as it is. `name` decides about redaction. */
export function captureValue(vm: LuaVm, L: number, name: string): CapturedValue {
  vm.api.luaL_checkstack(L, 12, 0);
  const index = vm.api.lua_gettop(L);
  const type = typeName(vm, L, index);
  const preview = clip(redactPreview(name, type, previewOf(vm, L, index, 0)));
  if (type === 'table') {
    const keys = tableKeys(vm, L, index);
    const length = Number(vm.api.lua_rawlen(L, index));
    return { type, preview, keys, fields: nestedKeys(vm, L, index, keys), ...(length > 0 && { length }) };
  }
  if (type === 'userdata') return { type, preview, keys: tableKeys(vm, L, index) };
  if (type === 'function') return { type, preview, ...parametersOf(vm, L, index) };
  return { type, preview };
}

/** The value at `index` on one line, short; texts are not redacted. */
export function previewLine(vm: LuaVm, L: number, index: number): string {
  return clip(previewOf(vm, L, index, 0));
}

/** By type, from `LUA_TNIL` on. */
const TYPE_NAMES = ['nil', 'boolean', 'userdata', 'number', 'string', 'table', 'function', 'userdata', 'thread'];

/** As `type` says it. */
export function typeName(vm: LuaVm, L: number, index: number): string {
  return TYPE_NAMES[vm.api.lua_type(L, index)] ?? 'no value';
}

const clip = (text: string): string => (text.length <= MAX_PREVIEW ? text : `${text.slice(0, MAX_PREVIEW - 1)}…`);

/** One line, without a look at names; tables at `depth` above 0 are not opened. */
export function previewOf(vm: LuaVm, L: number, index: number, depth: number): string {
  switch (vm.api.lua_type(L, index)) {
    case LUA_TSTRING:
      return quote(vm.stringAt(L, index) ?? '');
    case LUA_TTABLE:
      return depth > 0 ? '{…}' : tableLine(vm, L, index, styleOf(vm));
    case LUA_TFUNCTION:
      return previewFunction(vm, L, index);
    default:
      return plainText(vm, L, index) ?? typeName(vm, L, index);
  }
}

function quote(value: string | Uint8Array): string {
  if (typeof value !== 'string') return `<${value.byteLength} bytes>`;
  const text = value.length > MAX_STRING ? `${value.slice(0, MAX_STRING)}…` : value;
  return JSON.stringify(text);
}

/** Secrets in tables are told by their names. */
function styleOf(vm: LuaVm): LineStyle {
  return {
    maxEntries: MAX_ENTRIES,
    maxFields: MAX_KEYS,
    between: '=',
    key: (L, index) => keyText(vm, L, index),
    value: (L, index, key) => redactPreview(key, typeName(vm, L, index), previewOf(vm, L, index, 1)),
    more: (left) => `${left === Infinity ? 'many' : left} more`,
  };
}

function keyText(vm: LuaVm, L: number, index: number): string {
  const text = vm.isString(L, index) ? vm.stringAt(L, index) : undefined;
  return typeof text === 'string' && isName(text) ? text : `[${previewOf(vm, L, index, 1)}]`;
}

/** Raw traversal; `visit` gets stack indices of key and value and ends it with false. */
export function forEachEntry(
  vm: LuaVm,
  L: number,
  index: number,
  visit: (key: number, value: number) => boolean,
): void {
  const { api } = vm;
  if (api.lua_checkstack(L, 6) === 0) return;
  const base = api.lua_gettop(L);
  api.lua_pushnil(L);
  while (api.lua_next(L, index) !== 0) {
    if (!visit(base + 1, base + 2)) break;
    api.lua_settop(L, base + 1);
  }
  api.lua_settop(L, base);
}

/** String keys of a table and of the tables behind its `__index`, at most `limit`. */
export function tableKeys(vm: LuaVm, L: number, index: number, limit = MAX_KEYS): string[] {
  const keys = new Set<string>();
  const { api } = vm;
  const base = api.lua_gettop(L);
  if (api.lua_checkstack(L, 8) === 0) return [];
  api.lua_pushvalue(L, index);
  for (let chain = 0; chain < MAX_INDEX_CHAIN && isIndexed(api.lua_type(L, -1)); chain++) {
    if (api.lua_type(L, -1) === LUA_TTABLE) {
      forEachEntry(vm, L, api.lua_gettop(L), (key) => {
        if (vm.isString(L, key)) addText(keys, vm.stringAt(L, key));
        return keys.size < limit;
      });
    }
    if (vm.memory.with('__index', (name) => api.luaL_getmetafield(L, -1, name)) === 0) break;
    api.lua_settop(L, base + 2);
    api.lua_rotate(L, base + 1, 1);
    api.lua_settop(L, base + 1);
  }
  api.lua_settop(L, base);
  return [...keys];
}

/** What may have `__index`. */
function isIndexed(type: number): boolean {
  return type === LUA_TTABLE || type === LUA_TUSERDATA || type === LUA_TSTRING;
}

function addText(keys: Set<string>, key: string | Uint8Array | undefined): void {
  if (typeof key === 'string') keys.add(key);
}

function nestedKeys(vm: LuaVm, L: number, index: number, keys: readonly string[]): Record<string, readonly string[]> {
  const nested: Record<string, readonly string[]> = {};
  let left = MAX_NESTED;
  for (const key of keys) {
    if (left === 0) break;
    vm.pushString(L, key);
    vm.api.lua_rawget(L, index);
    if (vm.api.lua_type(L, -1) === LUA_TTABLE) {
      nested[key] = tableKeys(vm, L, vm.api.lua_gettop(L)).slice(0, MAX_NESTED);
      left--;
    }
    vm.pop(L);
  }
  return nested;
}

function previewFunction(vm: LuaVm, L: number, index: number): string {
  const facts = functionFacts(vm, L, index);
  return facts.kind === 'host' ? `function: ${facts.name ?? 'builtin'}` : `function: ${facts.shortName}:${facts.line}`;
}

/** Names of a Lua function's parameters, `...` included. */
function parametersOf(vm: LuaVm, L: number, index: number): { parameters?: readonly string[] } {
  const facts = functionFacts(vm, L, index);
  return facts.kind === 'host' ? {} : { parameters: parameterList(facts) };
}
