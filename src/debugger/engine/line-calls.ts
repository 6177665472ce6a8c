// The calls that a function makes on the line where it is. Engine thread.

import { decode, OP } from '../../vm/opcodes.js';
import type { Protos } from './protos.js';

export interface LineCalls {
  /** Places of the instructions, in the order of the code. */
  readonly calls: readonly number[];
  /** So many of them lie before the instruction that runs. */
  readonly done: number;
}

/** Calls that are written as such: metamethods and iterators of loops are none. */
export function lineCalls(protos: Protos, ci: number): LineCalls {
  if (!protos.isLua(ci)) return { calls: [], done: 0 };
  const proto = protos.protoOf(ci);
  const pc = protos.pcOf(ci, proto);
  const lines = protos.lines(proto);
  const code = protos.code(proto);
  const isCall = (at: number): boolean => {
    const { op } = decode(code[at]!);
    return (op === OP.call || op === OP.tailCall) && lines[at] === lines[pc];
  };
  const calls = [...lines.keys()].filter(isCall);
  return { calls, done: calls.filter((at) => at < pc).length };
}
