// What `Display` shows, as MIME bundles: text, Markdown, HTML, JSON, values and bundles of the script's own. Engine thread.

import type { Value } from '../base/values.js';
import { byteCount } from '../base/byte-count.js';
import { LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE } from '../vm/lua.js';
import { toValue } from '../vm/values.js';
import { LuaRaise } from '../vm/errors.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError, checkBytes, checkTable, checkText, isNoneOrNil } from './arguments.js';
import { textOfHtml } from './html.js';
import { encodeJson } from './json-encode.js';
import { indentJson } from './json-indent.js';
import type { RuntimeHost } from './library.js';

/** One thing in several forms, by MIME type; `text/plain` is always among them. */
export interface Shown {
  readonly data: Readonly<Record<string, Value>>;
  readonly metadata?: Readonly<Record<string, Value>>;
}

/** Makes what is shown from the arguments `first` and following. */
export type Form = (vm: LuaVm, L: number, first: number, host: RuntimeHost) => Shown;

export const text: Form = (vm, L, first) => plain(checkText(vm, L, first));

const plain = (content: string): Shown => ({ data: { 'text/plain': content } });

export const markdown: Form = (vm, L, first) => {
  const source = checkText(vm, L, first);
  return { data: { 'text/markdown': source, 'text/plain': source } };
};

export const html: Form = (vm, L, first) => {
  const source = checkText(vm, L, first);
  return { data: { 'text/html': source, 'text/plain': textOfHtml(source) } };
};

export const json: Form = (vm, L, first) => {
  checkTable(vm, L, first);
  return jsonOf(vm, L, first);
};

/** A bundle, if every key of the table looks like a MIME type; any other value in the best form there is for it. */
export const anything: Form = (vm, L, first) => {
  if (vm.api.lua_gettop(L) < first) argumentError(vm, L, first, 'value expected');
  const type = vm.api.lua_type(L, first);
  if (type === LUA_TSTRING) return plain(checkText(vm, L, first));
  if (type !== LUA_TTABLE) return plain(vm.display(L, first));
  return isBundle(vm, L, first) ? bundle(vm, L, first) : tableOf(vm, L, first);
};

function tableOf(vm: LuaVm, L: number, index: number): Shown {
  try {
    return jsonOf(vm, L, index);
  } catch (error) {
    // Functions, cycles: what has no JSON is shown as `tostring` gives it.
    if (!(error instanceof LuaRaise)) throw error;
    return plain(vm.display(L, index));
  }
}

function jsonOf(vm: LuaVm, L: number, index: number): Shown {
  const source = encodeJson(vm, L, index);
  return { data: { 'application/json': toValue(vm, L, index), 'text/plain': indentJson(source) } };
}

const MIME = /^(?:text|image|audio|video|application|model|font|chemical|x-[\w-]+)\/[\w.+-]+(?:;.*)?$/;
const IS_JSON = /^application\/(?:json|.+\+json)(?:;|$)/;
const IS_TEXT = /^text\/|^image\/svg\+xml|^application\/(?:javascript|xml|x-latex|.+\+xml)(?:;|$)/;

function isBundle(vm: LuaVm, L: number, index: number): boolean {
  const { api } = vm;
  const top = api.lua_gettop(L);
  let count = 0;
  api.lua_pushnil(L);
  for (; api.lua_next(L, index) !== 0; count++) {
    vm.pop(L);
    if (vm.isString(L, -1) && MIME.test(vm.display(L, -1))) continue;
    api.lua_settop(L, top);
    return false;
  }
  return count > 0;
}

function bundle(vm: LuaVm, L: number, index: number): Shown {
  const data: Record<string, Value> = {};
  vm.api.lua_pushnil(L);
  while (vm.api.lua_next(L, index) !== 0) {
    const mime = vm.display(L, -2);
    data[mime] = part(vm, L, index, mime);
    vm.pop(L);
  }
  data['text/plain'] ??= plainOf(data);
  return { data, ...metadataAt(vm, L, index + 1) };
}

/** The value on top as its MIME type wants it: JSON as it is, text as text, everything else as bytes. */
function part(vm: LuaVm, L: number, arg: number, mime: string): Value {
  const { api } = vm;
  const at = api.lua_gettop(L);
  if (IS_JSON.test(mime)) {
    encodeJson(vm, L, at);
    return toValue(vm, L, at);
  }
  const type = api.lua_type(L, at);
  if (type !== LUA_TSTRING && type !== LUA_TNUMBER) {
    const got = vm.memory.cString(api.lua_typename(L, type));
    argumentError(vm, L, arg, `${mime}: string expected, got ${got}`);
  }
  if (!IS_TEXT.test(mime)) return bytesAt(vm, L, at);
  const value = vm.stringAt(L, at);
  return typeof value === 'string' ? value : argumentError(vm, L, arg, `${mime}: the string is not UTF-8 text`);
}

function metadataAt(vm: LuaVm, L: number, index: number): Pick<Shown, 'metadata'> {
  if (isNoneOrNil(vm, L, index)) return {};
  checkTable(vm, L, index);
  encodeJson(vm, L, index);
  return { metadata: toValue(vm, L, index) as Readonly<Record<string, Value>> };
}

function plainOf(data: Readonly<Record<string, Value>>): string {
  const { 'text/markdown': source, 'text/html': page } = data;
  if (typeof source === 'string') return source;
  if (typeof page === 'string') return textOfHtml(page);
  return Object.entries(data)
    .map(([mime, value]) => placeholder(mime, sizeOf(value)))
    .join(' ');
}

const sizeOf = (value: Value): number | undefined =>
  typeof value === 'string' || value instanceof Uint8Array ? Buffer.byteLength(value) : undefined;

/** What stands for something that cannot be shown as text: `[image/png 640x480, 12 KiB]`. */
export function placeholder(what: string, bytes?: number): string {
  return bytes === undefined ? `[${what}]` : `[${what}, ${byteCount(bytes)}]`;
}

/** The bytes of a string, whether they are text or not. */
export function bytesAt(vm: LuaVm, L: number, arg: number): Uint8Array {
  const { ptr, length } = checkBytes(vm, L, arg);
  return vm.memory.copy(ptr, length);
}
