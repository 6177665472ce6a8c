// The global `Streaming`: values that a function gives one after the other, in a coroutine of its own. Engine thread.

import { WORD } from '../base/shared-memory.js';
import { LUA_MULTRET, LUA_REGISTRYINDEX, LUA_TNIL, LUA_YIELD } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkFunction } from './arguments.js';
import { pushFunctions, pushLoaded, setLibrary } from './globals.js';
import type { RuntimeLibrary } from './library.js';
import { installKind, pushContent, pushObject, type ObjectKind } from './objects.js';

const STREAM: ObjectKind = { name: 'Stream', variable: 'stream', methods: ['next', 'isDone', 'collect'] };
/** `coroutine.create` and `coroutine.resume`, whatever scripts make of the library. */
const CREATE = 'Streaming.create';
const RESUME = 'Streaming.resume';

/** Places on the stack while a stream goes on: the object, its table {thread, done}, for `collect` the list. */
const CONTENT = 2;

export const streamingLibrary: RuntimeLibrary = {
  functions: () => STREAMING,
  install(vm) {
    const { L } = vm;
    installKind(vm, STREAM);
    pushLoaded(vm, L);
    vm.getField(L, -1, 'coroutine');
    for (const [field, name] of [['create', CREATE], ['resume', RESUME]] as const) {
      vm.getField(L, -1, field);
      vm.setField(L, LUA_REGISTRYINDEX, name);
    } // prettier-ignore
    vm.pop(L, 2);
    pushFunctions(vm, L, 'Streaming.', ['create', 'yield']);
    setLibrary(vm, L, 'Streaming');
  },
};

const STREAMING: Readonly<Record<string, HostFunction>> = {
  'Streaming.create': (vm, L) => {
    checkFunction(vm, L, 1);
    vm.api.lua_settop(L, 1);
    vm.api.lua_createtable(L, 0, 2);
    vm.getField(L, LUA_REGISTRYINDEX, CREATE);
    vm.api.lua_pushvalue(L, 1);
    vm.api.lua_callk(L, 1, 1, 0, 0);
    vm.setField(L, -2, 'thread');
    pushObject(vm, L, STREAM);
    return 1;
  },
  /** Outside of a stream it does nothing. */
  'Streaming.yield': (vm, L) => {
    const isStream = L !== vm.memory.word(WORD.runState) && vm.api.lua_isyieldable(L) !== 0;
    return isStream ? -2 - vm.api.lua_gettop(L) : 0;
  },
  'Stream:next': (vm, L) => {
    if (!open(vm, L, 'next')) {
      vm.api.lua_pushnil(L);
      return 1;
    }
    goOn(vm, L, 'streaming.next');
    return nextValue(vm, L);
  },
  'streaming.next': nextValue,
  'Stream:isDone': (vm, L) => {
    vm.api.lua_pushboolean(L, open(vm, L, 'isDone') ? 0 : 1);
    return 1;
  },
  'Stream:collect': (vm, L) => {
    const isOpen = open(vm, L, 'collect');
    vm.api.lua_createtable(L, 0, 0);
    if (!isOpen) return 1;
    goOn(vm, L, 'streaming.collect');
    return collect(vm, L);
  },
  'streaming.collect': collect,
};

/** Leaves the object and its table on the stack; false where there is nothing more to come. */
function open(vm: LuaVm, L: number, method: string): boolean {
  vm.api.lua_settop(L, 1);
  pushContent(vm, L, STREAM, method);
  vm.getField(L, CONTENT, 'done');
  const isDone = vm.api.lua_toboolean(L, -1) !== 0;
  vm.pop(L);
  return !isDone;
}

/** Resumes the coroutine: whether it went well, and what it gave, come on top. */
function goOn(vm: LuaVm, L: number, then: string): void {
  vm.getField(L, LUA_REGISTRYINDEX, RESUME);
  vm.getField(L, CONTENT, 'thread');
  vm.callThen(L, 1, LUA_MULTRET, then);
}

/** What the coroutine gave begins at `at`: notes the end; false where it was an error. */
function note(vm: LuaVm, L: number, at: number): boolean {
  vm.getField(L, CONTENT, 'thread');
  const isOver = vm.api.lua_status(vm.api.lua_tothread(L, -1)) !== LUA_YIELD;
  vm.pop(L);
  if (isOver) {
    vm.api.lua_pushboolean(L, 1);
    vm.setField(L, CONTENT, 'done');
  }
  return vm.api.lua_toboolean(L, at) !== 0;
}

function nextValue(vm: LuaVm, L: number): number {
  const isGood = note(vm, L, CONTENT + 1);
  vm.api.lua_settop(L, CONTENT + 2);
  return isGood ? 1 : -1;
}

function collect(vm: LuaVm, L: number): number {
  const { api } = vm;
  const list = CONTENT + 1;
  for (;;) {
    const isGood = note(vm, L, list + 1);
    api.lua_settop(L, list + 2);
    if (!isGood) return -1;
    if (api.lua_type(L, -1) !== LUA_TNIL) api.lua_rawseti(L, list, api.lua_rawlen(L, list) + 1n);
    api.lua_settop(L, list);
    vm.getField(L, CONTENT, 'done');
    const isDone = api.lua_toboolean(L, -1) !== 0;
    vm.pop(L);
    if (isDone) return 1;
    goOn(vm, L, 'streaming.collect');
  }
}
