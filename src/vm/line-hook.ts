// The table of functions behind the line hook's fast path: which lines of which function have a breakpoint. Engine thread.

import { WORD } from '../base/shared-memory.js';
import { setBit } from './bits.js';
import { instructionLines } from './instruction-lines.js';
import { LUA_MASKLINE, OFFSETS, SLOT } from './lua.js';
import type { LuaVm } from './vm.js';

/** What the table answers for a function without a breakpoint. */
export const NO_BREAKPOINT = 1;

const INITIAL_SLOTS = 256;
const RECORD = { first: 0, count: 4, bits: 8 } as const;
const TOMBSTONE = 1;

export class LineHook {
  constructor(private readonly vm: LuaVm) {}

  /** Sets the hook on a state (not on its coroutines); every activation sees it at its next instruction. */
  install(L: number): void {
    if (this.slots === 0) this.allocate(INITIAL_SLOTS);
    this.vm.api.lua_sethook(L, SLOT.hook, LUA_MASKLINE, 0);
  }

  remove(L: number): void {
    this.vm.api.lua_sethook(L, 0, 0, 0);
  }

  /** Remembers the breakpoint lines of a function (none: an empty list); gives the record for `VmHooks.classify`. */
  classify(proto: number, lines: readonly number[]): number {
    if (this.slots === 0) this.allocate(INITIAL_SLOTS);
    if ((this.taken() + 1) * 2 > this.slots) this.rehash();
    const record = lines.length === 0 ? NO_BREAKPOINT : this.record(proto, lines);
    const slot = this.slotOf(proto);
    this.vm.memory.setWord(slot, proto);
    this.vm.memory.setWord(slot + 4, record);
    this.vm.memory.setWord(WORD.hookCount, this.vm.memory.word(WORD.hookCount) + 1);
    return record;
  }

  /** Whether a function has been classified and lives. */
  knows(proto: number): boolean {
    return this.slots !== 0 && this.vm.memory.word(this.slotOf(proto)) === proto;
  }

  /** Forgets every function: breakpoints have changed. */
  clear(): void {
    for (const [, record] of this.entries()) if (record > NO_BREAKPOINT) this.vm.api.free(record);
    this.vm.api.free(this.vm.memory.word(WORD.hookTable));
    this.allocate(INITIAL_SLOTS);
  }

  /** Functions that are remembered now. */
  get size(): number {
    return [...this.entries()].length;
  }

  private get slots(): number {
    const { memory } = this.vm;
    return memory.word(WORD.hookTable) === 0 ? 0 : memory.word(WORD.hookTableMask) + 1;
  }

  /** Slots that are not empty, tombstones included: the table is made anew before it fills up. */
  private taken(): number {
    const table = this.vm.memory.word(WORD.hookTable);
    let taken = 0;
    for (let i = 0; i < this.slots; i++) if (this.vm.memory.word(table + 8 * i) !== 0) taken++;
    return taken;
  }

  /** A bit for each instruction that is on one of the lines: see src/vm/shim.wat. */
  private record(proto: number, lines: readonly number[]): number {
    const { memory, api } = this.vm;
    const wanted = new Set(lines);
    const places = instructionLines(memory, proto).flatMap((line, place) => (wanted.has(line) ? [place] : []));
    const first = places[0] ?? 0;
    const count = (places.at(-1) ?? first) - first + 1;
    const bytes = RECORD.bits + Math.ceil(count / 8);
    const record = api.malloc(bytes);
    memory.bytes.fill(0, record, record + bytes);
    memory.setWord(record + RECORD.first, memory.word(proto + OFFSETS.proto.code) + 4 * first);
    memory.setWord(record + RECORD.count, count);
    for (const place of places) setBit(memory, record + RECORD.bits, place - first);
    return record;
  }

  private *entries(): Generator<readonly [proto: number, record: number]> {
    const table = this.vm.memory.word(WORD.hookTable);
    for (let i = 0; i < this.slots; i++) {
      const proto = this.vm.memory.word(table + 8 * i);
      if (proto > TOMBSTONE) yield [proto, this.vm.memory.word(table + 8 * i + 4)];
    }
  }

  /** The same hash and probing as `$spell_slot`. */
  private slotOf(proto: number): number {
    const { memory } = this.vm;
    const table = memory.word(WORD.hookTable);
    let index = Math.imul(proto >>> 3, 0x9e3779b1);
    for (;;) {
      index &= this.slots - 1;
      const held = memory.word(table + 8 * index);
      if (held === 0 || held === proto) return table + 8 * index;
      index++;
    }
  }

  private allocate(slots: number): void {
    const table = this.vm.api.malloc(8 * slots);
    this.vm.memory.bytes.fill(0, table, table + 8 * slots);
    this.vm.memory.setWord(WORD.hookTable, table);
    this.vm.memory.setWord(WORD.hookTableMask, slots - 1);
    this.vm.memory.setWord(WORD.hookCount, 0);
  }

  private rehash(): void {
    const live = [...this.entries()];
    const old = this.vm.memory.word(WORD.hookTable);
    this.allocate(Math.max(INITIAL_SLOTS, 2 ** Math.ceil(Math.log2((live.length + 1) * 4))));
    this.vm.api.free(old);
    for (const [proto, record] of live) {
      const slot = this.slotOf(proto);
      this.vm.memory.setWord(slot, proto);
      this.vm.memory.setWord(slot + 4, record);
    }
    this.vm.memory.setWord(WORD.hookCount, live.length);
  }
}
