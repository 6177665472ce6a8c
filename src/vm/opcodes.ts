// Instructions of Lua 5.4 as numbers: the opcodes that are told apart, and where their operands are (lopcodes.h). Engine thread.

/** By their names in lopcodes.h; the self-test compares the modes of all of them. */
export const OP = {
  loadFalseAndSkip: 6,
  loadNil: 8,
  self: 20,
  concat: 53,
  close: 54,
  toBeClosed: 55,
  jump: 56,
  equal: 57,
  equalConstant: 60,
  test: 66,
  testSet: 67,
  call: 68,
  tailCall: 69,
  return: 70,
  return0: 71,
  return1: 72,
  forLoop: 73,
  forPrepare: 74,
  genericForPrepare: 75,
  genericForCall: 76,
  genericForLoop: 77,
  setList: 78,
  closure: 79,
  varargs: 80,
  prepareVarargs: 81,
} as const;

/** `luaP_opmodes`: a byte for each opcode (format, what it sets and tests), where they lie in the pinned build. */
export const OPCODE_MODES = {
  address: 10992,
  expected:
    '080a0a09090808080808000808080800000000080808080808080808080808080808080808080808080808080808' +
    '808080080808080800000410101010101010101010186868200000090901000920094828' +
    '03',
} as const;

export interface Instruction {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly k: boolean;
  /** B, C and k as one number. */
  readonly bx: number;
  /** A jump's distance from the next instruction. */
  readonly distance: number;
}

const JUMP_ZERO = 2 ** 24 - 1;

export function decode(word: number): Instruction {
  return {
    op: word & 127,
    a: (word >>> 7) & 255,
    b: (word >>> 16) & 255,
    c: word >>> 24,
    k: ((word >>> 15) & 1) === 1,
    bx: word >>> 15,
    distance: (word >>> 7) - JUMP_ZERO,
  };
}
