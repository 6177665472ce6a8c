// What a function breakpoint names that is not written in Lua: functions of the host and of the libraries, tools and agents by name.
// Engine thread.

import { hookPoints, isHookPoint } from '../../base/hook-points.js';
import { didYouMean } from '../../base/nearest.js';
import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS, LUA_TFUNCTION, LUA_TTABLE, upvalueIndex } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** In place of a hook point: all of them. */
export const ANY_HOOK = '*';

/** Where a call that is about to be made says whom it calls. */
type NameOf = (vm: LuaVm, L: number) => string | undefined;

export type Callee =
  /** Any of these functions of the host. */
  | { readonly kind: 'host'; readonly functions: readonly CalledHost[] }
  /** A C function by its address, or that of its closure. */
  | { readonly kind: 'library'; readonly address: number }
  /** A hook point, or any. */
  | { readonly kind: 'hook'; readonly point: string }
  /** Nothing calls it yet. */
  | { readonly kind: 'none'; readonly message: string };

export interface CalledHost {
  readonly id: number;
  /** Only calls that name what was asked for. */
  readonly isCalled?: (vm: LuaVm, L: number) => boolean;
}

const first: NameOf = (vm, L) => textAt(vm, L, 1);

/** Of an object of the runtime: a userdata whose one value is the table of its content. */
const ofObject: NameOf = (vm, L) => {
  const { api } = vm;
  const top = api.lua_gettop(L);
  if (api.lua_type(L, 1) !== LUA_TTABLE) api.lua_getiuservalue(L, 1, 1);
  else api.lua_pushvalue(L, 1);
  let name: string | undefined;
  if (api.lua_type(L, -1) === LUA_TTABLE) {
    vm.pushString(L, 'name');
    api.lua_rawget(L, -2);
    name = textAt(vm, L, -1);
  }
  api.lua_settop(L, top);
  return name;
};

/** Calls of tools and agents: host functions, and where their arguments name the one that is called. */
const CALLS: Readonly<Record<string, Readonly<Record<string, NameOf>>>> = {
  tool: { 'Tool.execute': first, 'tool:execute': (vm, L) => textAt(vm, L, upvalueIndex(2)) },
  agent: {
    'Agent:execute': ofObject,
    'Agent:complete': ofObject,
    'Agent:stream': ofObject,
    'Agent:invokeStream': ofObject,
  },
};

/** Undefined where the name is that of no function outside Lua code. */
export function findCallee(vm: LuaVm, name: string): Callee | undefined {
  const [kind = '', asked = ''] = name.split(/:(.*)/s);
  if (kind === 'hook') return ofHook(asked);
  const calls = Object.hasOwn(CALLS, kind) ? CALLS[kind] : undefined;
  if (calls !== undefined)
    return asked === '' ? { kind: 'none', message: `no ${kind} is named` } : byName(vm, calls, asked);
  const held = heldFunction(vm, name);
  if (held !== undefined) return held;
  const id = vm.hostNames.indexOf(name);
  return id === -1 ? undefined : { kind: 'host', functions: [{ id }] };
}

function ofHook(point: string): Callee {
  if (point === ANY_HOOK || isHookPoint(point)) return { kind: 'hook', point };
  return {
    kind: 'none',
    message: point === '' ? 'no hook point is named' : `no hook point has this name${didYouMean(point, hookPoints())}`,
  };
}

function byName(vm: LuaVm, calls: Readonly<Record<string, NameOf>>, asked: string): Callee {
  const wanted = normal(asked);
  const functions = Object.entries(calls).map(([host, nameOf]): CalledHost => {
    const id = vm.hostNames.indexOf(host);
    if (wanted === '*') return { id };
    return { id, isCalled: (on, L) => normal(nameOf(on, L) ?? '') === wanted };
  });
  return { kind: 'host', functions: functions.filter(({ id }) => id !== -1) };
}

/** Tools are found by either spelling. */
const normal = (name: string): string => name.replaceAll('_', '-');

/** The C function that a name leads to among the globals. */
function heldFunction(vm: LuaVm, name: string): Callee | undefined {
  const { api, L } = vm;
  if (api.lua_checkstack(L, 4) === 0) return undefined;
  const top = api.lua_gettop(L);
  try {
    api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
    for (const part of name.split(/[.:]/)) {
      if (api.lua_type(L, -1) !== LUA_TTABLE) return undefined;
      vm.pushString(L, part);
      api.lua_rawget(L, -2);
    }
    if (api.lua_type(L, -1) !== LUA_TFUNCTION || api.lua_iscfunction(L, -1) === 0) return undefined;
    const id = vm.hostNames.indexOf(vm.hostNameAt(L, -1) ?? '');
    return id === -1 ? { kind: 'library', address: api.lua_topointer(L, -1) } : { kind: 'host', functions: [{ id }] };
  } finally {
    api.lua_settop(L, top);
  }
}

function textAt(vm: LuaVm, L: number, index: number): string | undefined {
  const text = vm.isString(L, index) ? vm.stringAt(L, index) : undefined;
  return typeof text === 'string' ? text : undefined;
}
