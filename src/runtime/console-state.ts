// What `Console` remembers: level, indentation, timers and counts, in the registry, so that an image holds them. Engine thread.

import { CONSOLE_LEVELS, type ConsoleLevel } from '../base/console-log.js';
import { LUA_REGISTRYINDEX, LUA_TNUMBER } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';

const FIELDS = 'Console.state';
/** Labels to numbers: when a timer was started (milliseconds since the epoch), how often something was counted. */
export const TIMERS = 'Console.timers';
export const COUNTS = 'Console.counts';

/** Lines are indented no further. */
const MAX_GROUPS = 20;

/** `none` lets nothing through. */
export const SHOWN_LEVELS = [...CONSOLE_LEVELS, 'none'] as const;
export type ShownLevel = (typeof SHOWN_LEVELS)[number];

export function installState(vm: LuaVm): void {
  for (const table of [FIELDS, TIMERS, COUNTS]) {
    vm.api.lua_createtable(vm.L, 0, 0);
    vm.setField(vm.L, LUA_REGISTRYINDEX, table);
  }
}

/** The least urgent level that is written. */
export function shownLevel(vm: LuaVm, L: number): ShownLevel {
  return SHOWN_LEVELS[numberAt(vm, L, FIELDS, 'level') ?? 0] ?? 'trace';
}

export function setShownLevel(vm: LuaVm, L: number, level: ShownLevel): void {
  setNumber(vm, L, FIELDS, 'level', SHOWN_LEVELS.indexOf(level));
}

export function isShown(vm: LuaVm, L: number, level: ConsoleLevel): boolean {
  return SHOWN_LEVELS.indexOf(level) >= SHOWN_LEVELS.indexOf(shownLevel(vm, L));
}

/** Open groups. */
export function groupDepth(vm: LuaVm, L: number): number {
  return numberAt(vm, L, FIELDS, 'groups') ?? 0;
}

export function setGroupDepth(vm: LuaVm, L: number, depth: number): void {
  setNumber(vm, L, FIELDS, 'groups', Math.min(Math.max(depth, 0), MAX_GROUPS));
}

export function numberAt(vm: LuaVm, L: number, table: string, label: string): number | undefined {
  vm.api.luaL_checkstack(L, 4, 0);
  vm.getField(L, LUA_REGISTRYINDEX, table);
  vm.pushString(L, label);
  const isThere = vm.api.lua_rawget(L, -2) === LUA_TNUMBER;
  const value = isThere ? vm.api.lua_tonumberx(L, -1, 0) : undefined;
  vm.pop(L, 2);
  return value;
}

export function setNumber(vm: LuaVm, L: number, table: string, label: string, value: number | undefined): void {
  vm.api.luaL_checkstack(L, 4, 0);
  vm.getField(L, LUA_REGISTRYINDEX, table);
  vm.pushString(L, label);
  if (value === undefined) vm.api.lua_pushnil(L);
  else vm.api.lua_pushnumber(L, value);
  vm.api.lua_rawset(L, -3);
  vm.pop(L);
}
