// The global `Session`: sessions by their ids, and a builder. Engine thread.

import { LUA_TTABLE } from '../vm/lua.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkBytes, checkTable } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind, pushContent, pushObject } from './objects.js';
import type { ObjectKind } from './objects.js';
import { replaceReplayConfig } from './replay-settings.js';
import { command, question } from './state-functions.js';

const BUILDER: ObjectKind = {
  name: 'SessionBuilder',
  variable: 'draft',
  methods: ['name', 'description', 'tag', 'tags', 'build'],
};

export const sessionLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...functions(host), ...builderFunctions(host) }),
  install(vm, host) {
    pushFunctions(vm, vm.L, 'Session.', namesBelow(functions(host), 'Session.'));
    setLibrary(vm, vm.L, 'Session');
    installKind(vm, BUILDER);
  },
};

/** The service checks the arguments. */
function functions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Session.builder': (vm, L) => {
      vm.api.lua_createtable(L, 0, 3);
      pushObject(vm, L, BUILDER);
      return 1;
    },
    'Session.create': question(host, 'session.create'),
    'Session.get': question(host, 'session.get'),
    'Session.list': question(host, 'session.list'),
    'Session.load': question(host, 'session.load'),
    'Session.save': command(host, 'session.save'),
    'Session.complete': command(host, 'session.complete'),
    'Session.suspend': command(host, 'session.suspend'),
    'Session.resume': command(host, 'session.resume'),
    'Session.delete': command(host, 'session.delete'),
    'Session.tag': question(host, 'session.tag'),
    'Session.steps': question(host, 'session.steps'),
    'Session.search': question(host, 'session.search'),
    'Session.can_replay': question(host, 'session.can_replay'),
    'Session.list_replayable': question(host, 'session.list_replayable'),
    'Session.get_replay_metadata': question(host, 'session.replay_metadata'),
    // It takes as long as what is run again: other tasks run meanwhile.
    'Session.replay': (vm, L) => {
      replaceReplayConfig(vm, L, 2);
      return host.callThen(L, 'session.replay', [], 1);
    },
    'Session.get_current': question(host, 'session.get_current'),
    'Session.set_current': command(host, 'session.set_current'),
  };
}

/** Every method but `build` changes the builder and returns it. */
function builderFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'SessionBuilder:name': setter('name', checkBytes),
    'SessionBuilder:description': setter('description', checkBytes),
    'SessionBuilder:tags': setter('tags', checkTable),
    'SessionBuilder:tag': addTag,
    'SessionBuilder:build': (vm, L) => {
      pushContent(vm, L, BUILDER, 'build');
      pushValue(vm, L, host.callWithStack(L, 'session.create', vm.api.lua_gettop(L)));
      return 1;
    },
  };
}

function setter(name: string, check: (vm: LuaVm, L: number, arg: number) => unknown): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, BUILDER, name);
    check(vm, L, 2);
    vm.api.lua_pushvalue(L, 2);
    vm.setField(L, -2, name);
    vm.api.lua_settop(L, 1);
    return 1;
  };
}

/** Behind those that are there; a list that the script has given stays as it is. */
function addTag(vm: LuaVm, L: number): number {
  const { api } = vm;
  pushContent(vm, L, BUILDER, 'tag');
  checkBytes(vm, L, 2);
  api.lua_createtable(L, 4, 0);
  const [content, tags] = [api.lua_gettop(L) - 1, api.lua_gettop(L)];
  const given = vm.getField(L, content, 'tags') === LUA_TTABLE ? api.lua_rawlen(L, -1) : 0n;
  for (let at = 1n; at <= given; at += 1n) {
    api.lua_rawgeti(L, tags + 1, at);
    api.lua_rawseti(L, tags, at);
  }
  api.lua_pushvalue(L, 2);
  api.lua_rawseti(L, tags, given + 1n);
  api.lua_settop(L, tags);
  vm.setField(L, content, 'tags');
  api.lua_settop(L, 1);
  return 1;
}
