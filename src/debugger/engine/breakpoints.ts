// Breakpoints on lines and on functions: where they are in what is loaded, which lines of which function the fast path looks for,
// and what a line that calls out has hit. Engine thread.

import type { BreakpointState, BreakpointTerms, DebugSource, FunctionBreakpoint, LineBreakpoint } from '../contract.js';
import type { CallBreakpoint } from './call-breakpoints.js';
import type { Callee } from './callees.js';
import type { Protos } from './protos.js';
import { lineWithCode, type LoadedSource, type Sources } from './sources.js';
import { statementPlace } from './statement-stops.js';
import type { StatementTables } from './statements.js';
import { isSame, Terms, type TermTools } from './terms.js';

/** A breakpoint that is on a line of a function. */
export interface Placed {
  readonly id: number;
  readonly kind: 'breakpoint' | 'function breakpoint' | 'run to';
  readonly terms: Terms;
  /** Holds only where the function has just been entered. */
  readonly atEntry: boolean;
  /** Holds only where the statement begins that stands in this column. */
  readonly column?: number;
}

interface Entry<T extends BreakpointTerms> {
  readonly asked: T;
  readonly terms: Terms;
  /** What is wrong with its condition or log message: it stops nowhere. */
  readonly problem: string | undefined;
  state: BreakpointState;
}

/** What is known of a function that the line hook has seen. */
interface Seen {
  readonly source: DebugSource;
  readonly placed: ReadonlyMap<number, readonly Placed[]>;
  /** Instructions of statements with a breakpoint that do not have their line for themselves. */
  readonly watched: ReadonlySet<number>;
}

export class Breakpoints {
  private lines: Entry<LineBreakpoint>[] = [];
  private functions: Entry<FunctionBreakpoint>[] = [];
  private readonly seen = new Map<number, Seen>();
  /** Where `runTo` goes. */
  private target: { readonly source: DebugSource; readonly line: number; readonly terms: Terms } | undefined;

  constructor(
    private readonly protos: Protos,
    private readonly sources: Sources,
    private readonly statements: StatementTables,
    private readonly tools: TermTools,
    /** Addresses of the functions (`Proto`) that a name leads to among the globals. */
    private readonly globalFunction: (name: string) => number | undefined,
    /** The same for functions that are not written in Lua. */
    private readonly findCallee: (name: string) => Callee | undefined,
  ) {}

  setLines(list: readonly LineBreakpoint[]): readonly BreakpointState[] {
    this.lines = list.map((asked) => this.entry(asked, this.lines, (entry) => this.placeLine(entry)));
    return this.lines.map(({ state }) => state);
  }

  setFunctions(list: readonly FunctionBreakpoint[]): readonly BreakpointState[] {
    this.functions = list.map((asked) => this.entry(asked, this.functions, (entry) => this.placeFunction(entry)));
    return this.functions.map(({ state }) => state);
  }

  setTarget(source: DebugSource | undefined, line = 0): void {
    this.target = source === undefined ? undefined : { source, line, terms: new Terms({ id: 0 }, this.tools) };
  }

  remove(id: number): boolean {
    const before = this.lines.length + this.functions.length;
    this.lines = this.lines.filter(({ asked }) => asked.id !== id);
    this.functions = this.functions.filter(({ asked }) => asked.id !== id);
    return this.lines.length + this.functions.length < before;
  }

  /** A chunk has loaded: gives the breakpoints whose place is another now. */
  loaded(source: DebugSource): readonly BreakpointState[] {
    const changed: BreakpointState[] = [];
    const look = <T extends BreakpointTerms>(entry: Entry<T>, state: BreakpointState): void => {
      if (entry.problem !== undefined || isSame(state, entry.state)) return;
      entry.state = state;
      changed.push(state);
    };
    for (const entry of this.lines) {
      if (this.sources.find(entry.asked.source)?.source === source) look(entry, this.placeLine(entry.asked));
    }
    for (const entry of this.functions) if (!entry.state.isVerified) look(entry, this.placeFunction(entry.asked));
    return changed;
  }

  /** Whether any may be hit by what is loaded: only then is a hook worth its cost. */
  get isAnyPlaced(): boolean {
    return this.target !== undefined || [...this.lines, ...this.functions].some((entry) => isActive(entry, 'line'));
  }

  /** Those on functions that have no lines. */
  get onCalls(): readonly CallBreakpoint[] {
    return this.functions.flatMap((entry) => {
      const { asked, terms } = entry;
      const callee = isActive(entry, 'call') ? this.findCallee(asked.name) : undefined;
      return callee === undefined ? [] : [{ id: asked.id, terms, callee }];
    });
  }

  /** Every function is looked at anew. */
  forgetSeen(): void {
    this.seen.clear();
    for (const { terms } of [...this.lines, ...this.functions]) terms.forgetCode();
  }

  /** Lines of a function that the fast path is to look for. */
  classify(proto: number): number[] {
    const source = this.sources.sourceOf(proto);
    const active = this.protos.activeLines(proto);
    const placed = new Map<number, Placed[]>();
    const watched = new Set<number>();
    const table = this.lines.some(({ state }) => state.column !== undefined) ? this.statements.table(proto) : undefined;
    const add = (line: number, each: Placed): void => {
      each.terms.forgetCode();
      placed.set(line, [...(placed.get(line) ?? []), each]);
    };
    for (const { asked, terms, state } of this.lines) {
      if (state.line === undefined || asked.isEnabled === false || !active.includes(state.line)) continue;
      if (state.source?.reference !== source.reference) continue;
      const { line, column } = state;
      const place = column === undefined ? undefined : statementPlace(table, line, column);
      if (place?.isElsewhere === true) continue;
      for (const pc of place?.watched ?? []) watched.add(pc);
      add(line, {
        ...{ id: asked.id, kind: 'breakpoint', terms, atEntry: false },
        ...(place !== undefined && column !== undefined && { column }),
      });
    }
    for (const { asked, terms } of this.functions) {
      if (asked.isEnabled === false || !this.isNamed(proto, asked.name)) continue;
      const line = this.protos.lineAt(proto, this.protos.entry(proto));
      add(line, { id: asked.id, kind: 'function breakpoint', terms, atEntry: true });
    }
    const { target } = this;
    if (target?.source.reference === source.reference && active.includes(target.line))
      add(target.line, { id: 0, kind: 'run to', terms: target.terms, atEntry: false });
    this.seen.set(proto, { source, placed, watched });
    return [...placed.keys()];
  }

  /** Whether some breakpoint is on a statement. */
  get isAnyInLine(): boolean {
    return this.lines.some(({ asked, state }) => asked.isEnabled !== false && state.column !== undefined);
  }

  /** Instructions that are to call out, by the functions that have been classified. */
  *watched(): Generator<readonly [proto: number, places: ReadonlySet<number>]> {
    for (const [proto, { watched }] of this.seen) if (watched.size > 0) yield [proto, watched];
  }

  /** A function is no more. */
  forgetFunction(proto: number): void {
    this.seen.delete(proto);
  }

  /** What is on a line of a function that has been classified. */
  at(proto: number, line: number): readonly Placed[] {
    return this.seen.get(proto)?.placed.get(line) ?? [];
  }

  sourceOf(proto: number): DebugSource {
    return this.seen.get(proto)?.source ?? this.sources.sourceOf(proto);
  }

  clear(): void {
    this.forgetSeen();
    this.lines = [];
    this.functions = [];
    this.target = undefined;
  }

  private entry<T extends BreakpointTerms>(
    asked: T,
    old: readonly Entry<T>[],
    place: (asked: T) => BreakpointState,
  ): Entry<T> {
    const known = old.find((each) => each.asked.id === asked.id && isSame(each.asked, asked));
    const terms = known?.terms ?? new Terms(asked, this.tools);
    const problem = terms.problem();
    const state = place(asked);
    return {
      asked,
      terms,
      problem,
      state: problem === undefined ? state : { id: asked.id, isVerified: false, message: problem },
    };
  }

  private placeLine(asked: LineBreakpoint): BreakpointState {
    const loaded = this.sources.find(asked.source);
    if (loaded === undefined) return { id: asked.id, isVerified: false, message: 'not loaded yet' };
    const line = lineWithCode(loaded.functions, asked.line);
    const { source } = loaded;
    if (line === undefined) return { id: asked.id, isVerified: false, source, message: 'no code here' };
    // On another line than the one asked for, the column says nothing.
    const wanted = line === asked.line ? asked.column : undefined;
    const column = wanted === undefined ? undefined : this.statements.nearestColumn(source, line, wanted);
    return { id: asked.id, isVerified: true, line, ...(column !== undefined && { column }), source };
  }

  private placeFunction({ id, name }: FunctionBreakpoint): BreakpointState {
    const proto = this.globalFunction(name);
    if (proto !== undefined) {
      return { id, isVerified: true, source: this.sources.sourceOf(proto), line: this.protos.lineDefined(proto) };
    }
    for (const { source, functions } of this.sources.all()) {
      const found = functions.find((each) => each.name === normal(name));
      if (found !== undefined) return { id, isVerified: true, source, line: found.lineDefined };
    }
    const callee = this.findCallee(name);
    if (callee === undefined) return { id, isVerified: false, message: 'no function of this name yet' };
    return callee.kind === 'none' ? { id, isVerified: false, message: callee.message } : { id, isVerified: true };
  }

  private isNamed(proto: number, name: string): boolean {
    if (this.globalFunction(name) === proto) return true;
    const lineDefined = this.protos.lineDefined(proto);
    const loaded: LoadedSource | undefined = this.sources.get(this.protos.chunkName(proto));
    return loaded?.functions.some((each) => each.lineDefined === lineDefined && each.name === normal(name)) ?? false;
  }
}

/** Whether it can be hit, on a line or on a call: what is on lines has a source. */
function isActive({ asked, state }: Entry<BreakpointTerms>, on: 'line' | 'call'): boolean {
  return asked.isEnabled !== false && state.isVerified && (state.source !== undefined) === (on === 'line');
}

const normal = (name: string): string => name.replace(':', '.');
