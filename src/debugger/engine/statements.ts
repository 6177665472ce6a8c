// Which statement an instruction belongs to, where clients have told how statements share lines. Engine thread.

import type { DebugSource, SourceSelector, Statements } from '../contract.js';
import { walkHeap } from './heap.js';
import type { Protos } from './protos.js';
import type { LoadedSource, Sources } from './sources.js';
import type { Origin, SpreadCompiler, SpreadFunction } from './spread.js';
import type { LuaVm } from '../../vm/vm.js';

/** The statements of one source: its function is there as soon as a chunk has loaded that is the same text. */
interface Told {
  readonly asked: Statements;
  main: SpreadFunction | undefined;
}

/** A function (`Proto`) and the one of the spread text that is the same. */
export interface StatementTable {
  readonly spread: SpreadFunction;
  readonly origins: readonly Origin[];
}

/** Functions that are remembered; others are found again. */
const MAX_TABLES = 10_000;

export class StatementTables {
  private told: Told[] = [];
  private readonly tables = new Map<number, StatementTable & { readonly chunkName: string }>();

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly sources: Sources,
    private readonly compiler: SpreadCompiler,
    /** What may be compiled in place of a text. */
    private readonly variants: (text: string | Uint8Array) => Iterable<string | Uint8Array>,
  ) {}

  /** Whether what is loaded of the source is this text. What is loaded later is compared then. */
  set(asked: Statements): boolean {
    this.told = this.told.filter(({ asked: old }) => !isSameSource(old.source, asked.source) && this.isThere(old));
    this.tables.clear();
    const told: Told = { asked, main: undefined };
    this.told.push(told);
    const loaded = this.sources.find(asked.source);
    return loaded !== undefined && this.matchLoaded(told, loaded);
  }

  /** A chunk has loaded: statements of another text are void. */
  loaded(main: number, source: DebugSource): void {
    for (const told of this.told.filter(({ asked }) => names(asked.source, source))) {
      if (this.match(told, this.compiled(told), [main])) continue;
      this.told = this.told.filter((each) => each !== told);
      this.tables.clear();
    }
  }

  table(proto: number): StatementTable | undefined {
    if (this.told.length === 0) return undefined;
    const chunkName = this.protos.chunkName(proto);
    const known = this.tables.get(proto);
    if (known?.chunkName === chunkName && this.isSame(proto, known.spread)) return known;
    const told = this.toldOf(this.sources.sourceOf(proto));
    const spread = told?.main === undefined ? undefined : this.find(proto, told.main);
    if (told === undefined || spread === undefined) return undefined;
    return this.remember(proto, spread, told);
  }

  /** Where the statement of an instruction begins, if that is on its line. */
  originOf(proto: number, pc: number): Origin | undefined {
    const table = this.table(proto);
    const origin = table?.origins[table.spread.statements[pc] ?? -1];
    return origin?.line === table?.spread.lines[pc] ? origin : undefined;
  }

  /** Column of the statement that begins at or after a column of a line, else of the last one there. */
  nearestColumn(source: DebugSource, line: number, column: number): number | undefined {
    const told = this.toldOf(source);
    if (told?.main === undefined) return undefined;
    const columns = [...columnsOn(told.main, told.asked.origins, line)].sort((a, b) => a - b);
    return columns.find((each) => each >= column) ?? columns.at(-1);
  }

  clear(): void {
    this.told = [];
    this.tables.clear();
  }

  /** A number is that of a source for as long as this is remembered; a file may come. */
  private isThere({ source }: Statements): boolean {
    return 'path' in source || this.sources.find(source) !== undefined;
  }

  private toldOf(source: DebugSource): Told | undefined {
    return this.told.find(({ asked }) => names(asked.source, source));
  }

  private matchLoaded(told: Told, { source, text }: LoadedSource): boolean {
    // Compiling collects what is garbage: the heap is looked at afterwards.
    const compiled = [...this.compiled(told)];
    const isIts = (proto: number): boolean => this.protos.chunkName(proto) === source.chunkName;
    const protos = walkHeap(this.vm).protos.filter(isIts);
    // The newest first; main chunks that have run are often gone.
    const main = protos.find((proto) => this.protos.lineDefined(proto) === 0);
    if (protos.length > 0) return this.match(told, compiled, main === undefined ? protos : [main]);
    return [...(text === undefined ? [] : this.variants(text))].some(
      (each) => this.compiler.withMain(each, (proto) => this.match(told, compiled, [proto])) === true,
    );
  }

  /** Compares with what the text compiles to; a main chunk with all that is in it. */
  private match(told: Told, compiled: Iterable<SpreadFunction>, protos: readonly number[]): boolean {
    for (const main of compiled) {
      const found = protos.map((proto) => (this.protos.lineDefined(proto) === 0 ? main : this.find(proto, main)));
      const isSame = found.every((spread, i) => spread !== undefined && this.isSameTree(protos[i]!, spread));
      if (!isSame) continue;
      told.main = main;
      found.forEach((spread, i) => {
        if (spread !== undefined) this.rememberTree(protos[i]!, spread, told);
      });
      return true;
    }
    return false;
  }

  private *compiled({ asked, main }: Told): Generator<SpreadFunction> {
    if (main !== undefined) {
      yield main;
      return;
    }
    for (const text of this.variants(asked.spread)) {
      const compiled = this.compiler.compile(text, asked.origins);
      if (compiled !== undefined) yield compiled;
    }
  }

  private find(proto: number, spread: SpreadFunction): SpreadFunction | undefined {
    if (this.isSame(proto, spread)) return spread;
    for (const inner of spread.nested) {
      const found = this.find(proto, inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private isSame(proto: number, { code, lines }: SpreadFunction): boolean {
    const real = this.protos.code(proto);
    if (real.length !== code.length || !real.every((word, pc) => word === code[pc])) return false;
    return this.protos.lines(proto).every((line, pc) => line === lines[pc]);
  }

  private isSameTree(proto: number, spread: SpreadFunction): boolean {
    const nested = this.protos.nested(proto);
    if (nested.length !== spread.nested.length || !this.isSame(proto, spread)) return false;
    return nested.every((inner, i) => this.isSameTree(inner, spread.nested[i]!));
  }

  private rememberTree(proto: number, spread: SpreadFunction, told: Told): void {
    this.remember(proto, spread, told);
    this.protos.nested(proto).forEach((inner, i) => {
      this.rememberTree(inner, spread.nested[i]!, told);
    });
  }

  private remember(proto: number, spread: SpreadFunction, { asked }: Told): StatementTable {
    const table = { spread, origins: asked.origins, chunkName: this.protos.chunkName(proto) };
    if (this.tables.size >= MAX_TABLES) this.tables.clear();
    this.tables.set(proto, table);
    return table;
  }
}

function* columnsOn(spread: SpreadFunction, origins: readonly Origin[], line: number): Generator<number> {
  for (const statement of new Set(spread.statements)) {
    const origin = origins[statement];
    if (origin?.line === line && spread.owns(statement)) yield origin.column;
  }
  for (const inner of spread.nested) yield* columnsOn(inner, origins, line);
}

function names(selector: SourceSelector, { path, reference }: DebugSource): boolean {
  return 'path' in selector ? selector.path === path : selector.reference === reference;
}

function isSameSource(a: SourceSelector, b: SourceSelector): boolean {
  return 'path' in a ? 'path' in b && a.path === b.path : 'reference' in b && a.reference === b.reference;
}
