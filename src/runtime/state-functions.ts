// What scripts do with values by scope and key, for `State` and for transactions alike. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText } from './arguments.js';
import type { RuntimeHost } from './library.js';

/** Where the functions without a scope keep what they are given. */
export const OWN_SCOPE = 'user';

/** With a scope first: the names of the functions, which are those of the host methods. */
export const SCOPED = ['load', 'save', 'delete', 'list_keys'] as const;
/** Without one, in the user's own. */
export const OWN = ['get', 'set', 'del', 'keys', 'exists', 'increment'] as const;

export interface Place {
  /** Of the functions: `State.`. */
  readonly functions: string;
  /** Of the host methods: `state.`. */
  readonly methods: string;
  /** Arguments that come before the scope, 1 for the id of a transaction. */
  readonly lead: 0 | 1;
  /** Makes that first argument out of the object that the method was called on. */
  enter?(vm: LuaVm, L: number, name: string): void;
}

/** The service checks the arguments that follow the key. */
export function viewFunctions(host: RuntimeHost, place: Place): Readonly<Record<string, HostFunction>> {
  const all = { ...scopedFunctions(host, place), ...ownFunctions(host, place) };
  return Object.fromEntries(
    Object.entries(all).map(([name, run]) => {
      const entered: HostFunction = (vm, L) => {
        place.enter?.(vm, L, name);
        return run(vm, L);
      };
      return [place.functions + name, entered];
    }),
  );
}

function scopedFunctions(host: RuntimeHost, { methods }: Place): Record<(typeof SCOPED)[number], HostFunction> {
  return {
    load: question(host, `${methods}load`),
    save: command(host, `${methods}save`),
    delete: command(host, `${methods}delete`),
    list_keys: question(host, `${methods}list_keys`),
  };
}

function ownFunctions(host: RuntimeHost, { methods, lead }: Place): Record<(typeof OWN)[number], HostFunction> {
  const key = lead + 1;
  /** After this the scope is where the key was, and the key behind it. */
  const insertScope = (vm: LuaVm, L: number): void => {
    vm.pushString(L, OWN_SCOPE);
    vm.api.lua_rotate(L, key, 1);
  };
  const ofKey = (run: HostFunction): HostFunction => {
    return (vm, L) => {
      checkText(vm, L, key);
      insertScope(vm, L);
      return run(vm, L);
    };
  };
  return {
    get: ofKey((vm, L) => {
      const value = host.callWithStack(L, `${methods}load`, 1);
      const otherwise = key + 2;
      if (value === undefined && vm.api.lua_gettop(L) >= otherwise) vm.api.lua_pushvalue(L, otherwise);
      else pushValue(vm, L, value);
      return 1;
    }),
    set: ofKey(command(host, `${methods}save`)),
    del: ofKey(question(host, `${methods}delete`)),
    exists: ofKey((vm, L) => {
      vm.api.lua_pushboolean(L, host.callWithStack(L, `${methods}load`, 1) === undefined ? 0 : 1);
      return 1;
    }),
    increment: ofKey(question(host, `${methods}increment`)),
    keys: (vm, L) => {
      insertScope(vm, L);
      return question(host, `${methods}list_keys`)(vm, L);
    },
  };
}

/** Calls the host method with all arguments and gives what it gives. */
export function question(host: RuntimeHost, method: string): HostFunction {
  return (vm, L) => {
    pushValue(vm, L, host.callWithStack(L, method, 1));
    return 1;
  };
}

/** The same for what gives nothing. */
export function command(host: RuntimeHost, method: string): HostFunction {
  return (_vm, L) => {
    host.callWithStack(L, method, 1);
    return 0;
  };
}
