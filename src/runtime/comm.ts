// The global `Comm`: messages between scripts and front ends, and what the kernel calls when one arrives. Engine thread.

import { LUA_REGISTRYINDEX, LUA_TFUNCTION, LUA_TNIL, LUA_TTABLE } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkFunction, checkTable, checkText } from './arguments.js';
import { COMM, COMMS, buffersAt, commFunctions, dataAt, forgetComm, pushComm } from './comm-object.js';
import { textField } from './display-handle.js';
import { callKernel } from './display-host.js';
import { pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { installKind } from './objects.js';

/** Registry key of the call-backs for comms that front ends open, by target name. */
const TARGETS = 'Comm.targets';

export const commLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...globalFunctions(host), ...deliveryFunctions(host), ...commFunctions(host) }),
  install(vm, host) {
    const { api, L } = vm;
    installKind(vm, COMM);
    for (const key of [COMMS, TARGETS]) {
      api.lua_createtable(L, 0, 0);
      vm.setField(L, LUA_REGISTRYINDEX, key);
    }
    const names = Object.keys(globalFunctions(host)).map((name) => name.slice('Comm.'.length));
    pushFunctions(vm, L, 'Comm.', names);
    setLibrary(vm, L, 'Comm');
  },
};

function globalFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Comm.open': (vm, L) => {
      const target = checkText(vm, L, 1);
      const args = [target, dataAt(vm, L, 2), {}, buffersAt(vm, L, 3)];
      pushComm(vm, L, callKernel(host, L, 'comm.open', args) as string, target);
      return 1;
    },
    'Comm.register_target': (vm, L) => {
      const name = checkText(vm, L, 1);
      checkFunction(vm, L, 2);
      callKernel(host, L, 'comm.register_target', [name]);
      setTarget(vm, L, name, 2);
      return 0;
    },
    'Comm.unregister_target': (vm, L) => {
      const name = checkText(vm, L, 1);
      callKernel(host, L, 'comm.unregister_target', [name]);
      vm.api.lua_settop(L, 1);
      vm.api.lua_pushnil(L);
      setTarget(vm, L, name, 2);
      return 0;
    },
  };
}

function setTarget(vm: LuaVm, L: number, name: string, index: number): void {
  vm.getField(L, LUA_REGISTRYINDEX, TARGETS);
  vm.api.lua_pushvalue(L, index);
  vm.setField(L, -2, name);
  vm.pop(L);
}

/** Not in the table that scripts see: the kernel calls it, as a run of its own. */
function deliveryFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    /** ({type: open|msg|close, comm_id, target_name, data, metadata, buffers}) */
    'Comm.deliver': (vm, L) => {
      checkTable(vm, L, 1);
      vm.api.lua_settop(L, 1);
      const id = textField(vm, L, 1, 'comm_id');
      switch (textField(vm, L, 1, 'type')) {
        case 'open':
          return deliverOpen(vm, L, host, id);
        case 'msg':
          return pushKnown(vm, L, id) ? callHandler(vm, L, 'message_handler') : 0;
        case 'close':
          return pushKnown(vm, L, id) && forgetComm(vm, L, 2) ? callHandler(vm, L, 'close_handler') : 0;
        default:
          return 0;
      }
    },
    'Comm.delivered': () => 0,
  };
}

/** A target that this session does not have (any more) closes the comm again. */
function deliverOpen(vm: LuaVm, L: number, host: RuntimeHost, id: string): number {
  const target = textField(vm, L, 1, 'target_name');
  vm.getField(L, LUA_REGISTRYINDEX, TARGETS);
  if (vm.getField(L, -1, target) !== LUA_TFUNCTION) {
    callKernel(host, L, 'comm.close', [id, {}]);
    return 0;
  }
  pushComm(vm, L, id, target);
  return callWithMessage(vm, L, 1);
}

/** Pushes the open comm of that id, if there is one. */
function pushKnown(vm: LuaVm, L: number, id: string): boolean {
  vm.getField(L, LUA_REGISTRYINDEX, COMMS);
  const isKnown = vm.getField(L, -1, id) === LUA_TTABLE;
  vm.api.lua_rotate(L, -2, 1);
  vm.pop(L);
  return isKnown;
}

/** Calls a call-back of the comm on top, where it has one. */
function callHandler(vm: LuaVm, L: number, field: string): number {
  return vm.getField(L, -1, field) === LUA_TNIL ? 0 : callWithMessage(vm, L, 0);
}

/** Calls the function below `args` values with those, the message's data and its buffers. */
function callWithMessage(vm: LuaVm, L: number, args: number): number {
  vm.getField(L, 1, 'data');
  vm.getField(L, 1, 'buffers');
  vm.callThen(L, args + 2, 0, 'Comm.delivered');
  return 0;
}
