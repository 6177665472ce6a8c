// Variables of the function that runs which have another value than at the line before. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import type { Tools } from './tools.js';

/** Variables of one activation, by kind, place and name. */
interface Snapshot {
  /** Address of the function. */
  readonly fn: number;
  readonly line: number;
  readonly values: ReadonlyMap<string, Variable>;
}

interface Variable {
  readonly name: string;
  /** The value as it lies in memory: two words and the tag. */
  readonly raw: readonly [number, number, number];
  readonly text: string;
}

/** Activations; beyond them all are forgotten. */
const MAX_SEEN = 5000;

export class TracedVariables {
  private readonly seen = new Map<number, Snapshot>();

  constructor(
    private readonly tools: Tools,
    private readonly maxLength: number,
  ) {}

  clear(): void {
    this.seen.clear();
  }

  /** A line of an activation is about to run: what has changed since the line before, which is given as well. */
  changes(L: number, ci: number, line: number): { readonly line: number; readonly texts: readonly string[] } {
    const { protos, vm } = this.tools;
    const fn = vm.memory.word(vm.memory.word(ci + OFFSETS.callInfo.func));
    const before = protos.isEntered(L, ci) ? undefined : this.seen.get(ci);
    const known = before?.fn === fn ? before : undefined;
    const values = this.read(L, ci, known?.values);
    if (this.seen.size >= MAX_SEEN) this.seen.clear();
    this.seen.set(ci, { fn, line, values });
    return { line: known?.line ?? line, texts: known === undefined ? [] : differences(known.values, values) };
  }

  private read(L: number, ci: number, before: ReadonlyMap<string, Variable> | undefined): Map<string, Variable> {
    const { vm, activations } = this.tools;
    const { api, memory } = vm;
    const found = new Map<string, Variable>();
    const take = (kind: string, n: number, name: string): void => {
      const key = `${kind} ${n} ${name}`;
      found.set(key, this.variable(L, name, before?.get(key)));
      vm.pop(L);
    };
    const ar = activations.record(ci);
    for (let n = 1; ; n++) {
      const name = api.lua_getlocal(L, ar, n);
      if (name === 0) break;
      const text = memory.cString(name);
      if (text.startsWith('(')) vm.pop(L);
      else take('local', n, text);
    }
    activations.about(L, ci, 'f');
    for (let n = 1; ; n++) {
      const name = api.lua_getupvalue(L, -1, n);
      if (name === 0) break;
      const text = memory.cString(name);
      if (text === '_ENV') vm.pop(L);
      else take('upvalue', n, text);
    }
    vm.pop(L);
    return found;
  }

  /** The value on top; its text is made anew only where it is another. */
  private variable(L: number, name: string, before: Variable | undefined): Variable {
    const { vm, writer } = this.tools;
    const { memory } = vm;
    const slot = memory.word(L + OFFSETS.state.top) - 16;
    const raw = [memory.word(slot), memory.word(slot + 4), memory.byte(slot + 8)] as const;
    if (before !== undefined && isSame(raw, before.raw)) return before;
    return { name, raw, text: writer.text(L, -1, { maxLength: this.maxLength }) };
  }
}

/** What lies beside a value of 32 bits, or none, means nothing. */
function isSame(a: Variable['raw'], b: Variable['raw']): boolean {
  if (a[2] !== b[2]) return false;
  const type = a[2] & 0x0f;
  if (type <= 1) return true;
  return a[0] === b[0] && (type !== 3 || a[1] === b[1]);
}

function differences(before: ReadonlyMap<string, Variable>, now: ReadonlyMap<string, Variable>): string[] {
  const texts: string[] = [];
  for (const [key, variable] of now) {
    const old = before.get(key);
    if (old === variable) continue;
    texts.push(
      old === undefined ? `${variable.name} = ${variable.text}` : `${variable.name}: ${old.text} -> ${variable.text}`,
    );
  }
  return texts;
}
