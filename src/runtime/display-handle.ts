// The handle that every function of `Display` gives: what it has shown can be replaced in place. Engine thread.

import { LUA_TTABLE } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { table } from './display-table.js';
import { anything, html, json, markdown, text } from './display-forms.js';
import type { Form } from './display-forms.js';
import { newDisplayId, publish } from './display-host.js';
import { audio, binary, image, video } from './display-media.js';
import type { RuntimeHost } from './library.js';
import { makeOpenObject, pushContent } from './objects.js';
import type { ObjectKind } from './objects.js';

/** Functions of `Display` that show their arguments once; a handle's `update` takes the same arguments. */
export const FORMS: Readonly<Record<string, Form>> = {
  text,
  markdown,
  html,
  json,
  image,
  audio,
  video,
  binary,
  table,
  show: anything,
};

export const HANDLE: ObjectKind = {
  name: 'DisplayHandle',
  variable: 'handle',
  methods: ['update'],
  isOnDisplay: true,
};

/** Shows the arguments and pushes a handle `{id, kind}`. */
export function showForm(vm: LuaVm, L: number, host: RuntimeHost, kind: string, form: Form): number {
  const id = newDisplayId();
  publish(host, L, id, form(vm, L, 1, host), false);
  pushDisplayed(vm, L, HANDLE, id);
  vm.pushString(L, kind);
  vm.setField(L, -2, 'kind');
  return 1;
}

/** Pushes an object with the field `id`. */
export function pushDisplayed(vm: LuaVm, L: number, kind: ObjectKind, id: string): void {
  vm.api.lua_createtable(L, 0, 4);
  vm.pushString(L, id);
  vm.setField(L, -2, 'id');
  makeOpenObject(vm, L, kind);
}

export function handleFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'DisplayHandle:update': (vm, L) => {
      pushContent(vm, L, HANDLE, 'update');
      const form = FORMS[textField(vm, L, 1, 'kind')] ?? anything;
      const id = textField(vm, L, 1, 'id');
      vm.pop(L);
      publish(host, L, id, form(vm, L, 2, host), true);
      vm.api.lua_settop(L, 1);
      return 1;
    },
  };
}

/** A field of the table at `index` as text; empty where it is none. */
export function textField(vm: LuaVm, L: number, index: number, key: string): string {
  if (vm.api.lua_type(L, index) !== LUA_TTABLE) return '';
  vm.getField(L, index, key);
  const value = vm.stringAt(L, -1);
  vm.pop(L);
  return typeof value === 'string' ? value : '';
}

export function numberField(vm: LuaVm, L: number, index: number, key: string): number {
  vm.getField(L, index, key);
  const value = vm.api.lua_tonumberx(L, -1, 0);
  vm.pop(L);
  return value;
}

/** Sets a field of the table at `index`. */
export function setNumber(vm: LuaVm, L: number, index: number, key: string, value: number): void {
  const table = vm.api.lua_absindex(L, index);
  if (Number.isSafeInteger(value)) vm.api.lua_pushinteger(L, BigInt(value));
  else vm.api.lua_pushnumber(L, value);
  vm.setField(L, table, key);
}

export function setText(vm: LuaVm, L: number, index: number, key: string, value: string | Uint8Array): void {
  const table = vm.api.lua_absindex(L, index);
  vm.pushString(L, value);
  vm.setField(L, table, key);
}
