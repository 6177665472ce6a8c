// A comm as scripts hold it: its id and call-backs; what it says goes through the kernel. Engine thread.

import type { Value } from '../base/values.js';
import { LuaRaise } from '../vm/errors.js';
import { LUA_REGISTRYINDEX, LUA_TNIL, LUA_TSTRING, LUA_TTABLE } from '../vm/lua.js';
import { toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkFunction, checkTable, isNoneOrNil } from './arguments.js';
import { bytesAt } from './display-forms.js';
import { textField } from './display-handle.js';
import { callKernel } from './display-host.js';
import { encodeJson } from './json-encode.js';
import type { RuntimeHost } from './library.js';
import { makeOpenObject, pushContent } from './objects.js';
import type { ObjectKind } from './objects.js';

/** Fields: id, target, is_closed, and the call-backs message_handler and close_handler. */
export const COMM: ObjectKind = {
  name: 'CommHandle',
  variable: 'comm',
  methods: ['send', 'on_msg', 'on_close', 'close'],
};

/** Registry key of the open comms by id: they live until they are closed, whoever holds them. */
export const COMMS = 'Comm.comms';

export function commFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'CommHandle:send': (vm, L) => {
      const id = openId(vm, L, 'send');
      callKernel(host, L, 'comm.send', [id, dataAt(vm, L, 2), {}, buffersAt(vm, L, 3)]);
      vm.api.lua_settop(L, 1);
      return 1;
    },
    'CommHandle:on_msg': (vm, L) => setHandler(vm, L, 'on_msg', 'message_handler'),
    'CommHandle:on_close': (vm, L) => setHandler(vm, L, 'on_close', 'close_handler'),
    'CommHandle:close': (vm, L) => {
      pushContent(vm, L, COMM, 'close');
      vm.pop(L);
      const id = textField(vm, L, 1, 'id');
      const data = dataAt(vm, L, 2);
      if (forgetComm(vm, L, 1)) callKernel(host, L, 'comm.close', [id, data]);
      return 0;
    },
  };
}

/** Pushes a new open comm. */
export function pushComm(vm: LuaVm, L: number, id: string, target: string): void {
  const { api } = vm;
  api.lua_createtable(L, 0, 4);
  for (const [key, value] of Object.entries({ id, target })) {
    vm.pushString(L, value);
    vm.setField(L, -2, key);
  }
  makeOpenObject(vm, L, COMM);
  vm.getField(L, LUA_REGISTRYINDEX, COMMS);
  api.lua_pushvalue(L, -2);
  vm.setField(L, -2, id);
  vm.pop(L);
}

/** Closes the comm at `index` on this side; false where it is closed already. */
export function forgetComm(vm: LuaVm, L: number, index: number): boolean {
  const { api } = vm;
  const comm = api.lua_absindex(L, index);
  if (isClosed(vm, L, comm)) return false;
  api.lua_pushboolean(L, 1);
  vm.setField(L, comm, 'is_closed');
  vm.getField(L, LUA_REGISTRYINDEX, COMMS);
  api.lua_pushnil(L);
  vm.setField(L, -2, textField(vm, L, comm, 'id'));
  vm.pop(L);
  return true;
}

function isClosed(vm: LuaVm, L: number, index: number): boolean {
  vm.getField(L, index, 'is_closed');
  const isTrue = vm.api.lua_toboolean(L, -1) !== 0;
  vm.pop(L);
  return isTrue;
}

/** The id of the comm that argument 1 is. @throws LuaRaise where it is closed */
function openId(vm: LuaVm, L: number, method: string): string {
  pushContent(vm, L, COMM, method);
  vm.pop(L);
  if (isClosed(vm, L, 1)) throw new LuaRaise('the comm is closed');
  return textField(vm, L, 1, 'id');
}

function setHandler(vm: LuaVm, L: number, method: string, field: string): number {
  pushContent(vm, L, COMM, method);
  vm.pop(L);
  if (!isNoneOrNil(vm, L, 2)) checkFunction(vm, L, 2);
  vm.api.lua_settop(L, 2);
  vm.setField(L, 1, field);
  return 1;
}

/** The table at `arg`, or an empty one, as plain data; bytes belong into buffers. */
export function dataAt(vm: LuaVm, L: number, arg: number): Value {
  if (isNoneOrNil(vm, L, arg)) return {};
  checkTable(vm, L, arg);
  encodeJson(vm, L, arg);
  return toValue(vm, L, arg);
}

/** The strings in the list at `arg`, as bytes. */
export function buffersAt(vm: LuaVm, L: number, arg: number): Uint8Array[] {
  const { api } = vm;
  if (isNoneOrNil(vm, L, arg)) return [];
  if (api.lua_type(L, arg) !== LUA_TTABLE) argumentError(vm, L, arg, 'list of strings expected');
  const buffers: Uint8Array[] = [];
  for (let i = 1n; api.lua_rawgeti(L, arg, i) !== LUA_TNIL; i++) {
    if (api.lua_type(L, -1) !== LUA_TSTRING) argumentError(vm, L, arg, `buffer ${i} must be a string`);
    buffers.push(bytesAt(vm, L, -1));
    vm.pop(L);
  }
  vm.pop(L);
  return buffers;
}
