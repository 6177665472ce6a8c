// Values that clients hold by number while a script is paused: what they are, and what is inside them, page by page. Raw access; no
// code of the script runs, but for what is asked for (`[tostring]`). Engine thread.

import { LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS, LUA_TNIL, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugValue, DebugVariable, ValueFormat } from '../contract.js';
import type { Activations } from './activation.js';
import type { Evaluator } from './evaluator.js';
import type { FramePlace } from './frame-code.js';
import type { ValueWriter } from './value-text.js';

/** What a reference opens. */
export type Node =
  | { readonly kind: 'locals' | 'varargs' | 'upvalues' | 'arguments'; readonly frame: FramePlace }
  | { readonly kind: 'globals'; readonly isBuiltIn: boolean; readonly frame: FramePlace | undefined }
  | { readonly kind: 'returned'; readonly refs: readonly number[] }
  | { readonly kind: 'console' }
  | {
      readonly kind: 'value' | 'tostring';
      readonly ref: number;
      readonly path: string | undefined;
      readonly frame: FramePlace | undefined;
    };

/** A child whose value lies on the top of the evaluator's stack. */
export interface Child extends Pick<DebugVariable, 'name' | 'kind'> {
  readonly evaluateName?: string | undefined;
  readonly isWritable?: boolean;
  readonly isLazy?: boolean;
}

let lastReference = 0;

export class Values {
  private readonly nodes = new Map<number, Node>();
  private readonly refs: number[] = [];
  private readonly counts = new Map<number, number>();

  constructor(
    readonly vm: LuaVm,
    readonly evaluator: Evaluator,
    readonly activations: Activations,
    readonly writer: ValueWriter,
    readonly builtIns: ReadonlySet<string>,
  ) {}

  get size(): number {
    return this.nodes.size;
  }

  node(reference: number): Node | undefined {
    return this.nodes.get(reference);
  }

  add(node: Node): number {
    this.nodes.set(++lastReference, node);
    return lastReference;
  }

  /** The value on the top of the evaluator's stack, which stays. */
  describe(format: ValueFormat | undefined, path: string | undefined, frame: FramePlace | undefined): DebugValue {
    const { vm, writer } = this;
    const { E } = this.evaluator;
    const type = writer.type(E, -1);
    const hasInside = type === 'table' || type === 'function' || type === 'userdata';
    const definedAt = writer.definedAt(E, -1);
    const namedCount = hasInside ? this.namedCount(type) : 0;
    const indexedCount = type === 'table' ? Number(vm.api.lua_rawlen(E, -1)) : 0;
    return {
      value: writer.text(E, -1, format),
      type,
      reference: namedCount + indexedCount === 0 ? 0 : this.hold({ kind: 'value', path, frame }),
      indexedCount,
      namedCount,
      ...(definedAt !== undefined && { definedAt }),
    };
  }

  variable(child: Child, format: ValueFormat | undefined, frame: FramePlace | undefined): DebugVariable {
    const { name, kind, evaluateName, isWritable = true, isLazy } = child;
    return {
      ...this.describe(format, evaluateName, frame),
      name,
      kind,
      isWritable,
      ...(evaluateName !== undefined && { evaluateName }),
      ...(isLazy === true && { isLazy }),
    };
  }

  /** Keeps the value on the top, which stays, for a node. */
  hold(node: {
    readonly kind: 'value' | 'tostring';
    readonly path: string | undefined;
    readonly frame: FramePlace | undefined;
  }): number {
    this.vm.api.lua_pushvalue(this.evaluator.E, -1);
    const ref = this.vm.takeRef(this.evaluator.E);
    this.refs.push(ref);
    return this.add({ ...node, ref });
  }

  pushGlobals(): void {
    this.vm.api.lua_rawgeti(this.evaluator.E, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
  }

  /** References are void from here on. */
  dispose(): void {
    for (const ref of this.refs) this.vm.releaseRef(ref);
    this.refs.length = 0;
    this.nodes.clear();
  }

  /** Entries of the table on top that are not among its list; metatable, and what its `__tostring` says, count as such. */
  private namedCount(type: 'table' | 'function' | 'userdata'): number {
    const { vm } = this;
    const { E } = this.evaluator;
    if (type === 'function')
      return [...this.activations.upvalueNames(E, -1).keys()].filter((name) => name !== '_ENV').length;
    const address = vm.api.lua_topointer(E, -1);
    const known = this.counts.get(address);
    if (known !== undefined) return known;
    const count = (type === 'table' ? this.hashCount() : 0) + this.metaCount();
    this.counts.set(address, count);
    return count;
  }

  /** A variable was set, or code has run. */
  forgetCounts(): void {
    this.counts.clear();
  }

  /** Whether the list of the table on top lies in its array part alone, so that a walk can begin behind it. */
  isListApart(): boolean {
    const { vm } = this;
    const { E } = this.evaluator;
    const limit = vm.memory.word(vm.api.lua_topointer(E, -1) + OFFSETS.table.arrayLimit) >>> 0;
    return BigInt(limit) >= vm.api.lua_rawlen(E, -1);
  }

  private metaCount(): number {
    const { vm } = this;
    const { E } = this.evaluator;
    if (vm.api.lua_getmetatable(E, -1) === 0) return 0;
    vm.pop(E);
    return this.hasToString() ? 2 : 1;
  }

  /** Of the value on top. */
  hasToString(): boolean {
    const { E } = this.evaluator;
    const has = this.vm.memory.with('__tostring', (name) => this.vm.api.luaL_getmetafield(E, -1, name)) !== LUA_TNIL;
    if (has) this.vm.pop(E);
    return has;
  }

  /**
   * Entries in the hash part of the table on top, less elements of the list that lie there: read from memory, since walking a large
   * table takes long.
   */
  hashCount(): number {
    const { vm } = this;
    const { E } = this.evaluator;
    const { memory } = vm;
    const table = vm.api.lua_topointer(E, -1);
    const nodes = memory.word(table + OFFSETS.table.nodes);
    const size = 1 << memory.byte(table + OFFSETS.table.nodeSize);
    const length = vm.api.lua_rawlen(E, -1);
    let count = 0;
    for (let node = nodes; node < nodes + NODE.size * size; node += NODE.size) {
      if ((memory.byte(node + NODE.valueTag) & 15) === 0) continue;
      const isElement =
        memory.byte(node + NODE.keyTag) === NODE.integer &&
        isBetween(memory.bytes.readBigInt64LE(node + NODE.key), length);
      if (!isElement) count++;
    }
    return count;
  }
}

/** A node of a table's hash part. */
const NODE = { size: 24, valueTag: 8, keyTag: 9, key: 16, integer: 3 } as const;

const isBetween = (n: bigint, length: bigint): boolean => n >= 1n && n <= length;
