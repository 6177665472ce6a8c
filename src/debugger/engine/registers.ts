// Whether code can begin in the middle of a function: reads its instructions from there, and finds registers that are used before
// they are written. What lies in those is none of the script's values. Engine thread.

import { decode, OP, type Instruction } from '../../vm/opcodes.js';

/** Registers as bits; one more stands for a list on the top of the stack whose length is not known. */
type Registers = bigint;

const OPEN: Registers = 1n << 256n;

/** `count` registers from `first`. */
const range = (first: number, count: number): Registers => (count <= 0 ? 0n : ((1n << BigInt(count)) - 1n) << BigInt(first));
const one = (register: number): Registers => range(register, 1);

/** What an instruction needs, leaves, and where it goes on: places with what is written on the way there alone. */
interface Effect {
  readonly reads: Registers;
  readonly writes: Registers;
  /** This register and all above are void before it writes. */
  readonly voids?: number;
  /** Instructions that may be next, counted from the one behind this. Default: that one. */
  readonly next?: readonly number[];
}

/** @param known registers that hold values at `start` */
export function canBeginAt(code: Int32Array, start: number, known: number): boolean {
  const written = new Map<number, Registers>([[start, range(0, known)]]);
  const open = [start];
  for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
    const effect = effectOf(decode(code[pc]!));
    const before = written.get(pc)!;
    if ((effect.reads & ~before) !== 0n) return false;
    const kept = effect.voids === undefined ? before : before & range(0, effect.voids);
    const after = (kept & ~OPEN) | effect.writes;
    for (const distance of effect.next ?? [0]) {
      const next = pc + 1 + distance;
      const known = written.get(next);
      const both = known === undefined ? after : known & after;
      if (both === known) continue;
      written.set(next, both);
      open.push(next);
    }
  }
  return true;
}

/** By ranges of opcodes, in the order of lopcodes.h. */
function effectOf(instruction: Instruction): Effect {
  const { op, a, b } = instruction;
  const writes = one(a);
  if (op === 0 || (op >= 13 && op <= 14) || (op >= 21 && op <= 33) || (op >= 49 && op <= 52)) {
    return { reads: one(b), writes };
  }
  if (op >= 34 && op <= 45) return { reads: one(b) | one(instruction.c), writes };
  if (op === 12) return { reads: one(b) | one(instruction.c), writes };
  if (op >= 15 && op <= 18) return { reads: storeReads(instruction), writes: 0n };
  if (op === OP.loadFalseAndSkip) return { reads: 0n, writes, next: [1] };
  if (op === OP.loadNil) return { reads: 0n, writes: range(a, b + 1) };
  if (op === 10 || op === 47 || op === 48 || op === OP.toBeClosed) return { reads: one(a), writes: 0n };
  if (op === 46) return { reads: one(a) | one(b), writes: 0n };
  if (op < OP.self) return { reads: 0n, writes };
  if (op >= OP.jump && op <= OP.testSet) return branch(instruction);
  if (op >= OP.forLoop && op <= OP.genericForLoop) return loop(instruction);
  return other(instruction);
}

/** `SETTABUP`, `SETTABLE`, `SETI`, `SETFIELD`: C is a register unless k says that it is a constant. */
function storeReads({ op, a, b, c, k }: Instruction): Registers {
  return (k ? 0n : one(c)) | (op === 15 ? 0n : one(a)) | (op === 16 ? one(b) : 0n);
}

function branch({ op, a, b, distance }: Instruction): Effect {
  if (op === OP.jump) return { reads: 0n, writes: 0n, next: [distance] };
  // What is behind it is a jump, which runs or is skipped.
  if (op === OP.testSet) return { reads: one(b), writes: one(a), next: [0, 1] };
  const reads = op >= OP.equalConstant ? one(a) : one(a) | one(b);
  return { reads, writes: 0n, next: [0, 1] };
}

function loop({ op, a, bx, c }: Instruction): Effect {
  switch (op) {
    case OP.forLoop:
      return { reads: range(a, 3), writes: one(a + 3), next: [0, -bx] };
    case OP.forPrepare:
      return { reads: range(a, 3), writes: one(a + 3), next: [0, bx + 1] };
    case OP.genericForPrepare:
      return { reads: range(a, 4), writes: 0n, next: [bx] };
    case OP.genericForCall:
      return { reads: range(a, 4), writes: range(a + 4, c), voids: a + 4 };
    default:
      return { reads: range(a, 5), writes: 0n, next: [0, -bx] };
  }
}

/** A list of `count` less one values, or of as many as there are for 0. */
const list = (first: number, count: number): Registers => (count === 0 ? OPEN : range(first, count - 1));

function other({ op, a, b, c, k }: Instruction): Effect {
  switch (op) {
    case OP.self:
      return { reads: one(b) | (k ? 0n : one(c)), writes: range(a, 2) };
    case OP.concat:
      return { reads: range(a, b), writes: one(a) };
    case OP.call:
      return { reads: one(a) | list(a + 1, b), writes: list(a, c), voids: a };
    case OP.tailCall:
      return { reads: one(a) | list(a + 1, b), writes: 0n, next: [] };
    case OP.return:
      return { reads: list(a, b), writes: 0n, next: [] };
    case OP.return0:
      return { reads: 0n, writes: 0n, next: [] };
    case OP.return1:
      return { reads: one(a), writes: 0n, next: [] };
    case OP.setList:
      return { reads: one(a) | (b === 0 ? OPEN : range(a + 1, b)), writes: 0n };
    case OP.closure:
      return { reads: 0n, writes: one(a) };
    case OP.varargs:
      return { reads: 0n, writes: list(a, c) };
    default:
      return { reads: 0n, writes: 0n };
  }
}
