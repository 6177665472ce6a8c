// Which line every instruction of a function is on. Reads memory only. Engine thread.

import { OFFSETS } from './lua.js';
import type { VmMemory } from './memory.js';

/** In `Proto.lineinfo`: the line is in the list of absolute ones. */
const ABSOLUTE = -0x80;

/** The lines of all instructions of a `Proto`, or of the first `count`. */
export function instructionLines(memory: VmMemory, proto: number, count = codeSize(memory, proto)): number[] {
  const info = memory.word(proto + OFFSETS.proto.lineInfo);
  let absolute = memory.word(proto + OFFSETS.proto.absoluteLines);
  let line = memory.word(proto + OFFSETS.proto.lineDefined);
  const lines: number[] = [];
  for (let pc = 0; pc < count; pc++) {
    const difference = memory.bytes.readInt8(info + pc);
    if (difference === ABSOLUTE) {
      line = memory.word(absolute + 4);
      absolute += 8;
    } else line += difference;
    lines.push(line);
  }
  return lines;
}

function codeSize(memory: VmMemory, proto: number): number {
  return memory.word(proto + OFFSETS.proto.codeSize);
}
