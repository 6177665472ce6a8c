// `Display.stream`: text that grows, as the answer of a model does. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkBytes } from './arguments.js';
import { bytesAt } from './display-forms.js';
import type { Shown } from './display-forms.js';
import { pushDisplayed, setText, textField } from './display-handle.js';
import { kindMetadata, newDisplayId, publish } from './display-host.js';
import type { RuntimeHost } from './library.js';
import { pushContent } from './objects.js';
import type { ObjectKind } from './objects.js';
import { optOptions } from './options.js';

/** Fields: id, format, text as far as it has been shown, and pending, what is to be added to it. */
export const STREAM: ObjectKind = {
  name: 'DisplayStream',
  variable: 'stream',
  methods: ['write', 'update', 'done'],
  isOnDisplay: true,
};

/**
 * Every update carries the whole text. Up to this size each write shows it; from there on a write is shown once the text has
 * grown by a 64th, so that all updates together are not the square of the text.
 */
const SMALL_BYTES = 16 * 1024;
const GROWTH = 64;

/** `Display.stream([{markdown = true}])` */
export function createStream(vm: LuaVm, L: number, host: RuntimeHost): number {
  const { markdown = true } = optOptions(vm, L, 1, { markdown: 'boolean' });
  vm.api.lua_settop(L, 0);
  pushDisplayed(vm, L, STREAM, newDisplayId());
  setText(vm, L, 1, 'format', markdown ? 'markdown' : 'plain');
  setText(vm, L, 1, 'text', '');
  setText(vm, L, 1, 'pending', '');
  publish(host, L, textField(vm, L, 1, 'id'), shownStream(vm, L, false), false);
  return 1;
}

export function streamFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const show = (vm: LuaVm, L: number, isDone: boolean): number => {
    join(vm, L, 'text', 'pending');
    setText(vm, L, 1, 'pending', '');
    publish(host, L, textField(vm, L, 1, 'id'), shownStream(vm, L, isDone), true);
    vm.api.lua_settop(L, 1);
    return 1;
  };
  return {
    'DisplayStream:write': (vm, L) => {
      pushContent(vm, L, STREAM, 'write');
      checkBytes(vm, L, 2);
      vm.api.lua_settop(L, 2);
      vm.setField(L, 1, 'token');
      join(vm, L, 'pending', 'token');
      clear(vm, L, 'token');
      const length = lengthOf(vm, L, 'text');
      if (length < SMALL_BYTES || lengthOf(vm, L, 'pending') >= length / GROWTH) return show(vm, L, false);
      return 1;
    },
    'DisplayStream:update': (vm, L) => {
      pushContent(vm, L, STREAM, 'update');
      checkBytes(vm, L, 2);
      vm.api.lua_settop(L, 2);
      vm.setField(L, 1, 'text');
      setText(vm, L, 1, 'pending', '');
      return show(vm, L, false);
    },
    'DisplayStream:done': (vm, L) => {
      pushContent(vm, L, STREAM, 'done');
      return show(vm, L, true);
    },
  };
}

/** Sets a text field of argument 1 to itself and another one behind it. */
function join(vm: LuaVm, L: number, field: string, tail: string): void {
  vm.getField(L, 1, field);
  vm.getField(L, 1, tail);
  vm.api.lua_concat(L, 2);
  vm.setField(L, 1, field);
}

function clear(vm: LuaVm, L: number, field: string): void {
  vm.api.lua_pushnil(L);
  vm.setField(L, 1, field);
}

function lengthOf(vm: LuaVm, L: number, field: string): number {
  vm.getField(L, 1, field);
  const length = Number(vm.api.lua_rawlen(L, -1));
  vm.pop(L);
  return length;
}

/** Of a character whose bytes have not all come yet, nothing is shown. */
function shownStream(vm: LuaVm, L: number, isDone: boolean): Shown {
  vm.getField(L, 1, 'text');
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesAt(vm, L, -1), { stream: !isDone });
  vm.pop(L);
  const isMarkdown = textField(vm, L, 1, 'format') === 'markdown';
  return {
    data: { ...(isMarkdown ? { 'text/markdown': text } : {}), 'text/plain': text },
    metadata: kindMetadata('stream', isDone),
  };
}
