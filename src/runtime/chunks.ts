// The globals `dofile` and `loadfile`. Engine thread.

import { SpellError } from '../base/errors.js';
import { LuaRaise } from '../vm/errors.js';
import { LUA_MULTRET, LUA_TNONE } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText, isNoneOrNil, optText } from './arguments.js';
import { standardInputOf } from './input.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { checkRoom } from './lua-bytes.js';
import { policyOf } from './per-host.js';
import { isLoaded, loadSource, loadText } from './source-files.js';
import { toFailure } from './system-errors.js';

export const chunksLibrary: RuntimeLibrary = {
  functions: chunkFunctions,
  install(vm) {
    for (const name of ['dofile', 'loadfile']) {
      vm.pushHost(vm.L, name);
      vm.setGlobal(vm.L, name);
    }
  },
};

function chunkFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    dofile: (vm, L) => {
      const path = isNoneOrNil(vm, L, 1) ? undefined : checkText(vm, L, 1);
      vm.api.lua_settop(L, 1);
      const problem = loadOrMessage(vm, L, host, path, 'raise');
      if (problem !== undefined) throw new LuaRaise(problem, false);
      vm.callThen(L, 0, LUA_MULTRET, 'dofile.results');
      return vm.api.lua_gettop(L) - 1;
    },
    'dofile.results': (vm, L) => vm.api.lua_gettop(L) - 1,
    loadfile: (vm, L) => {
      const path = isNoneOrNil(vm, L, 1) ? undefined : checkText(vm, L, 1);
      const mode = optText(vm, L, 2, 't');
      const hasEnvironment = vm.api.lua_type(L, 3) !== LUA_TNONE;
      const problem = mode.includes('t')
        ? loadOrMessage(vm, L, host, path, 'tell')
        : `attempt to load a text chunk (mode is '${mode}')`;
      if (problem !== undefined) {
        vm.api.lua_pushnil(L);
        vm.pushString(L, problem);
        return 2;
      }
      if (hasEnvironment) {
        vm.api.lua_pushvalue(L, 3);
        vm.api.lua_setupvalue(L, -2, 1);
      }
      return 1;
    },
  };
}

/**
 * Compiles a file, or the standard input, and pushes the function; otherwise gives the message.
 *
 * @param refusals whether a refusal by the permissions is raised as it is or told in the message
 */
function loadOrMessage(
  vm: LuaVm,
  L: number,
  host: RuntimeHost,
  path: string | undefined,
  refusals: 'raise' | 'tell',
): string | undefined {
  try {
    const status =
      path === undefined
        ? loadText(
            vm,
            L,
            standardInputOf(host).readAll((length) => checkRoom(vm, length)),
            '=stdin',
          )
        : loadSource(vm, L, policyOf(host), path);
    if (isLoaded(status)) return undefined;
  } catch (error) {
    if (error instanceof SpellError && refusals === 'raise') throw error;
    const failure = toFailure(error);
    if (failure === undefined) throw error;
    return error instanceof SpellError ? failure.message : `cannot open ${path ?? 'stdin'}: ${failure.message}`;
  }
  const message = vm.display(L, -1);
  vm.pop(L);
  return message;
}
