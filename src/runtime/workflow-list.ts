// The workflows of a session, oldest first: a table of the registry, so that an image holds them. Engine thread.

import { LUA_REGISTRYINDEX } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';

const LIST = 'llmspell.workflows';
const ERROR_CALLBACK = 'llmspell.workflows.on_error';

/** Forgets all. */
export function clearWorkflows(vm: LuaVm, L: number): void {
  vm.api.lua_createtable(L, 0, 0);
  vm.setField(L, LUA_REGISTRYINDEX, LIST);
}

/** Leaves the workflow on top. */
export function rememberWorkflow(vm: LuaVm, L: number): void {
  vm.getField(L, LUA_REGISTRYINDEX, LIST);
  vm.api.lua_pushvalue(L, -2);
  vm.api.lua_rawseti(L, -2, vm.api.lua_rawlen(L, -2) + 1n);
  vm.pop(L);
}

/** Calls `use` with each workflow on top of the stack, until it gives true; it must leave the stack as it was, or give true. */
export function eachWorkflow(vm: LuaVm, L: number, use: (position: bigint) => boolean): boolean {
  vm.getField(L, LUA_REGISTRYINDEX, LIST);
  const count = vm.api.lua_rawlen(L, -1);
  for (let i = 1n; i <= count; i++) {
    vm.api.lua_rawgeti(L, -1, i);
    if (use(i)) return true;
    vm.pop(L);
  }
  vm.pop(L);
  return false;
}

/** Pushes the workflow of that id and gives true; pushes nothing where there is none. */
export function pushWorkflow(vm: LuaVm, L: number, id: string): boolean {
  const isFound = eachWorkflow(vm, L, () => {
    vm.getField(L, -1, 'id');
    const isSame = vm.display(L, -1) === id;
    vm.pop(L);
    return isSame;
  });
  if (!isFound) return false;
  vm.api.lua_rotate(L, -2, 1);
  vm.pop(L);
  return true;
}

/** Whether it was there. */
export function removeWorkflow(vm: LuaVm, L: number, id: string): boolean {
  if (!pushWorkflow(vm, L, id)) return false;
  const removed = vm.api.lua_topointer(L, -1);
  vm.pop(L);
  vm.api.lua_createtable(L, 0, 0);
  eachWorkflow(vm, L, () => {
    if (vm.api.lua_topointer(L, -1) === removed) return false;
    vm.api.lua_pushvalue(L, -1);
    vm.api.lua_rawseti(L, -4, vm.api.lua_rawlen(L, -4) + 1n);
    return false;
  });
  vm.setField(L, LUA_REGISTRYINDEX, LIST);
  return true;
}

/** Pops a function that new workflows call when they fail and have none of their own. */
export function setErrorCallback(vm: LuaVm, L: number): void {
  vm.setField(L, LUA_REGISTRYINDEX, ERROR_CALLBACK);
}

/** Pushes it, or nil. */
export function pushErrorCallback(vm: LuaVm, L: number): void {
  vm.getField(L, LUA_REGISTRYINDEX, ERROR_CALLBACK);
}
