// `State.transaction` and `State.update`: a function of the script works on a view of its own, and is called again where somebody
// else was faster. Nothing is locked meanwhile. Engine thread.

import { SpellError } from '../base/errors.js';
import { LuaCallError } from '../vm/errors.js';
import { LUA_MULTRET } from '../vm/lua.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkFunction, checkText } from './arguments.js';
import type { RuntimeHost } from './library.js';
import { pushContent, pushObject } from './objects.js';
import type { ObjectKind } from './objects.js';
import { OWN, OWN_SCOPE, SCOPED, viewFunctions } from './state-functions.js';

export const TRANSACTION: ObjectKind = {
  name: 'StateTransaction',
  variable: 'tx',
  methods: [...SCOPED, ...OWN],
};

const MAX_TRIES = 100;

export function transactionFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...viewFunctions(host, { functions: 'StateTransaction:', methods: 'state.tx.', lead: 1, enter: replaceById }),
    /** (function(tx)) -> what it returns */
    'State.transaction': (vm, L) => {
      checkFunction(vm, L, 1);
      return transact(vm, L, host, (id) => {
        vm.api.lua_pushvalue(L, 1);
        pushTransaction(vm, L, id);
        vm.call(L, 1, LUA_MULTRET);
      }).results;
    },
    /** (key, function(value), {ttl}?) -> the new value */
    'State.update': (vm, L) => {
      const key = checkText(vm, L, 1);
      checkFunction(vm, L, 2);
      vm.api.lua_settop(L, 3);
      return transact(vm, L, host, (id) => {
        vm.api.lua_pushvalue(L, 2);
        pushTexts(vm, L, [id, OWN_SCOPE, key]);
        const load = vm.api.lua_gettop(L) - 2;
        pushValue(vm, L, host.callWithStack(L, 'state.tx.load', load));
        vm.api.lua_copy(L, -1, load);
        vm.api.lua_settop(L, load);
        vm.call(L, 1, 1);
        pushTexts(vm, L, [id, OWN_SCOPE, key]);
        const save = vm.api.lua_gettop(L) - 2;
        vm.api.lua_pushvalue(L, save - 1);
        vm.api.lua_pushvalue(L, 3);
        host.callWithStack(L, 'state.tx.save', save);
        vm.api.lua_settop(L, save - 1);
      }).results;
    },
  };
}

export interface Committed {
  /** How many the work has left. */
  readonly results: number;
  /** Values that were changed. */
  readonly written: number;
}

/** @param work leaves results above the arguments; called again where others were faster */
export function transact(vm: LuaVm, L: number, host: RuntimeHost, work: (id: string) => void): Committed {
  const top = vm.api.lua_gettop(L);
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const id = host.call(L, 'state.begin', []) as string;
    try {
      work(id);
    } catch (error) {
      // A run that is to end makes no more calls; its transactions end with it.
      if (!(error instanceof LuaCallError && error.isInterruption)) host.call(L, 'state.roll_back', [id]);
      throw error;
    }
    const written = host.call(L, 'state.commit', [id]);
    if (typeof written === 'number') return { results: vm.api.lua_gettop(L) - top, written };
    vm.api.lua_settop(L, top);
    host.call(L, 'state.retry', [tries]);
  }
  throw new SpellError('STATE_CONFLICT', `others changed what the transaction had read, ${MAX_TRIES} times in a row`, {
    category: 'Storage error',
    help: 'read less in it, or do less between reading and the end',
  });
}

/** Pushes what scripts call `tx`. */
export function pushTransaction(vm: LuaVm, L: number, id: string): void {
  vm.api.lua_createtable(L, 0, 1);
  vm.pushString(L, id);
  vm.setField(L, -2, 'id');
  pushObject(vm, L, TRANSACTION);
}

/** The object that is argument 1 by its id, which is what the service knows. */
function replaceById(vm: LuaVm, L: number, name: string): void {
  pushContent(vm, L, TRANSACTION, name);
  vm.getField(L, -1, 'id');
  vm.api.lua_copy(L, -1, 1);
  vm.pop(L, 2);
}

function pushTexts(vm: LuaVm, L: number, texts: readonly string[]): void {
  for (const text of texts) vm.pushString(L, text);
}
