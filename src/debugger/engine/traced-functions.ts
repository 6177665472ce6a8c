// What a trace knows of functions: names and places, and how often and how long they have run. Engine thread.

import { displayName } from '../../diagnostics/chunk-names.js';
import { OFFSETS, SLOT } from '../../vm/lua.js';
import type { DebugSource, TraceSummary } from '../contract.js';
import type { Tools } from './tools.js';

/** Of functions, and of chunks whose lines are counted: those beyond are traced, but not counted. */
const MAX_COUNTED = 20_000;
/** Characters of a line of source. */
const MAX_LINE = 120;

/** Host functions that no script knows. */
const OURS = /^(?:engine|vm)\./;

const C_CLOSURE = 0x66;
/** In a C closure: its function, and the integer that its first upvalue is. */
const CLOSURE = { function: 12, upvalue: 16 } as const;

interface Counts {
  calls: number;
  totalMs: number;
  selfMs: number;
  /** Activations under way: the time of inner ones is part of that of the outermost. */
  active: number;
}

export interface TracedFunction {
  readonly name: string;
  /** Missing for functions of the host. */
  readonly source?: DebugSource;
  /** Where it is defined, 0 for main chunks and functions of the host. */
  readonly line: number;
  /** What its chunk is called. */
  readonly chunk: string;
  readonly isSkipped: boolean;
  readonly counts: Counts;
  /** How often each line of its chunk has run. */
  readonly lines: Map<number, number>;
}

type Counted = Pick<TracedFunction, 'name' | 'source' | 'line' | 'counts'>;

export class TracedFunctions {
  private known = new Map<number, TracedFunction>();
  private texts = new Map<string, readonly string[]>();
  private readonly counted = new Map<string, Counted>();
  private readonly lines = new Map<string, { readonly source: DebugSource; readonly counts: Map<number, number> }>();

  constructor(
    private readonly tools: Tools,
    private readonly isSkipped: (proto: number) => boolean,
  ) {}

  /** What is written of functions, and what is skipped, may be something else now; addresses may be those of others. */
  forget(): void {
    this.known = new Map();
    this.texts = new Map();
  }

  clear(): void {
    this.forget();
    this.counted.clear();
    this.lines.clear();
  }

  /** Of an activation; undefined for functions of the libraries and the engine. @param called gives the name by which the caller calls it */
  of(ci: number, called: () => string): TracedFunction | undefined {
    const { protos, vm } = this.tools;
    if (protos.isLua(ci)) return this.luaFunction(protos.protoOf(ci), called);
    const id = this.hostId(ci);
    const name = id === undefined ? undefined : vm.hostNames[id];
    return name === undefined || OURS.test(name) ? undefined : this.hostFunction(name);
  }

  luaFunction(proto: number, called: () => string): TracedFunction {
    let found = this.known.get(proto);
    if (found === undefined) this.known.set(proto, (found = this.describe(proto, called)));
    return found;
  }

  /** A line of a chunk, if its text is known. */
  text({ source }: TracedFunction, line: number): string {
    if (source === undefined) return '';
    let lines = this.texts.get(source.chunkName);
    if (lines === undefined) {
      const text = this.tools.sources.get(source.chunkName)?.text ?? '';
      lines = (typeof text === 'string' ? text : Buffer.from(text).toString()).split('\n');
      this.texts.set(source.chunkName, lines);
    }
    const trimmed = (lines[line - 1] ?? '').trim();
    return trimmed.length > MAX_LINE ? `${trimmed.slice(0, MAX_LINE)}…` : trimmed;
  }

  summary(limit: number): TraceSummary {
    const functions = [...this.counted.values()]
      .filter(({ counts }) => counts.calls > 0)
      .map(({ name, source, line, counts: { calls, totalMs, selfMs } }) => ({
        ...{ name, ...(source !== undefined && { source }), line },
        ...{ calls, totalMs, selfMs },
      }))
      .sort((a, b) => b.selfMs - a.selfMs);
    const lines = [...this.lines.values()]
      .flatMap(({ source, counts }) => [...counts].map(([line, count]) => ({ source, line, count })))
      .sort((a, b) => b.count - a.count);
    return { functions: functions.slice(0, limit), lines: lines.slice(0, limit) };
  }

  private describe(proto: number, called: () => string): TracedFunction {
    const { protos, sources } = this.tools;
    const source = sources.sourceOf(proto);
    const line = protos.lineDefined(proto);
    const chunk = displayName(source.chunkName);
    const written = sources.get(source.chunkName)?.functions.filter((each) => each.lineDefined === line);
    const defined = written?.length === 1 ? written[0]!.name : undefined;
    const name = line === 0 ? 'main chunk' : (defined ?? (called() || `function <${chunk}:${line}>`));
    const key = `${source.chunkName}:${line}`;
    const { counts } = this.count(key, { name, source, line });
    return { name, source, line, chunk, isSkipped: this.isSkipped(proto), counts, lines: this.linesOf(source) };
  }

  private hostFunction(name: string): TracedFunction {
    const { counts } = this.count(name, { name, line: 0 });
    return { name, line: 0, chunk: '', isSkipped: false, counts, lines: new Map() };
  }

  private count(key: string, facts: Omit<Counted, 'counts'>): Counted {
    const found = this.counted.get(key) ?? { ...facts, counts: { calls: 0, totalMs: 0, selfMs: 0, active: 0 } };
    if (this.counted.size < MAX_COUNTED) this.counted.set(key, found);
    return found;
  }

  private linesOf(source: DebugSource): Map<number, number> {
    const found = this.lines.get(source.chunkName) ?? { source, counts: new Map<number, number>() };
    if (this.lines.size < MAX_COUNTED) this.lines.set(source.chunkName, found);
    return found.counts;
  }

  /** Number of the host function of an activation. */
  private hostId(ci: number): number | undefined {
    const { memory } = this.tools.vm;
    const slot = memory.word(ci + OFFSETS.callInfo.func);
    const closure = memory.word(slot);
    const isHost = memory.byte(slot + 8) === C_CLOSURE && memory.word(closure + CLOSURE.function) === SLOT.host;
    return isHost ? memory.word(closure + CLOSURE.upvalue) : undefined;
  }
}
