// Functions that are alive, and all places that refer to them: read from and written to the VM's memory, as the interpreter lays it out
// (layout.ts, which check-layout.ts checks). Engine thread.
//
// The collector is told of nothing: whoever puts a function in place of another keeps it alive by other means.

import { OFFSETS } from '../../../vm/lua.js';
import type { LuaVm } from '../../../vm/vm.js';
import { COLLECTABLE, GUESSED_SIZE, LAYOUT, SHORT_TEXT, TAG, VALUE_SIZE, WHITE_BITS } from './layout.js';

/** Of a value that is a function written in Lua. */
const LUA_FUNCTION = TAG.lua | COLLECTABLE;
/** Of `marked`: the interpreter uses it in tests only, and the collector keeps it. */
const REPLACED = 0x80;

export class LiveFunctions {
  constructor(private readonly vm: LuaVm) {}

  /** Addresses of closures whose function passes; those that are about to be freed or have been replaced are left out. */
  find(passes: (proto: number) => boolean): number[] {
    const { memory } = this.vm;
    const dead = (memory.byte(this.global + LAYOUT.global.white) ^ WHITE_BITS) & WHITE_BITS;
    const found: number[] = [];
    for (const object of this.objects()) {
      if (this.tag(object) !== TAG.lua || (memory.byte(object + LAYOUT.object.marked) & (dead | REPLACED)) !== 0)
        continue;
      const proto = this.proto(object);
      if (proto !== 0 && passes(proto)) found.push(object);
    }
    return found;
  }

  proto(closure: number): number {
    return this.vm.memory.word(closure + OFFSETS.closure.proto);
  }

  parameters(proto: number): number {
    return this.vm.memory.byte(proto + LAYOUT.proto.parameters);
  }

  /** Pushes a closure onto `L`, which has room. */
  push(L: number, closure: number): void {
    this.pushObject(L, closure, LUA_FUNCTION);
  }

  pushTable(L: number, table: number): void {
    this.pushObject(L, table, TAG.table | COLLECTABLE);
  }

  private pushObject(L: number, object: number, tag: number): void {
    const { memory, api } = this.vm;
    api.lua_pushnil(L);
    const at = memory.word(L + OFFSETS.state.top) - VALUE_SIZE;
    memory.setWord(at, object);
    memory.bytes[at + LAYOUT.value.tag] = tag;
  }

  /** Of an entry of a table, where it is a short text. */
  private key(node: number): string | undefined {
    const { memory } = this.vm;
    if (memory.byte(node + LAYOUT.node.keyTag) !== SHORT_TEXT) return undefined;
    const text = memory.word(node + LAYOUT.node.key);
    return memory.lossyText(text + LAYOUT.text.contents, memory.byte(text + LAYOUT.text.length));
  }

  /** The tables that have one of these closures under its name, by the closure. */
  owners(fields: ReadonlyMap<number, string>): Map<number, number> {
    const { words, bytes } = this.vm.memory;
    const found = new Map<number, number>();
    for (const object of this.objects()) {
      if (this.tag(object) !== TAG.table) continue;
      const first = words[(object + OFFSETS.table.nodes) >> 2]!;
      const end = first + LAYOUT.node.size * (1 << bytes[object + OFFSETS.table.nodeSize]!);
      for (let node = first; node < end; node += LAYOUT.node.size) {
        if (bytes[node + LAYOUT.value.tag] !== LUA_FUNCTION) continue;
        const closure = words[node >> 2]!;
        const field = fields.get(closure);
        if (field !== undefined && this.key(node) === field) found.set(closure, object);
      }
    }
    return found;
  }

  /** Puts closures in place of others wherever those are, but where they run. Keys of tables stay. @param except a table */
  replace(by: ReadonlyMap<number, number>, except: number): void {
    const { words, bytes } = this.vm.memory;
    // What is not collected yet would be replaced with each reload again, and twice as many with each.
    for (const old of by.keys()) bytes[old + LAYOUT.object.marked]! |= REPLACED;
    const swap = (at: number): void => {
      if (bytes[at + LAYOUT.value.tag] !== LUA_FUNCTION) return;
      const other = by.get(words[at >> 2]!);
      if (other !== undefined) words[at >> 2] = other;
    };
    const swapAll = (first: number, count: number, size: number): void => {
      for (let i = 0; i < count; i++) swap(first + i * size);
    };
    for (const object of this.objects()) {
      switch (this.tag(object)) {
        case TAG.table:
          if (object !== except) this.eachOfTable(object, swapAll);
          break;
        case TAG.host:
          swapAll(object + LAYOUT.closure.upvalues, bytes[object + LAYOUT.closure.count]!, VALUE_SIZE);
          break;
        case TAG.userdata:
          swapAll(
            object + LAYOUT.userdata.values,
            this.vm.memory.bytes.readUInt16LE(object + LAYOUT.userdata.count),
            VALUE_SIZE,
          );
          break;
        case TAG.upvalue:
          swap(words[(object + LAYOUT.upvalue.value) >> 2]!);
          break;
        case TAG.thread:
          this.eachOfStack(object, swap);
      }
    }
  }

  private eachOfTable(table: number, each: (first: number, count: number, size: number) => void): void {
    const { memory } = this.vm;
    const { nodeSize, arrayLimit, nodes } = OFFSETS.table;
    const limit = memory.word(table + arrayLimit) >>> 0;
    const isReal = (memory.byte(table + LAYOUT.table.flags) & GUESSED_SIZE) === 0;
    each(memory.word(table + LAYOUT.table.array), isReal ? limit : nextPower(limit), VALUE_SIZE);
    each(memory.word(table + nodes), 1 << memory.byte(table + nodeSize), LAYOUT.node.size);
  }

  /** What runs stays where it is. */
  private eachOfStack(L: number, each: (at: number) => void): void {
    const { memory } = this.vm;
    const running = new Set<number>();
    const innermost = memory.word(L + OFFSETS.state.ci);
    for (let ci = innermost; ci !== 0; ci = memory.word(ci + OFFSETS.callInfo.previous)) {
      running.add(memory.word(ci + OFFSETS.callInfo.func));
    }
    const first = memory.word(L + LAYOUT.state.stack);
    const end = Math.max(memory.word(L + OFFSETS.state.top), memory.word(innermost + OFFSETS.callInfo.top));
    if (first === 0) return;
    for (let at = first; at < end; at += VALUE_SIZE) if (!running.has(at)) each(at);
  }

  private *objects(): Generator<number> {
    const { words } = this.vm.memory;
    for (const list of [OFFSETS.global.allGc, LAYOUT.global.finalized]) {
      for (
        let object = words[(this.global + list) >> 2]!;
        object !== 0;
        object = words[(object + LAYOUT.object.next) >> 2]!
      )
        yield object;
    }
  }

  private tag(object: number): number {
    return this.vm.memory.byte(object + LAYOUT.object.tag) & 0x3f;
  }

  private get global(): number {
    return this.vm.memory.word(this.vm.L + OFFSETS.state.global);
  }
}

function nextPower(count: number): number {
  return count === 0 ? 0 : 2 ** Math.ceil(Math.log2(count));
}
