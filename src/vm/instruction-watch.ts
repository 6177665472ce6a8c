// Instructions that call out before they run, in activations that look at hooks: where statements begin in the middle of a line, or a
// call is about to be made. Engine thread.

import { FLAG, WORD } from '../base/shared-memory.js';
import { setBit } from './bits.js';
import { OFFSETS } from './lua.js';
import type { LuaVm } from './vm.js';

/** Of a range: next one, address of its first instruction, how many there are; then one bit for each. */
const HEAD = { next: 0, first: 4, count: 8, bits: 12 } as const;

export class InstructionWatch {
  constructor(private readonly vm: LuaVm) {}

  /** From now on these call out and no others: places of instructions by function (`Proto`). */
  set(watched: ReadonlyMap<number, ReadonlySet<number>>): void {
    const { memory } = this.vm;
    this.free();
    for (const [proto, places] of watched) if (places.size > 0) this.add(proto, places);
    if (memory.word(WORD.watched) === 0) Atomics.and(memory.words, WORD.flag >> 2, ~FLAG.watch);
    else Atomics.or(memory.words, WORD.flag >> 2, FLAG.watch);
  }

  private add(proto: number, places: ReadonlySet<number>): void {
    const { memory, api } = this.vm;
    let [first, last] = [Infinity, 0];
    for (const place of places) [first, last] = [Math.min(first, place), Math.max(last, place)];
    const count = last - first + 1;
    const bytes = HEAD.bits + Math.ceil(count / 8);
    const range = api.malloc(bytes);
    memory.bytes.fill(0, range, range + bytes);
    memory.setWord(range + HEAD.next, memory.word(WORD.watched));
    memory.setWord(range + HEAD.first, memory.word(proto + OFFSETS.proto.code) + 4 * first);
    memory.setWord(range + HEAD.count, count);
    for (const place of places) setBit(memory, range + HEAD.bits, place - first);
    memory.setWord(WORD.watched, range);
  }

  private free(): void {
    const { memory, api } = this.vm;
    for (let range = memory.word(WORD.watched); range !== 0;) {
      const next = memory.word(range + HEAD.next);
      api.free(range);
      range = next;
    }
    memory.setWord(WORD.watched, 0);
  }
}
