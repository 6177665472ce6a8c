// Where a VM was when its thread was lost: reads the stack of the running state out of memory in which nothing runs any more. Only
// Lua frames and their lines; everything is checked, since the memory may be in any state. Engine thread (of the next VM).

import { WORD } from '../base/shared-memory.js';
import { OFFSETS } from './lua.js';

export interface LocatedFrame {
  readonly source: string;
  readonly line: number;
  readonly lineDefined: number;
}

/** Frames of a state, and states, that are looked at: a longer stack is cut. */
const MAX_FRAMES = 50;
const MAX_SOURCE = 1024;
/** Bits and sizes of lobject.h, lstate.h and ldebug.h. */
const CIST_C = 2;
const TSTRING_CONTENTS = 16;
const PROTO_SIZES = { code: 20, absLineInfo: 36 } as const;
const ABSLINEINFO = -0x80;

/** Innermost first; empty where nothing sensible is found. */
export function locate(memory: WebAssembly.Memory): LocatedFrame[] {
  const view = new DataView(memory.buffer);
  try {
    return [...frames(view)];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function* frames(view: DataView): Generator<LocatedFrame> {
  for (const L of states(view)) yield* framesOf(view, L);
}

/** The running state and those that resumed it, as the chain of resumers has them. */
function* states(view: DataView): Generator<number> {
  const word = (address: number): number => view.getInt32(address, true);
  let record = word(WORD.chain);
  yield record === 0 ? word(WORD.runState) : word(record + 4);
  for (let n = 0; record !== 0 && n < MAX_FRAMES; n++) {
    yield word(record);
    record = word(record + 8);
  }
}

function* framesOf(view: DataView, L: number): Generator<LocatedFrame> {
  const word = (address: number): number => view.getInt32(address, true);
  let ci = L === 0 ? 0 : word(L + OFFSETS.state.ci);
  for (let n = 0; ci !== 0 && n < MAX_FRAMES; n++) {
    if ((view.getUint16(ci + OFFSETS.callInfo.callStatus, true) & CIST_C) === 0) {
      const proto = word(word(word(ci + OFFSETS.callInfo.func)) + OFFSETS.closure.proto);
      const pc = (word(ci + OFFSETS.callInfo.savedPc) - word(proto + OFFSETS.proto.code)) / 4 - 1;
      yield {
        source: sourceOf(view, word(proto + OFFSETS.proto.source)),
        line: lineOf(view, proto, pc),
        lineDefined: word(proto + OFFSETS.proto.lineDefined),
      };
    }
    ci = word(ci + OFFSETS.callInfo.previous);
  }
}

function sourceOf(view: DataView, string: number): string {
  const bytes: number[] = [];
  for (let at = string + TSTRING_CONTENTS; bytes.length < MAX_SOURCE; at++) {
    const byte = view.getUint8(at);
    if (byte === 0) break;
    bytes.push(byte);
  }
  return Buffer.from(bytes).toString('utf8');
}

/** luaG_getfuncline: the last absolute line at or before `pc`, then the steps from there. */
function lineOf(view: DataView, proto: number, pc: number): number {
  const word = (address: number): number => view.getInt32(address, true);
  const steps = word(proto + OFFSETS.proto.lineInfo);
  if (steps === 0 || pc < 0 || pc >= word(proto + PROTO_SIZES.code)) return -1;
  let at = -1;
  let line = word(proto + OFFSETS.proto.lineDefined);
  const absolute = word(proto + OFFSETS.proto.lineInfo + 4);
  for (let i = 0; i < word(proto + PROTO_SIZES.absLineInfo); i++) {
    if (word(absolute + 8 * i) > pc) break;
    at = word(absolute + 8 * i);
    line = word(absolute + 8 * i + 4);
  }
  while (at++ < pc) {
    const step = view.getInt8(steps + at);
    if (step === ABSLINEINFO) return -1;
    line += step;
  }
  return line;
}
