// The globals `require` and `package`: modules are Lua files, found by the templates of `package.path`. Engine thread.

import { LuaRaise } from '../vm/errors.js';
import { LUA_REGISTRYINDEX, LUA_TFUNCTION, LUA_TNIL, LUA_TSTRING, LUA_TTABLE, upvalueIndex } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText, optText } from './arguments.js';
import { getRawField, pushFunctions, pushLoaded, setLibrary, setRawField } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { defaultPath, modulePolicyFor, searchPath } from './module-path.js';
import { modulesBeingLoaded } from './modules-being-loaded.js';
import { isLoaded, loadSource } from './source-files.js';

/** Registry keys: the tables `package.preload` and `package`, and the path that was set last without the script's doing. */
const PRELOAD = '_PRELOAD';
const PACKAGE_TABLE = 'spell.package';
const DEFAULT_PATH = 'spell.package.path';

/** Directory separator, template separator, placeholder, and two marks that only C modules use. */
const CONFIG = '/\n;\n?\n!\n-\n';

export const modulesLibrary: RuntimeLibrary = {
  functions: moduleFunctions,
  install(vm) {
    const { api, L } = vm;
    pushFunctions(vm, L, 'package.', ['searchpath']);
    for (const [key, value] of Object.entries({ config: CONFIG, cpath: '', path: '' })) {
      vm.pushString(L, value);
      vm.setField(L, -2, key);
    }
    pushLoaded(vm, L);
    vm.setField(L, -2, 'loaded');
    api.lua_createtable(L, 0, 0);
    api.lua_pushvalue(L, -1);
    vm.setField(L, LUA_REGISTRYINDEX, PRELOAD);
    vm.setField(L, -2, 'preload');
    api.lua_createtable(L, 2, 0);
    ['package.preload_searcher', 'package.file_searcher'].forEach((name, i) => {
      api.lua_pushvalue(L, -2);
      vm.pushHostClosure(L, name, 1);
      api.lua_rawseti(L, -2, BigInt(i + 1));
    });
    vm.setField(L, -2, 'searchers');
    api.lua_pushvalue(L, -1);
    vm.pushHostClosure(L, 'require', 1);
    vm.setGlobal(L, 'require');
    api.lua_pushvalue(L, -1);
    vm.setField(L, LUA_REGISTRYINDEX, PACKAGE_TABLE);
    setLibrary(vm, L, 'package');
  },
  prepare: setPath,
};

/** Sets `package.path` for the run, unless a script of the session has set it itself. */
function setPath(vm: LuaVm, host: RuntimeHost): void {
  const { api, L } = vm;
  const base = api.lua_gettop(L);
  vm.getField(L, LUA_REGISTRYINDEX, PACKAGE_TABLE);
  getRawField(vm, 'path');
  vm.getField(L, LUA_REGISTRYINDEX, DEFAULT_PATH);
  const isOurs = api.lua_type(L, -1) === LUA_TNIL || api.lua_rawequal(L, -1, -2) !== 0;
  api.lua_settop(L, base + 1);
  if (isOurs) {
    vm.pushString(L, defaultPath(host));
    api.lua_pushvalue(L, -1);
    vm.setField(L, LUA_REGISTRYINDEX, DEFAULT_PATH);
    setRawField(vm, 'path');
  }
  api.lua_settop(L, base);
}

/** The functions but `package.searchpath` have the table `package` as upvalue. */
const PACKAGE = upvalueIndex(2);

function moduleFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    require: requireModule,
    'require.result': finishRequire,
    'package.preload_searcher': (vm, L) => {
      const name = checkText(vm, L, 1);
      vm.getField(L, LUA_REGISTRYINDEX, PRELOAD);
      if (vm.getField(L, -1, name) === LUA_TNIL) {
        vm.pushString(L, `no field package.preload['${name}']`);
        return 1;
      }
      vm.pushString(L, ':preload:');
      return 2;
    },
    'package.file_searcher': (vm, L) => {
      const name = checkText(vm, L, 1);
      if (vm.getField(L, PACKAGE, 'path') !== LUA_TSTRING) throw new LuaRaise("'package.path' must be a string");
      const { found, misses } = searchPath(host, name, checkText(vm, L, -1));
      if (found === undefined) {
        vm.pushString(L, misses.join('\n\t'));
        return 1;
      }
      if (!isLoaded(loadSource(vm, L, modulePolicyFor(host, found), found))) {
        const problem = vm.display(L, -1);
        throw new LuaRaise(`error loading module '${name}' from file '${found}':\n\t${problem}`);
      }
      vm.pushString(L, found);
      return 2;
    },
    'package.searchpath': (vm, L) => {
      const [name, path] = [checkText(vm, L, 1), checkText(vm, L, 2)];
      const { found, misses } = searchPath(host, name, path, optText(vm, L, 3, '.'), optText(vm, L, 4, '/'));
      if (found !== undefined) {
        vm.pushString(L, found);
        return 1;
      }
      vm.api.lua_pushnil(L);
      vm.pushString(L, misses.join('\n\t'));
      return 2;
    },
  };
}

/** Stack slots of a `require` under way: name, `package.loaded`, what the searcher said beside the loader. */
const NAME = 1;
const LOADED = 2;
const EXTRA = 3;

function requireModule(vm: LuaVm, L: number): number {
  const { api } = vm;
  const name = checkText(vm, L, NAME);
  api.lua_settop(L, NAME);
  pushLoaded(vm, L);
  vm.getField(L, LOADED, name);
  if (api.lua_toboolean(L, -1) !== 0) return 1;
  vm.pop(L);
  refuseCircle(vm, L, name);
  pushLoader(vm, L, name);
  api.lua_rotate(L, EXTRA, 1);
  api.lua_pushvalue(L, NAME);
  api.lua_pushvalue(L, EXTRA);
  vm.callThen(L, 2, 1, 'require.result');
  return finishRequire(vm, L);
}

/** With the module's result on top: notes it, or true where there is none. */
function finishRequire(vm: LuaVm, L: number): number {
  const { api } = vm;
  const name = checkText(vm, L, NAME);
  if (api.lua_type(L, -1) !== LUA_TNIL) vm.setField(L, LOADED, name);
  if (vm.getField(L, LOADED, name) === LUA_TNIL) {
    api.lua_pushboolean(L, 1);
    api.lua_pushvalue(L, -1);
    vm.setField(L, LOADED, name);
  }
  api.lua_pushvalue(L, EXTRA);
  return 2;
}

/** Asks the searchers in turn; pushes the loader and what the searcher has added. */
function pushLoader(vm: LuaVm, L: number, name: string): void {
  const { api } = vm;
  if (vm.getField(L, PACKAGE, 'searchers') !== LUA_TTABLE) throw new LuaRaise("'package.searchers' must be a table");
  const searchers = api.lua_gettop(L);
  const misses: string[] = [];
  for (let i = 1n; api.lua_rawgeti(L, searchers, i) !== LUA_TNIL; i++) {
    api.lua_pushvalue(L, NAME);
    api.lua_callk(L, 1, 2, 0, 0);
    if (api.lua_type(L, -2) === LUA_TFUNCTION) {
      api.lua_rotate(L, searchers, -1);
      vm.pop(L);
      return;
    }
    if (vm.isString(L, -2)) misses.push(`\n\t${vm.display(L, -2)}`);
    api.lua_settop(L, searchers);
  }
  throw new LuaRaise(`module '${name}' not found:${misses.join('')}`);
}

/** A module that requires itself on the way would be loaded again and again. */
function refuseCircle(vm: LuaVm, L: number, name: string): void {
  const loading = modulesBeingLoaded(vm, L);
  const at = loading.indexOf(name);
  if (at < 0) return;
  const way = [...loading.slice(0, at + 1).reverse(), name].join("' -> '");
  throw new LuaRaise(`module '${name}' is required while it is still being loaded: '${way}'`);
}
