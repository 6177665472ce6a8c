// The metatables of files, made once for each VM. Engine thread.

import { LUA_REGISTRYINDEX, SLOT } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { FILE_METATABLE, metatableOf, pushHandle } from './file-handle.js';
import { pushFunctions } from './globals.js';

const METHODS = ['close', 'flush', 'lines', 'read', 'seek', 'setvbuf', 'write'];

/** Number of each output stream for src/vm/shim.wat. */
export const STREAMS = { stdout: 0, stderr: 1 } as const;

/** Makes the metatables and leaves the three standard files in the registry under `io.` + name. */
export function installFiles(vm: LuaVm): void {
  newMetatable(vm, FILE_METATABLE);
  pushFunctions(vm, vm.L, 'file:', METHODS);
  vm.setField(vm.L, -2, '__index');
  vm.pop(vm.L);
  installStandard(vm, 'stdin');
  for (const name of ['stdout', 'stderr'] as const) {
    newMetatable(vm, metatableOf(name));
    vm.pop(vm.L);
    installStandard(vm, name);
    setOutputMethods(vm, name);
  }
}

/** Pushes the standard file. */
export function pushStandard(vm: LuaVm, L: number, name: 'stdin' | 'stdout' | 'stderr'): void {
  vm.getField(L, LUA_REGISTRYINDEX, `io.${name}`);
}

function installStandard(vm: LuaVm, name: 'stdin' | 'stdout' | 'stderr'): void {
  pushHandle(vm, vm.L, name, name);
  vm.setField(vm.L, LUA_REGISTRYINDEX, `io.${name}`);
}

/** Pushes a new metatable in which everything but `__index` is set. */
function newMetatable(vm: LuaVm, key: string): void {
  const { L } = vm;
  vm.memory.with(key, (ptr) => vm.api.luaL_newmetatable(L, ptr));
  vm.pushString(L, FILE_METATABLE);
  vm.setField(L, -2, '__name');
  vm.pushHost(L, 'file.tostring');
  vm.setField(L, -2, '__tostring');
  vm.pushHost(L, 'file.release');
  vm.api.lua_pushvalue(L, -1);
  vm.setField(L, -3, '__gc');
  vm.setField(L, -2, '__close');
}

/** The methods of all files, with a `write` of its own. */
function setOutputMethods(vm: LuaVm, name: 'stdout' | 'stderr'): void {
  const { L } = vm;
  vm.getField(L, LUA_REGISTRYINDEX, metatableOf(name));
  pushFunctions(vm, L, 'file:', METHODS);
  pushWrite(vm, L, name, 2);
  vm.setField(L, -2, 'write');
  vm.setField(L, -2, '__index');
  vm.pop(L);
}

/** Pushes a function that writes its arguments from `first` on to the stream, and returns the stream's file. */
export function pushWrite(vm: LuaVm, L: number, name: 'stdout' | 'stderr', first: 1 | 2): void {
  pushStream(vm, L, name);
  pushStandard(vm, L, name);
  vm.api.lua_pushinteger(L, BigInt(first));
  vm.api.lua_pushcclosure(L, SLOT.write, 3);
}

/** Pushes the stream's number as a float: an integer there would pass for the number of a host function. */
export function pushStream(vm: LuaVm, L: number, name: 'stdout' | 'stderr'): void {
  vm.api.lua_pushnumber(L, STREAMS[name]);
}
