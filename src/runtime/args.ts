// The globals `ARGS` and `arg`: what the command line gives the script. Engine thread.

import { LUA_REGISTRYINDEX } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { setRawGlobal } from './globals.js';
import type { RuntimeLibrary } from './library.js';

export interface ScriptArguments {
  readonly positional: readonly string[];
  readonly named: Readonly<Record<string, string>>;
}

/**
 * `--key value` is named, `--flag` before another option or at the end is `"true"`; anything else is positional, also
 * `-x` and `--`. `--key=value` is not split: it is a flag of that name. The last of several wins.
 */
export function parseScriptArguments(args: readonly string[]): ScriptArguments {
  const positional: string[] = [];
  const named = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as string;
    if (!isOption(argument)) {
      positional.push(argument);
      continue;
    }
    const next = args[i + 1];
    const takesNext = next !== undefined && !isOption(next) && !argument.includes('=');
    named.set(argument.slice(2), takesNext ? next : 'true');
    if (takesNext) i += 1;
  }
  return { positional, named: Object.fromEntries(named) };
}

const isOption = (argument: string): boolean => argument.length > 2 && argument.startsWith('--');

/** Both tables hold the script's name at 0 and the positional arguments from 1; only `ARGS` holds the named ones. */
export const argsLibrary: RuntimeLibrary = {
  functions: () => ({}),
  install: () => undefined,
  prepare(vm, host) {
    const { scriptName, args } = host.run;
    if (scriptName === undefined) {
      if (arePresent(vm)) clearArguments(vm);
      return;
    }
    const { positional, named } = parseScriptArguments(args);
    setArguments(vm, 'ARGS', [scriptName, ...positional], named);
    setArguments(vm, 'arg', [scriptName, ...positional], {});
    markPresent(vm, true);
  },
};

function setArguments(
  vm: LuaVm,
  global: string,
  fromZero: readonly string[],
  named: Readonly<Record<string, string>>,
): void {
  const { api, L } = vm;
  api.lua_createtable(L, fromZero.length, 1 + Object.keys(named).length);
  fromZero.forEach((value, i) => {
    vm.pushString(L, value);
    api.lua_rawseti(L, -2, BigInt(i));
  });
  for (const [key, value] of Object.entries(named)) {
    vm.pushString(L, key);
    vm.pushString(L, value);
    api.lua_rawset(L, -3);
  }
  setRawGlobal(vm, global);
}

function clearArguments(vm: LuaVm): void {
  for (const name of ['ARGS', 'arg']) {
    vm.api.lua_pushnil(vm.L);
    setRawGlobal(vm, name);
  }
  markPresent(vm, false);
}

/** In the registry: whether the two globals are ours, so that a session's own variables of these names are left alone. */
const PRESENT = 'spell.arguments';

function markPresent(vm: LuaVm, present: boolean): void {
  vm.api.lua_pushboolean(vm.L, present ? 1 : 0);
  vm.setField(vm.L, LUA_REGISTRYINDEX, PRESENT);
}

function arePresent(vm: LuaVm): boolean {
  vm.getField(vm.L, LUA_REGISTRYINDEX, PRESENT);
  const present = vm.api.lua_toboolean(vm.L, -1) !== 0;
  vm.pop(vm.L);
  return present;
}
