// What a trace says of calls: arguments, results, and where a function of the host is called. Engine thread.

import { displayName } from '../../diagnostics/chunk-names.js';
import { OFFSETS } from '../../vm/lua.js';
import type { Tools } from './tools.js';

/** Characters of a value. */
export const MAX_VALUE = 80;
const MAX_VALUES = 10;
/** Offsets in `lua_Debug`: the first value that is returned, as a number of a local, and how many there are (16 bits each). */
const TRANSFER = { first: 40, count: 42 } as const;

/** `greet("Ann", 2)` for an activation that begins. */
export function callText(tools: Tools, L: number, ci: number, name: string): string {
  const { protos, vm, activations } = tools;
  const ar = activations.record(ci);
  const isLua = protos.isLua(ci);
  const proto = isLua ? protos.protoOf(ci) : 0;
  const fixed = isLua ? vm.memory.byte(proto + PARAMETERS) : vm.api.lua_gettop(L);
  const texts = values(tools, L, ar, (i) => (i < fixed ? i + 1 : undefined));
  if (isLua && vm.memory.byte(proto + OFFSETS.proto.isVararg) !== 0) {
    texts.push(...values(tools, L, ar, (i) => -i - 1));
  }
  return `${name}(${shown(texts)})`;
}

/** ` = "Hello Ann", 2`, or nothing, in a return hook. */
export function resultText(tools: Tools, L: number, ar: number): string {
  const { vm } = tools;
  vm.memory.with('r', (what) => vm.api.lua_getinfo(L, what, ar));
  const first = vm.memory.bytes.readUInt16LE(ar + TRANSFER.first);
  const count = vm.memory.bytes.readUInt16LE(ar + TRANSFER.count);
  const texts = values(tools, L, ar, (i) => (i < count ? first + i : undefined));
  return texts.length === 0 ? '' : ` = ${shown(texts)}`;
}

/** `job.lua:12`, the line that calls an activation; nothing where no Lua function does. */
export function callerPlace(tools: Tools, ci: number): string {
  const { protos, vm } = tools;
  let each = vm.memory.word(ci + OFFSETS.callInfo.previous);
  for (
    ;
    vm.memory.word(each + OFFSETS.callInfo.previous) !== 0;
    each = vm.memory.word(each + OFFSETS.callInfo.previous)
  ) {
    if (!protos.isLua(each)) continue;
    const proto = protos.protoOf(each);
    return `${displayName(protos.chunkName(proto))}:${protos.lineAt(proto, protos.pcOf(each, proto))}`;
  }
  return '';
}

/** In `Proto`: how many parameters it has. */
const PARAMETERS = 6;

/** Texts of locals by their numbers, up to one more than is shown. */
function values(tools: Tools, L: number, ar: number, numberOf: (i: number) => number | undefined): string[] {
  const { vm, writer } = tools;
  const texts: string[] = [];
  for (let i = 0; i <= MAX_VALUES; i++) {
    const n = numberOf(i);
    if (n === undefined || vm.api.lua_getlocal(L, ar, n) === 0) break;
    texts.push(writer.text(L, -1, { maxLength: MAX_VALUE }));
    vm.pop(L);
  }
  return texts;
}

const shown = (texts: readonly string[]): string =>
  texts.length > MAX_VALUES ? `${texts.slice(0, MAX_VALUES).join(', ')}, …` : texts.join(', ');
