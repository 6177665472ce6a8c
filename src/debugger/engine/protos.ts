// Functions as the VM holds them: lines with code, nested functions, where an activation is. Reads memory only. Engine thread.

import { instructionLines } from '../../vm/instruction-lines.js';
import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

/** Bits of `CallInfo.callstatus`. */
const CIST_C = 1 << 1;
const CIST_TAIL = 1 << 5;
/** Free in 5.4: frames whose lines a step looks at (src/vm/shim.wat). */
const CIST_MARK = 1 << 15;
/** A hook of the activation has yielded: none is called for its next instruction. */
const CIST_HOOKYIELD = 1 << 6;
/** Size of what a `Proto` says of a local. */
const LOCAL_SIZE = 12;
const STRING = { shortLength: 7, longLength: 12, contents: 16, longTag: 0x14 } as const;

export class Protos {
  constructor(private readonly vm: LuaVm) {}

  /** Address of the chunk's name: another name has another one while this lives. */
  chunk(proto: number): number {
    return this.vm.memory.word(proto + OFFSETS.proto.source);
  }

  /** The chunk's name as given to the compiler. */
  chunkName(proto: number): string {
    const { memory } = this.vm;
    const string = memory.word(proto + OFFSETS.proto.source);
    if (string === 0) return '=?';
    const isLong = (memory.byte(string + 4) & 0x3f) === STRING.longTag;
    const length = isLong ? memory.word(string + STRING.longLength) : memory.byte(string + STRING.shortLength);
    return memory.lossyText(string + STRING.contents, length);
  }

  /** 0 for a main chunk. */
  lineDefined(proto: number): number {
    return this.vm.memory.word(proto + OFFSETS.proto.lineDefined);
  }

  lastLineDefined(proto: number): number {
    return this.vm.memory.word(proto + OFFSETS.proto.lastLineDefined);
  }

  nested(proto: number): number[] {
    const { memory } = this.vm;
    const list = memory.word(proto + OFFSETS.proto.protos);
    return Array.from({ length: memory.word(proto + OFFSETS.proto.protosSize) }, (_, i) => memory.word(list + 4 * i));
  }

  /** Lines on which the line hook is called, in order. */
  activeLines(proto: number): number[] {
    const lines = this.lines(proto);
    // The first instruction of a vararg function runs before hooks do.
    return [...new Set(lines.slice(this.entry(proto)))].sort((a, b) => a - b);
  }

  /** Place of the first instruction that a line hook sees. */
  entry(proto: number): number {
    return this.vm.memory.byte(proto + OFFSETS.proto.isVararg) === 0 ? 0 : 1;
  }

  lineAt(proto: number, pc: number): number {
    return this.lines(proto, pc + 1)[pc] ?? 0;
  }

  /** The instructions, as long as the VM's memory does not grow. */
  code(proto: number): Int32Array {
    const { memory } = this.vm;
    const first = memory.word(proto + OFFSETS.proto.code) >> 2;
    return memory.words.subarray(first, first + memory.word(proto + OFFSETS.proto.codeSize));
  }

  /** The line of every instruction, or of the first `count`. */
  lines(proto: number, count?: number): number[] {
    return instructionLines(this.vm.memory, proto, count);
  }

  /** Numbers of the locals in scope at an instruction, hidden ones of loops included; they lie in the first registers, in order. */
  localsAt(proto: number, pc: number): number[] {
    const { memory } = this.vm;
    const list = memory.word(proto + OFFSETS.proto.locals);
    const isInScope = (local: number): boolean =>
      memory.word(local + OFFSETS.local.startPc) <= pc && pc < memory.word(local + OFFSETS.local.endPc);
    const numbers = Array.from({ length: memory.word(proto + OFFSETS.proto.localsSize) }, (_, i) => i);
    return numbers.filter((i) => isInScope(list + LOCAL_SIZE * i));
  }

  // --- Activations ---------------------------------------------------------------------------------------------------

  isLua(ci: number): boolean {
    return (this.status(ci) & CIST_C) === 0;
  }

  isTailCalled(ci: number): boolean {
    return (this.status(ci) & CIST_TAIL) !== 0;
  }

  /** Of a Lua activation. */
  protoOf(ci: number): number {
    const { memory } = this.vm;
    return memory.word(memory.word(memory.word(ci + OFFSETS.callInfo.func)) + OFFSETS.closure.proto);
  }

  /** The instruction that runs, from 0. */
  pcOf(ci: number, proto: number): number {
    const { memory } = this.vm;
    return (memory.word(ci + OFFSETS.callInfo.savedPc) - memory.word(proto + OFFSETS.proto.code)) / 4 - 1;
  }

  /** The activation that called. */
  callerOf(ci: number): number {
    return this.vm.memory.word(ci + OFFSETS.callInfo.previous);
  }

  /** The innermost activation of a state, which is its base where nothing runs. */
  current(L: number): number {
    return this.vm.memory.word(L + OFFSETS.state.ci);
  }

  hasYieldedInHook(ci: number): boolean {
    return (this.status(ci) & CIST_HOOKYIELD) !== 0;
  }

  /** Of the activation that runs: the instruction that the line hook has seen before this one. */
  lastSeen(L: number, proto: number): number {
    const { memory } = this.vm;
    const seen = memory.word(L + OFFSETS.state.oldPc);
    return seen < memory.word(proto + OFFSETS.proto.codeSize) ? seen : 0;
  }

  /** In a line hook: whether the activation has just been entered, by a call or by a tail call that took its place. */
  isEntered(L: number, ci: number): boolean {
    const proto = this.protoOf(ci);
    const pc = this.pcOf(ci, proto);
    return pc === this.entry(proto) && this.vm.memory.word(L + OFFSETS.state.oldPc) === pc;
  }

  /** Activations of a state, innermost first; its base is none. */
  activations(L: number): number[] {
    const { memory } = this.vm;
    const found: number[] = [];
    let ci = this.current(L);
    for (;;) {
      const previous = memory.word(ci + OFFSETS.callInfo.previous);
      if (previous === 0) return found;
      found.push(ci);
      ci = previous;
    }
  }

  isMarked(ci: number): boolean {
    return (this.status(ci) & CIST_MARK) !== 0;
  }

  mark(ci: number, isMarked: boolean): void {
    const status = this.status(ci);
    this.vm.memory.bytes.writeUInt16LE(
      isMarked ? status | CIST_MARK : status & ~CIST_MARK,
      ci + OFFSETS.callInfo.callStatus,
    );
  }

  private status(ci: number): number {
    return this.vm.memory.bytes.readUInt16LE(ci + OFFSETS.callInfo.callStatus);
  }
}
