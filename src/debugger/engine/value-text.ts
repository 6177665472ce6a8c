// Values as one line of text and as what DAP clients show: raw access only, no code of the script runs. Engine thread.

import {
  LUA_TBOOLEAN,
  LUA_TFUNCTION,
  LUA_TLIGHTUSERDATA,
  LUA_TNUMBER,
  LUA_TSTRING,
  LUA_TTABLE,
  LUA_TTHREAD,
  LUA_TUSERDATA,
  LUA_DEBUG_SIZE,
  OFFSETS,
} from '../../vm/lua.js';
import { isName, stringLiteral } from '../../vm/literals.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugSource, LuaType, ValueFormat } from '../contract.js';
import type { Protos } from './protos.js';
import type { Sources } from './sources.js';

const MAX_LENGTH = 200;
/** Inside the text of a table. */
const MAX_ENTRIES = 6;
const MAX_INNER_STRING = 30;
/** Fields of larger tables are not sorted. */
const MAX_SORTED = 16;

export class ValueWriter {
  private readonly ar: number;
  private names: ReadonlyMap<number, string> | undefined;

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly sources: Sources,
    /** Names of functions that are reached from globals, by address. */
    private readonly listNames: () => ReadonlyMap<number, string>,
  ) {
    this.ar = vm.api.malloc(LUA_DEBUG_SIZE);
  }

  /** Functions may have other names by now. */
  forgetNames(): void {
    this.names = undefined;
  }

  /** `__name` of the metatable, or the type. */
  typeName(L: number, index: number): string {
    return this.className(L, index)?.trim() ?? this.type(L, index);
  }

  type(L: number, index: number): LuaType {
    const { api } = this.vm;
    switch (api.lua_type(L, index)) {
      case LUA_TBOOLEAN:
        return 'boolean';
      case LUA_TNUMBER:
        return api.lua_isinteger(L, index) !== 0 ? 'integer' : 'float';
      case LUA_TSTRING:
        return 'string';
      case LUA_TTABLE:
        return 'table';
      case LUA_TFUNCTION:
        return 'function';
      case LUA_TUSERDATA:
        return 'userdata';
      case LUA_TTHREAD:
        return 'thread';
      case LUA_TLIGHTUSERDATA:
        return 'light userdata';
      default:
        return 'nil';
    }
  }

  /** As a person would print it: texts as they are. */
  forPeople(L: number, index: number): string {
    if (!this.vm.isString(L, index)) return this.text(L, index);
    const text = this.vm.stringAt(L, index) ?? '';
    return typeof text === 'string' ? text : stringLiteral(text);
  }

  /** `"text"`, `42`, `{1, 2, x = 3}`, `function greet(a)`. */
  text(L: number, index: number, format: ValueFormat = {}): string {
    const limit = format.maxLength ?? MAX_LENGTH;
    const at = this.vm.api.lua_absindex(L, index);
    if (this.vm.api.lua_checkstack(L, 12) === 0) return this.type(L, at);
    return this.vm.api.lua_type(L, at) === LUA_TTABLE
      ? clip(this.table(L, at, format), limit)
      : this.scalar(L, at, format, limit);
  }

  /** A key as it stands before `=` in a constructor: `name`, `[1]`, `["two words"]`. */
  key(L: number, index: number): string {
    const { vm } = this;
    if (vm.isString(L, index)) {
      const text = vm.stringAt(L, index) ?? '';
      if (typeof text === 'string' && isName(text)) return text;
    }
    return `[${this.scalar(L, vm.api.lua_absindex(L, index), {}, MAX_LENGTH)}]`;
  }

  /** Where a Lua function is defined. */
  definedAt(L: number, index: number): { readonly source: DebugSource; readonly line: number } | undefined {
    const { vm } = this;
    if (vm.api.lua_type(L, index) !== LUA_TFUNCTION || vm.api.lua_iscfunction(L, index) !== 0) return undefined;
    const proto = vm.memory.word(vm.api.lua_topointer(L, index) + OFFSETS.closure.proto);
    return { source: this.sources.sourceOf(proto), line: this.protos.lineDefined(proto) };
  }

  private scalar(L: number, index: number, format: ValueFormat, limit: number): string {
    const { vm } = this;
    const type = this.type(L, index);
    switch (type) {
      case 'nil':
        return 'nil';
      case 'boolean':
        return vm.api.lua_toboolean(L, index) === 0 ? 'false' : 'true';
      case 'integer': {
        const value = vm.api.lua_tointegerx(L, index, 0);
        return format.hex === true ? `0x${BigInt.asUintN(64, value).toString(16)}` : value.toString();
      }
      case 'float':
        return this.float(L, index);
      case 'string':
        return this.string(L, index, limit);
      case 'function':
        return this.function(L, index);
      case 'table':
        return `${this.className(L, index) ?? ''}{…}`;
      default:
        return `${this.className(L, index) ?? type}: 0x${vm.api.lua_topointer(L, index).toString(16)}`;
    }
  }

  private string(L: number, index: number, limit: number): string {
    const value = this.vm.stringAt(L, index) ?? '';
    return value.length > limit ? `${stringLiteral(value.slice(0, limit)).slice(0, -1)}…"` : stringLiteral(value);
  }

  private float(L: number, index: number): string {
    this.vm.api.lua_pushvalue(L, index);
    const text = String(this.vm.stringAt(L, -1));
    this.vm.pop(L);
    return text;
  }

  private function(L: number, index: number): string {
    const { vm } = this;
    const name = vm.hostNameAt(L, index) ?? (this.names ??= this.listNames()).get(vm.api.lua_topointer(L, index));
    if (vm.api.lua_iscfunction(L, index) !== 0) return `function ${name ?? 'builtin'}`;
    return `function ${name ?? ''}(${this.parameters(L, index).join(', ')})`;
  }

  private parameters(L: number, index: number): string[] {
    const { vm, ar } = this;
    vm.api.lua_pushvalue(L, index);
    vm.memory.with('>u', (what) => vm.api.lua_getinfo(L, what, ar));
    const count = vm.memory.byte(ar + OFFSETS.debug.parameters);
    const isVararg = vm.memory.byte(ar + OFFSETS.debug.isVararg) !== 0;
    vm.api.lua_pushvalue(L, index);
    const names = Array.from({ length: count }, (_, i) => vm.memory.cString(vm.api.lua_getlocal(L, 0, i + 1)));
    vm.pop(L);
    return isVararg ? [...names, '...'] : names;
  }

  /** `__name` of the metatable. */
  private className(L: number, index: number): string | undefined {
    const { vm } = this;
    if (vm.memory.with('__name', (name) => vm.api.luaL_getmetafield(L, index, name)) === 0) return undefined;
    const name = vm.isString(L, -1) ? vm.stringAt(L, -1) : undefined;
    vm.pop(L);
    return typeof name === 'string' ? `${name} ` : undefined;
  }

  /** Elements first, then fields; those of small tables by name, since their own order differs from run to run. */
  private table(L: number, index: number, format: ValueFormat): string {
    const length = Number(this.vm.api.lua_rawlen(L, index));
    const parts: string[] = [];
    for (let i = 1; i <= length && parts.length < MAX_ENTRIES; i++) {
      this.vm.api.lua_rawgeti(L, index, BigInt(i));
      parts.push(this.scalar(L, this.vm.api.lua_gettop(L), format, MAX_INNER_STRING));
      this.vm.pop(L);
    }
    if (parts.length === length) parts.push(...this.fields(L, index, length, format));
    const isWhole = parts.length >= length && parts.length <= MAX_ENTRIES;
    const shown = isWhole ? parts : [...parts.slice(0, MAX_ENTRIES), '…'];
    return `${this.className(L, index) ?? ''}{${shown.join(', ')}}`;
  }

  /** What is no element of the list `1..length`; sorted where that is all of it. */
  private fields(L: number, index: number, length: number, format: ValueFormat): string[] {
    const { vm } = this;
    const { api } = vm;
    const base = api.lua_gettop(L);
    const found: (readonly [key: string, text: string])[] = [];
    const limit = vm.memory.word(api.lua_topointer(L, index) + OFFSETS.table.arrayLimit) >>> 0;
    // A list that lies in the hash part is met on the way.
    const isApart = length > 0 && limit >= length;
    if (isApart) api.lua_pushinteger(L, BigInt(length));
    else api.lua_pushnil(L);
    while (found.length <= MAX_SORTED && api.lua_next(L, index) !== 0) {
      const key = this.key(L, -2);
      if (!isApart && /^\[\d+\]$/.test(key) && Number(key.slice(1, -1)) <= length && key !== '[0]') {
        vm.pop(L);
        continue;
      }
      found.push([key, `${key} = ${this.scalar(L, api.lua_gettop(L), format, MAX_INNER_STRING)}`]);
      vm.pop(L);
    }
    api.lua_settop(L, base);
    if (found.length <= MAX_SORTED) found.sort(([a], [b]) => (a < b ? -1 : 1));
    return found.map(([, text]) => text);
  }
}

function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`;
}
