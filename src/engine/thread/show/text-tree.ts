// Values as text for people: strings as Lua writes them, tables as a tree of bounded depth, width and size, the same for the same
// content. Engine thread.

import { Interruption, LuaCallError } from '../../../vm/errors.js';
import { LUA_TFUNCTION, LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE, LUA_TUSERDATA } from '../../../vm/lua.js';
import type { LuaVm } from '../../../vm/vm.js';
import type { TreeLimits } from '../../../runtime/library.js';
import { functionFacts, parameterList } from '../../../vm/function-facts.js';
import { numberText } from '../../../vm/value-line.js';
import { previewOf, typeName } from '../preview.js';
import { layOut, type Entry } from './layout.js';
import { isName, stringLiteral } from '../../../vm/literals.js';
import { pushKey, withContent, type Key, type TableContent } from './table-content.js';

/** Tables in tables are opened so deep; of each so many entries are shown, and of all together. */
const DEPTH = 6;
const ITEMS = 100;
const MAX_ENTRIES = 2000;
/** Characters: of a string on its own, of one inside a table, of all. */
const MAX_STRING = 64 * 1024;
const MAX_INNER_STRING = 500;
const MAX_TEXT = 128 * 1024;

export interface TreeOptions {
  /** Whether `__tostring` may be called: that is code of the script. */
  readonly callsScript: boolean;
  /** What a function is called by its place among the globals, by its address. */
  readonly functionName: (pointer: number) => string | undefined;
  readonly limits?: TreeLimits;
}

export class TextTree {
  private entriesLeft = MAX_ENTRIES;
  private textLeft = MAX_TEXT;
  /** Tables that are being shown, outermost first. */
  private readonly above: number[] = [];
  private readonly depth: number;
  private readonly width: number;

  constructor(
    private readonly vm: LuaVm,
    private readonly L: number,
    private readonly options: TreeOptions,
  ) {
    this.depth = options.limits?.depth ?? DEPTH;
    this.width = options.limits?.items ?? ITEMS;
  }

  /** The value at `index`, which is absolute. @throws Interruption when the run is to end inside a `__tostring` */
  text(index: number): string {
    const text = this.textOf(index);
    this.textLeft -= text.length;
    return text;
  }

  private textOf(index: number): string {
    const { vm, L } = this;
    switch (vm.api.lua_type(L, index)) {
      case LUA_TSTRING:
        return stringLiteral(vm.stringAt(L, index) ?? '', this.stringLimit());
      case LUA_TNUMBER:
        return numberText(vm, L, index);
      case LUA_TFUNCTION:
        return this.functionText(index);
      case LUA_TTABLE:
        return this.ownText(index) ?? this.tableText(index);
      case LUA_TUSERDATA:
        return this.ownText(index) ?? `userdata${this.nameOf(index, ': ')}`;
      default:
        return previewOf(vm, L, index, 0);
    }
  }

  private stringLimit(): number {
    return this.options.limits?.length ?? (this.above.length === 0 ? MAX_STRING : MAX_INNER_STRING);
  }

  /** `function: name(a, b) file.lua:3` */
  private functionText(index: number): string {
    const { vm, L } = this;
    const facts = functionFacts(vm, L, index);
    const name = this.options.functionName(vm.api.lua_topointer(L, index)) ?? '';
    if (facts.kind === 'host') return `function: ${facts.name ?? (name || 'builtin')}`;
    return `function: ${name}(${parameterList(facts).join(', ')}) ${facts.shortName}:${facts.line}`;
  }

  /** What `__tostring` says, if there is one and it may be asked. */
  private ownText(index: number): string | undefined {
    const { vm, L } = this;
    if (!this.options.callsScript || vm.api.lua_checkstack(L, 10) === 0) return undefined;
    const top = vm.api.lua_gettop(L);
    if (vm.memory.with('__tostring', (name) => vm.api.luaL_getmetafield(L, index, name)) === 0) return undefined;
    vm.api.lua_pushvalue(L, index);
    try {
      vm.call(L, 1, 1);
      if (!vm.isString(L, -1)) return `<__tostring gave no string>`;
      return clip(lossy(vm.stringAt(L, -1) ?? ''));
    } catch (error) {
      if (!(error instanceof LuaCallError)) throw error;
      error.release();
      if (error.isInterruption) throw new Interruption();
      return `<__tostring failed: ${clip(error.message)}>`;
    } finally {
      vm.api.lua_settop(L, top);
    }
  }

  private nameOf(index: number, before: string, after = ''): string {
    const { vm, L } = this;
    if (vm.memory.with('__name', (field) => vm.api.luaL_getmetafield(L, index, field)) === 0) return '';
    const name = vm.isString(L, -1) ? lossy(vm.stringAt(L, -1) ?? '') : '';
    vm.pop(L);
    return name === '' ? '' : before + name + after;
  }

  private tableText(index: number): string {
    const { vm, L } = this;
    const table = vm.api.lua_topointer(L, index);
    if (this.above.includes(table)) return '<cycle>';
    if (vm.api.lua_checkstack(L, 10) === 0) return '{...}';
    const name = this.nameOf(index, '', ' ');
    const isTooDeep = this.above.length >= this.depth || this.isSpent();
    const metatable = this.hasMetatable(index);
    return withContent(vm, L, index, isTooDeep ? 0 : this.width, (content) => {
      if (content.length + content.keyCount === 0 && !metatable) return `${name}{}`;
      if (isTooDeep) return `${name}{...}`;
      this.above.push(table);
      try {
        const [entries, more] = this.entries(index, content);
        if (metatable) entries.push(this.metatable(index));
        return name + layOut(entries, more, this.options.limits?.indent);
      } finally {
        this.above.pop();
      }
    });
  }

  /** There is one, and it is to be shown. */
  private hasMetatable(index: number): boolean {
    if (this.options.limits?.metatables !== true || this.vm.api.lua_getmetatable(this.L, index) === 0) return false;
    this.vm.pop(this.L);
    return true;
  }

  private metatable(index: number): Entry {
    const { vm, L } = this;
    vm.api.lua_getmetatable(L, index);
    const value = this.text(vm.api.lua_gettop(L));
    vm.pop(L);
    return { key: '<metatable>', value };
  }

  private isSpent(): boolean {
    return this.entriesLeft <= 0 || this.textLeft <= 0;
  }

  private entries(index: number, content: TableContent): [Entry[], string | undefined] {
    const { vm, L } = this;
    const entries: Entry[] = [];
    const add = (key: string | undefined): void => {
      this.entriesLeft--;
      entries.push({ key, value: this.text(vm.api.lua_gettop(L)) });
      vm.pop(L);
    };
    const listed = Math.min(content.length, this.width);
    for (let i = 1; i <= listed && !this.isSpent(); i++) {
      vm.api.lua_rawgeti(L, index, BigInt(i));
      add(undefined);
    }
    for (const key of content.keys.slice(0, this.width - listed)) {
      if (this.isSpent()) break;
      const text = this.keyText(key);
      pushKey(vm, L, key);
      vm.api.lua_rawget(L, index);
      add(text);
    }
    const left = content.length + content.keyCount - entries.length;
    if (left === 0) return [entries, undefined];
    return [entries, `... ${content.isCut ? 'at least ' : ''}${left} more`];
  }

  private keyText(key: Key): string {
    const { vm, L } = this;
    if (key.kind === 'text') {
      const isPlain = typeof key.value === 'string' && isName(key.value);
      return isPlain ? key.value : `[${stringLiteral(key.value, MAX_INNER_STRING)}]`;
    }
    pushKey(vm, L, key);
    const at = vm.api.lua_gettop(L);
    const text = key.kind === 'other' ? `[${typeName(vm, L, at)}]` : `[${previewOf(vm, L, at, 1)}]`;
    vm.pop(L);
    return text;
  }
}

const clip = (text: string): string => (text.length <= MAX_STRING ? text : `${text.slice(0, MAX_STRING)}...`);

const lossy = (text: string | Uint8Array): string => (typeof text === 'string' ? text : Buffer.from(text).toString());
