// Reads tables of named options, with errors that name what is wrong. Engine thread.

import { LUA_TBOOLEAN, LUA_TNUMBER, LUA_TSTRING } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError, checkTable, isNoneOrNil } from './arguments.js';

interface OptionTypes {
  string: string;
  number: number;
  boolean: boolean;
}

type OptionRules = Readonly<Record<string, keyof OptionTypes>>;

export type Options<R extends OptionRules> = { readonly [K in keyof R]?: OptionTypes[R[K]] };

const TYPES: Readonly<Record<number, keyof OptionTypes>> = {
  [LUA_TSTRING]: 'string',
  [LUA_TNUMBER]: 'number',
  [LUA_TBOOLEAN]: 'boolean',
};

/** The options in the table that argument `arg` is, if there is one. Raises for names that `rules` does not have, and for wrong types. */
export function optOptions<R extends OptionRules>(vm: LuaVm, L: number, arg: number, rules: R): Options<R> {
  if (isNoneOrNil(vm, L, arg)) return {};
  checkTable(vm, L, arg);
  const { api } = vm;
  const options: Record<string, string | number | boolean> = {};
  api.lua_pushnil(L);
  while (api.lua_next(L, arg) !== 0) {
    const name = vm.display(L, -2);
    const type = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (type === undefined) {
      argumentError(vm, L, arg, `unknown option '${name}'; there are ${Object.keys(rules).join(', ')}`);
    }
    if (TYPES[api.lua_type(L, -1)] !== type) argumentError(vm, L, arg, `${name} must be a ${type}`);
    options[name] = readOption(vm, L);
    vm.pop(L);
  }
  return options as Options<R>;
}

/** The value on top. */
function readOption(vm: LuaVm, L: number): string | number | boolean {
  switch (vm.api.lua_type(L, -1)) {
    case LUA_TBOOLEAN:
      return vm.api.lua_toboolean(L, -1) !== 0;
    case LUA_TNUMBER:
      return vm.api.lua_tonumberx(L, -1, 0);
    default:
      return vm.display(L, -1);
  }
}
