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
  OFFSETS,
} from '../../vm/lua.js';
import { functionFacts, parameterList } from '../../vm/function-facts.js';
import { isName, stringLiteral } from '../../vm/literals.js';
import { numberText, plainText, tableLine } from '../../vm/value-line.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugSource, LuaType, ValueFormat } from '../contract.js';
import type { Protos } from './protos.js';
import type { Sources } from './sources.js';

const MAX_LENGTH = 200;
/** Inside the text of a table. */
const MAX_ENTRIES = 6;
const MAX_INNER_STRING = 30;
/** Of larger tables so many fields are sorted as come first. */
const MAX_SORTED = 16;

export class ValueWriter {
  private names: ReadonlyMap<number, string> | undefined;

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly sources: Sources,
    /** Names of functions that are reached from globals, by address. */
    private readonly listNames: () => ReadonlyMap<number, string>,
  ) {}

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
      case 'integer':
        if (format.hex !== true) return numberText(vm, L, index);
        return `0x${BigInt.asUintN(64, vm.api.lua_tointegerx(L, index, 0)).toString(16)}`;
      case 'string':
        return this.string(L, index, limit);
      case 'function':
        return this.function(L, index);
      case 'table':
        return `${this.className(L, index) ?? ''}{…}`;
      default:
        return (
          plainText(vm, L, index) ??
          `${this.className(L, index) ?? type}: 0x${vm.api.lua_topointer(L, index).toString(16)}`
        );
    }
  }

  private string(L: number, index: number, limit: number): string {
    const value = this.vm.stringAt(L, index) ?? '';
    return value.length > limit ? `${stringLiteral(value.slice(0, limit)).slice(0, -1)}…"` : stringLiteral(value);
  }

  private function(L: number, index: number): string {
    const { vm } = this;
    const facts = functionFacts(vm, L, index);
    const name = vm.hostNameAt(L, index) ?? (this.names ??= this.listNames()).get(vm.api.lua_topointer(L, index));
    if (facts.kind === 'host') return `function ${name ?? 'builtin'}`;
    return `function ${name ?? ''}(${parameterList(facts).join(', ')})`;
  }

  /** `__name` of the metatable. */
  private className(L: number, index: number): string | undefined {
    const { vm } = this;
    if (vm.memory.with('__name', (name) => vm.api.luaL_getmetafield(L, index, name)) === 0) return undefined;
    const name = vm.isString(L, -1) ? vm.stringAt(L, -1) : undefined;
    vm.pop(L);
    return typeof name === 'string' ? `${name} ` : undefined;
  }

  private table(L: number, index: number, format: ValueFormat): string {
    const line = tableLine(this.vm, L, index, {
      maxEntries: MAX_ENTRIES,
      maxFields: MAX_SORTED,
      between: ' = ',
      key: (on, at) => this.key(on, at),
      value: (on, at) => this.scalar(on, at, format, MAX_INNER_STRING),
      more: () => '…',
    });
    return `${this.className(L, index) ?? ''}${line}`;
  }
}

function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`;
}
