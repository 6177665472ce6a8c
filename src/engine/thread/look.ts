// Looks at live values for completion and inspection: raw access and `__index` tables, no code of the script. Engine thread.

import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS, LUA_TFUNCTION, LUA_TNIL, LUA_TSTRING, LUA_TTABLE } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { redactPreview } from '../../diagnostics/redact.js';
import type { Look, LookedField, LookedValue } from '../contract.js';
import { functionNames } from './capture.js';
import { functionFacts, parameterList } from '../../vm/function-facts.js';
import { keptNames, pushKept } from './kept-locals.js';
import { MAX_INDEX_CHAIN, previewLine, tableKeys, typeName } from './preview.js';
import { showValue } from './show/show-values.js';

/** Names of one table and what it inherits from that are looked at. */
const MAX_NAMES = 50_000;
/** Fields that come with a value. */
const VALUE_FIELDS = 200;

/** Undefined where the path leads to nothing. The main state does the work: it is at rest, or waits for the run's. */
export function lookAt(vm: LuaVm, look: Look): LookedValue | undefined {
  const { api, L } = vm;
  if (api.lua_checkstack(L, 60) === 0) return undefined;
  const top = api.lua_gettop(L);
  try {
    api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
    for (const [depth, name] of look.path.entries()) {
      if (depth === 0 && pushKept(vm, L, name)) replace(vm, L, top + 1);
      else if (!goTo(vm, L, name)) return undefined;
    }
    return describe(vm, L, look);
  } finally {
    api.lua_settop(L, top);
  }
}

/** Puts the field of the value on top in its place; false, with the stack as it was, where there is none. */
function goTo(vm: LuaVm, L: number, name: string): boolean {
  const { api } = vm;
  const top = api.lua_gettop(L);
  api.lua_pushvalue(L, top);
  for (let chain = 0; chain < MAX_INDEX_CHAIN; chain++) {
    if (api.lua_type(L, -1) === LUA_TTABLE) {
      vm.pushString(L, name);
      if (api.lua_rawget(L, -2) !== LUA_TNIL) return replace(vm, L, top);
      vm.pop(L);
    }
    if (vm.memory.with('__index', (field) => api.luaL_getmetafield(L, -1, field)) === LUA_TNIL) break;
  }
  api.lua_settop(L, top);
  return false;
}

/** Puts what is on top into the place `index` and ends the stack there. */
function replace(vm: LuaVm, L: number, index: number): true {
  vm.api.lua_rotate(L, index, 1);
  vm.api.lua_settop(L, index);
  return true;
}

function describe(vm: LuaVm, L: number, look: Look): LookedValue {
  const index = vm.api.lua_gettop(L);
  const kept = look.path.length === 0 ? keptNames(vm) : [];
  const names = [...new Set([...tableKeys(vm, L, index, MAX_NAMES), ...kept])].sort();
  const limit = look.kind === 'fields' ? look.limit : VALUE_FIELDS;
  const facts =
    look.kind === 'value' && vm.api.lua_type(L, index) === LUA_TFUNCTION ? describeFunction(vm, L, index) : undefined;
  return {
    type: typeName(vm, L, index),
    preview: previewOf(vm, L, look.path.at(-1) ?? ''),
    shown: (look.kind === 'value' ? showValue(vm, L, index, false) : undefined) ?? {},
    fields: names.slice(0, limit).map((name) => describeField(vm, L, name, kept.includes(name))),
    hasMoreFields: names.length > limit,
    ...(facts !== undefined && { function: facts }),
  };
}

function describeField(vm: LuaVm, L: number, name: string, isKept: boolean): LookedField {
  const index = vm.api.lua_gettop(L);
  if (!isKept || !pushKept(vm, L, name)) {
    vm.api.lua_pushvalue(L, index);
    goTo(vm, L, name);
  }
  const field = { name, type: typeName(vm, L, index + 1), preview: previewOf(vm, L, name) };
  vm.api.lua_settop(L, index);
  return field;
}

/** Of the value on top. */
function previewOf(vm: LuaVm, L: number, name: string): string {
  const index = vm.api.lua_gettop(L);
  if (vm.api.lua_type(L, index) === LUA_TFUNCTION) {
    const facts = functionFacts(vm, L, index);
    if (facts.kind === 'lua') return `function(${parameterList(facts).join(', ')})`;
  }
  const preview = previewLine(vm, L, index);
  const type = vm.api.lua_type(L, index);
  // Only these can hold a secret; a table of many fields is to be quick.
  return type === LUA_TSTRING || type === LUA_TTABLE ? redactPreview(name, typeName(vm, L, index), preview) : preview;
}

function describeFunction(vm: LuaVm, L: number, index: number): LookedValue['function'] {
  const facts = functionFacts(vm, L, index);
  if (facts.kind === 'lua') {
    const { parameters, isVararg, chunkName, line, lastLine } = facts;
    return { parameters, isVararg, chunkName, line, lastLine };
  }
  const hostName = facts.name ?? functionNames(vm).get(vm.api.lua_topointer(L, index));
  return { parameters: [], isVararg: true, ...(hostName !== undefined && { hostName }) };
}
