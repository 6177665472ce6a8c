// `Console.table`: rows as aligned text; a table that is no list of rows is shown by its keys. Engine thread.

import { LUA_TTABLE } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { table } from './display-table.js';
import type { RuntimeHost } from './library.js';
import { printed } from './print-text.js';

/** Argument 1, a table, as bytes that are written as characters. */
export function tableText(vm: LuaVm, L: number, host: RuntimeHost): string {
  vm.api.lua_settop(L, isRows(vm, L) ? 2 : 1);
  if (vm.api.lua_gettop(L) === 1) pushPairs(vm, L);
  const shown = table(vm, L, vm.api.lua_gettop(L) - 1, host);
  return Buffer.from(shown.data['text/plain'] as string).toString('latin1');
}

/** Whether every entry is a row: a list of tables. */
function isRows(vm: LuaVm, L: number): boolean {
  const { api } = vm;
  const length = api.lua_rawlen(L, 1);
  if (length === 0n) return false;
  const top = api.lua_gettop(L);
  let isList = true;
  for (let i = 1n; i <= length && isList; i++) {
    isList = api.lua_rawgeti(L, 1, i) === LUA_TTABLE;
    api.lua_settop(L, top);
  }
  return isList;
}

/** Pushes rows of key and value, and the names of these columns. */
function pushPairs(vm: LuaVm, L: number): void {
  const { api } = vm;
  const rows: (readonly [key: string, value: string])[] = [];
  api.lua_pushnil(L);
  while (api.lua_next(L, 1) !== 0) {
    rows.push([printed(vm, L, 2), printed(vm, L, 3)]);
    vm.pop(L);
  }
  rows.sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  pushList(vm, L, rows.map((row) => () => pushTexts(vm, L, row))); // prettier-ignore
  pushTexts(vm, L, ['key', 'value']);
}

function pushTexts(vm: LuaVm, L: number, texts: readonly string[]): void {
  pushList(vm, L, texts.map((text) => () => vm.pushString(L, Buffer.from(text, 'latin1')))); // prettier-ignore
}

function pushList(vm: LuaVm, L: number, pushes: readonly (() => void)[]): void {
  vm.api.lua_createtable(L, pushes.length, 0);
  pushes.forEach((push, i) => {
    push();
    vm.api.lua_rawseti(L, -2, BigInt(i + 1));
  });
}
