// What is inside a reference: variables of a scope, entries of a table, upvalues of a function. Engine thread.

import { SpellError } from '../../base/errors.js';
import type { ConsoleLog } from '../../base/console-log.js';
import { LUA_TFUNCTION, LUA_TNIL, LUA_TTABLE, LUA_TUSERDATA } from '../../vm/lua.js';
import type { DebugRequest, DebugVariable, ValueFormat } from '../contract.js';
import type { FramePlace } from './frame-code.js';
import type { Child, Node, Values } from './values.js';

/** Tables with no more entries than this are listed by name; others in the order they have. */
const MAX_SORTED = 500;
/** Of a function that is not written in Lua. */
const MAX_ARGUMENTS = 250;

type Page = Omit<DebugRequest<'variables'>, 'reference'>;

/** Which entries of a table are listed, and as what. */
interface Listing {
  /** Key and value are on top. */
  readonly isShown: () => boolean;
  readonly frame: FramePlace | undefined;
  readonly format: ValueFormat | undefined;
  readonly path: string | undefined;
  readonly kind: 'field' | 'global';
}

/** Replaces the value on top by the text of its `__tostring`. */
export type ToString = (E: number) => void;

export class Children {
  constructor(
    private readonly values: Values,
    private readonly toString: ToString,
    private readonly consoleLog: ConsoleLog,
  ) {}

  list(node: Node, page: Page): DebugVariable[] {
    const { vm, evaluator } = this.values;
    const top = vm.api.lua_gettop(evaluator.E);
    vm.api.lua_checkstack(evaluator.E, 30);
    try {
      return this.listOf(node, page);
    } finally {
      vm.api.lua_settop(evaluator.E, top);
    }
  }

  /** How many there are; globals of scripts are many, and none is looked at for that. */
  count(node: Node): number {
    if (node.kind !== 'globals' || node.isBuiltIn) return this.list(node, {}).length;
    const { vm, evaluator, builtIns } = this.values;
    this.values.pushGlobals();
    let count = Number(vm.api.lua_rawlen(evaluator.E, -1)) + this.values.hashCount();
    for (const name of builtIns) {
      vm.pushString(evaluator.E, name);
      if (vm.api.lua_rawget(evaluator.E, -2) !== LUA_TNIL) count--;
      vm.pop(evaluator.E);
    }
    vm.pop(evaluator.E);
    return count;
  }

  private listOf(node: Node, page: Page): DebugVariable[] {
    switch (node.kind) {
      case 'locals':
        return cut(this.locals(node.frame, page.format), page, 'named');
      case 'varargs':
        return cut(this.varargs(node.frame, page.format), page, 'indexed');
      case 'arguments':
        return cut(this.hostArguments(node.frame, page.format), page, 'indexed');
      case 'upvalues':
        this.values.activations.pushFunction(node.frame.L, node.frame.ci, this.E);
        return cut(this.upvalues(page.format, node.frame, 'upvalue'), page, 'named');
      case 'globals':
        this.values.pushGlobals();
        return this.globals(node.isBuiltIn, node.frame, page);
      case 'returned':
        return cut(this.returned(node.refs, page.format), page, 'indexed');
      case 'console':
        return cut(this.consoleLines(), page, 'named');
      case 'tostring':
        return [this.text(node.ref)];
      case 'value':
        this.values.vm.pushRef(this.E, node.ref);
        return this.inside(node.path, node.frame, page);
    }
  }

  private get E(): number {
    return this.values.evaluator.E;
  }

  /** Describes the value on top and pops it. */
  private take(child: Child, format: ValueFormat | undefined, frame: FramePlace | undefined): DebugVariable {
    const variable = this.values.variable(child, format, frame);
    this.values.vm.pop(this.E);
    return variable;
  }

  private locals(frame: FramePlace, format: ValueFormat | undefined): DebugVariable[] {
    const { activations } = this.values;
    const visible = activations.localNames(frame.L, frame.ci);
    const found: DebugVariable[] = [];
    for (let n = 1; ; n++) {
      const name = activations.local(frame.L, frame.ci, n, this.E);
      if (name === undefined) return found;
      if (name.startsWith('(')) {
        this.values.vm.pop(this.E);
        continue;
      }
      const isVisible = visible.get(name) === n;
      const child: Child = isVisible
        ? { name, kind: 'local', evaluateName: name }
        : { name: `${name} (shadowed)`, kind: 'local', isWritable: false };
      found.push(this.take(child, format, frame));
    }
  }

  private varargs(frame: FramePlace, format: ValueFormat | undefined): DebugVariable[] {
    const found: DebugVariable[] = [];
    while (this.values.activations.pushLocal(frame.L, frame.ci, -found.length - 1, this.E)) {
      const n = found.length + 1;
      found.push(this.take({ name: `[${n}]`, kind: 'vararg', evaluateName: `(select(${n}, ...))` }, format, frame));
    }
    return found;
  }

  /** What lies on the stack of a function that is not written in Lua: when it is called, its arguments. */
  private hostArguments(frame: FramePlace, format: ValueFormat | undefined): DebugVariable[] {
    const found: DebugVariable[] = [];
    while (
      found.length < MAX_ARGUMENTS &&
      this.values.activations.pushLocal(frame.L, frame.ci, found.length + 1, this.E)
    )
      found.push(this.take({ name: `[${found.length + 1}]`, kind: 'vararg' }, format, frame));
    return found;
  }

  /** Of the function on top. */
  private upvalues(
    format: ValueFormat | undefined,
    frame: FramePlace | undefined,
    kind: 'upvalue' | 'field',
  ): DebugVariable[] {
    const found: DebugVariable[] = [];
    for (const [name, n] of this.values.activations.upvalueNames(this.E, -1)) {
      if (name === '_ENV') continue;
      this.values.vm.api.lua_getupvalue(this.E, -1, n);
      const evaluateName = kind === 'upvalue' ? name : undefined;
      found.push(this.take({ name, kind: 'upvalue', evaluateName }, format, frame));
    }
    return found;
  }

  private returned(refs: readonly number[], format: ValueFormat | undefined): DebugVariable[] {
    return refs.map((ref, i) => {
      this.values.vm.pushRef(this.E, ref);
      return this.take({ name: `[${i + 1}]`, kind: 'returned', isWritable: false }, format, undefined);
    });
  }

  private consoleLines(): DebugVariable[] {
    return this.consoleLog.entries().map(([number, { level, text, source }]) => ({
      name: `${number}`,
      kind: 'element',
      value: `[${level}]${source === undefined ? '' : ` ${source}`} ${text}`,
      type: 'string',
      reference: 0,
      indexedCount: 0,
      namedCount: 0,
      isWritable: false,
    }));
  }

  private text(ref: number): DebugVariable {
    this.values.vm.pushRef(this.E, ref);
    this.toString(this.E);
    return this.take({ name: '[tostring]', kind: 'tostring', isWritable: false }, { maxLength: 100_000 }, undefined);
  }

  /** Of the table on top: ours, or those of scripts. */
  private globals(isBuiltIn: boolean, frame: FramePlace | undefined, page: Page): DebugVariable[] {
    const { vm, builtIns } = this.values;
    const isShown = (): boolean => {
      const name = vm.isString(this.E, -2) ? vm.stringAt(this.E, -2) : undefined;
      return (typeof name === 'string' && builtIns.has(name)) === isBuiltIn;
    };
    if (page.filter === 'indexed') return [];
    const [start, end] = range(page);
    return this.entries({ isShown, frame, format: page.format, path: '', kind: 'global' }, start, end);
  }

  /** Of the value on top. */
  private inside(path: string | undefined, frame: FramePlace | undefined, page: Page): DebugVariable[] {
    const { vm } = this.values;
    const type = vm.api.lua_type(this.E, -1);
    if (type === LUA_TFUNCTION) return cut(this.upvalues(page.format, frame, 'field'), page, 'named');
    if (type === LUA_TTABLE) return this.table(path, frame, page);
    return type === LUA_TUSERDATA ? cut(this.meta(path, frame, page.format), page, 'named') : [];
  }

  private table(path: string | undefined, frame: FramePlace | undefined, page: Page): DebugVariable[] {
    const { vm } = this.values;
    const length = Number(vm.api.lua_rawlen(this.E, -1));
    const [start, end] = range(page);
    const found = page.filter === 'named' ? [] : this.elements(length, path, frame, page);
    if (page.filter === 'indexed') return found;
    const before = page.filter === 'named' ? 0 : length;
    if (end <= before) return found;
    const kind = 'field';
    const listing: Listing = { isShown: () => !this.isElement(length), frame, format: page.format, path, kind };
    const entries = this.values.hashCount();
    const named = this.entries(listing, Math.max(0, start - before), end - before);
    const [metaStart, metaEnd] = [start - before - entries, end - before - entries];
    const meta = metaEnd > 0 ? this.meta(path, frame, page.format).slice(Math.max(0, metaStart), metaEnd) : [];
    return [...found, ...named, ...meta];
  }

  private elements(
    length: number,
    path: string | undefined,
    frame: FramePlace | undefined,
    page: Page,
  ): DebugVariable[] {
    const [start, end] = range(page);
    const found: DebugVariable[] = [];
    for (let i = start + 1; i <= Math.min(length, end); i++) {
      this.values.vm.api.lua_rawgeti(this.E, -1, BigInt(i));
      const name = `[${i}]`;
      found.push(this.take({ name, kind: 'element', evaluateName: path && `${path}${name}` }, page.format, frame));
    }
    return found;
  }

  private isElement(length: number): boolean {
    const { vm } = this.values;
    if (vm.api.lua_isinteger(this.E, -2) === 0 || vm.isString(this.E, -2)) return false;
    const key = vm.api.lua_tointegerx(this.E, -2, 0);
    return key >= 1n && key <= BigInt(length);
  }

  /** Entries `start` to `end` of the table on top that are shown; of small tables by name. */
  private entries(listing: Listing, start: number, end: number): DebugVariable[] {
    const { vm } = this.values;
    const { api } = vm;
    const table = api.lua_gettop(this.E);
    const isSorted = this.values.hashCount() <= MAX_SORTED;
    const found: DebugVariable[] = [];
    let shown = 0;
    this.pushStart(listing.kind);
    while ((isSorted || shown < end) && api.lua_next(this.E, table) !== 0) {
      if (listing.isShown() && (++shown > start || isSorted)) found.push(this.entry(listing));
      vm.pop(this.E);
    }
    api.lua_settop(this.E, table);
    return isSorted ? found.sort(byName).slice(start, end) : found;
  }

  /** The key that a walk over the table on top begins behind: a list is passed over at once where nothing else lies in it. */
  private pushStart(kind: Listing['kind']): void {
    const { api } = this.values.vm;
    const length = api.lua_rawlen(this.E, -1);
    if (kind === 'field' && length > 0n && this.values.isListApart()) api.lua_pushinteger(this.E, length);
    else api.lua_pushnil(this.E);
  }

  /** Key and value are on top. */
  private entry({ path, kind, format, frame }: Listing): DebugVariable {
    const name = this.values.writer.key(this.E, -2);
    return this.values.variable({ name, kind, evaluateName: pathTo(path, name) }, format, frame);
  }

  private meta(
    path: string | undefined,
    frame: FramePlace | undefined,
    format: ValueFormat | undefined,
  ): DebugVariable[] {
    const { vm } = this.values;
    if (vm.api.lua_getmetatable(this.E, -1) === 0) return [];
    const evaluateName = path && `getmetatable(${path})`;
    const found = [
      this.take({ name: '[metatable]', kind: 'metatable', evaluateName, isWritable: false }, format, frame),
    ];
    if (!this.values.hasToString()) return found;
    const reference = this.values.hold({ kind: 'tostring', path: undefined, frame });
    const lazy = { value: '…', type: 'string', reference, indexedCount: 0, namedCount: 1 } as const;
    return [...found, { ...lazy, name: '[tostring]', kind: 'tostring', isWritable: false, isLazy: true }];
  }
}

/** `a.b`, `a[1]`; keys that are no names, numbers, booleans or texts have no path. */
function pathTo(path: string | undefined, key: string): string | undefined {
  if (path === undefined) return undefined;
  if (/^\w/.test(key)) return path === '' ? key : `${path}.${key}`;
  return /^\[(?:"|-?\d|true|false)/.test(key) && !key.includes('…') ? `${path === '' ? '_G' : path}${key}` : undefined;
}

function cut(list: DebugVariable[], page: Page, kind: 'named' | 'indexed'): DebugVariable[] {
  return page.filter !== undefined && page.filter !== kind ? [] : list.slice(...range(page));
}

/** Positions from 0, the end not included. */
function range({ start = 0, count = 0 }: Page): [start: number, end: number] {
  return [start, count === 0 ? Infinity : start + count];
}

const byName = (a: DebugVariable, b: DebugVariable): number => (a.name < b.name ? -1 : 1);

/** @throws SpellError where a number names nothing */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SpellError('DEBUG_UNKNOWN', `there is no such ${what}, or no longer`);
  return value;
}
