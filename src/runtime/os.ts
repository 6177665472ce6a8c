// The global `os`: date, time and difftime are the interpreter's; what reaches outside is here, behind the permissions. Engine thread.

import { closeSync, lstatSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { LuaRaise } from '../vm/errors.js';
import { LUA_TBOOLEAN } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkOption, checkText, optInteger, optText } from './arguments.js';
import { namesBelow, setFunctions } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { policyOf } from './per-host.js';
import { commandExecuted, EXECUTED, executeCommand } from './os-execute.js';
import { orFailure, toFailure } from './system-errors.js';
import { openTemporary } from './temporary-files.js';

export const osLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...osFunctions(host), [EXECUTED]: (vm, L) => commandExecuted(vm, L, host) }),
  install(vm, host) {
    vm.getGlobal(vm.L, 'os');
    setFunctions(vm, vm.L, 'os.', namesBelow(osFunctions(host), 'os.'));
    vm.pop(vm.L);
  },
};

function osFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    /** Seconds that the engine has been up: a script that waits for a model has used time too. */
    'os.clock': (vm, L) => {
      vm.api.lua_pushnumber(L, performance.now() / 1000);
      return 1;
    },
    'os.execute': (vm, L) => executeCommand(vm, L, host),
    'os.exit': (vm, L) => host.exit(exitCode(vm, L)),
    'os.getenv': (vm, L) => {
      const name = checkText(vm, L, 1);
      // A variable that may not be read is as good as not set: scripts look for many that they can do without.
      const value = policyOf(host).allowsEnv(name) ? process.env[name] : undefined;
      if (value === undefined) vm.api.lua_pushnil(L);
      else vm.pushString(L, value);
      return 1;
    },
    'os.remove': (vm, L) => {
      const path = checkText(vm, L, 1);
      return succeed(vm, L, path, () => remove(host, path));
    },
    'os.rename': (vm, L) => {
      const [from, to] = [checkText(vm, L, 1), checkText(vm, L, 2)];
      return succeed(vm, L, undefined, () => rename(host, from, to));
    },
    'os.setlocale': (vm, L) => {
      const locale = optText(vm, L, 1, 'C');
      checkOption(vm, L, 2, ['all', 'collate', 'ctype', 'monetary', 'numeric', 'time'], 'all');
      if (['', 'C', 'POSIX'].includes(locale)) vm.pushString(L, 'C');
      else vm.api.lua_pushnil(L);
      return 1;
    },
    'os.tmpname': (vm, L) => {
      try {
        const { fd, path } = openTemporary(policyOf(host), false);
        closeSync(fd);
        vm.pushString(L, path);
        return 1;
      } catch (error) {
        const failure = toFailure(error);
        throw failure === undefined ? error : new LuaRaise(`unable to generate a unique filename: ${failure.message}`);
      }
    },
  };
}

function exitCode(vm: LuaVm, L: number): number {
  if (vm.api.lua_type(L, 1) === LUA_TBOOLEAN) return vm.api.lua_toboolean(L, 1) !== 0 ? 0 : 1;
  return Number(BigInt.asIntN(32, optInteger(vm, L, 1, 0n)));
}

function succeed(vm: LuaVm, L: number, path: string | undefined, action: () => void): number {
  return orFailure(vm, L, path, () => {
    action();
    vm.api.lua_pushboolean(L, 1);
    return 1;
  });
}

/** A file, a link (not what it leads to) or an empty directory. */
function remove(host: RuntimeHost, path: string): void {
  const policy = policyOf(host);
  const real = policy.checkWrite(path, 'keep');
  if (!lstatSync(real).isDirectory()) {
    unlinkSync(real);
    return;
  }
  // The entry of a directory belongs to the one above: a directory that was granted stays.
  policy.checkWrite(dirname(real));
  rmdirSync(real);
}

/** What is renamed can be read under its new name, so both permissions are needed for the old one. */
function rename(host: RuntimeHost, from: string, to: string): void {
  const policy = policyOf(host);
  policy.checkRead(from, 'keep');
  renameSync(policy.checkWrite(from, 'keep'), policy.checkWrite(to, 'keep'));
}
