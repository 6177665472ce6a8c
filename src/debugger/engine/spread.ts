// A source whose statements have a line each, compiled beside the script: what lines of its functions say of statements of the real
// ones. Never run. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { Evaluator } from './evaluator.js';
import type { Protos } from './protos.js';

/** Where a line of the spread text begins in the source. */
export interface Origin {
  readonly line: number;
  readonly column: number;
}

/** A function of the spread text. Statements are numbered by the lines that they begin there, from 0. */
export interface SpreadFunction {
  readonly code: Int32Array;
  /** Line of the source by instruction. */
  readonly lines: readonly number[];
  /** Statement by instruction. */
  readonly statements: readonly number[];
  /** Whether a statement stands in this function itself, not in one around it or inside. */
  owns(statement: number): boolean;
  readonly nested: readonly SpreadFunction[];
}

interface Range {
  readonly first: number;
  readonly last: number;
}

export class SpreadCompiler {
  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly evaluator: Evaluator,
  ) {}

  /** Undefined where the text does not compile, or has more lines than origins. */
  compile(text: string | Uint8Array, origins: readonly Origin[]): SpreadFunction | undefined {
    return this.withMain(text, (main) => this.read(main, this.owners(main, origins.length), origins));
  }

  /** Gives the main function of a text that compiles (`Proto`), which may be gone afterwards. */
  withMain<T>(text: string | Uint8Array, use: (main: number) => T): T | undefined {
    const { vm, evaluator } = this;
    const { E } = evaluator;
    const isCompiled = evaluator.load(text);
    const used = isCompiled ? use(vm.memory.word(vm.api.lua_topointer(E, -1) + OFFSETS.closure.proto)) : undefined;
    vm.pop(E);
    return used;
  }

  /** For every line, the function that a statement beginning there stands in. */
  private owners(main: number, lines: number): number[] {
    const owners = new Array<number>(lines + 1).fill(main);
    const visit = (proto: number): void => {
      for (const inner of this.protos.nested(proto)) {
        // Its first line begins with what is around it, its last one may end with that.
        const { first, last } = this.inside(inner);
        for (let line = first; line <= Math.min(last, lines); line++) owners[line] = inner;
        visit(inner);
      }
    };
    visit(main);
    return owners;
  }

  private inside(proto: number): Range {
    return { first: this.protos.lineDefined(proto) + 1, last: this.protos.lastLineDefined(proto) };
  }

  private read(proto: number, owners: readonly number[], origins: readonly Origin[]): SpreadFunction | undefined {
    const spread = this.protos.lines(proto);
    const lines = spread.map((line) => origins[line - 1]?.line ?? 0);
    const nested = this.protos.nested(proto).map((inner) => this.read(inner, owners, origins));
    if (lines.includes(0) || !nested.every((each) => each !== undefined)) return undefined;
    const owns = owners.map((owner) => owner === proto);
    return {
      code: this.protos.code(proto).slice(),
      lines,
      statements: spread.map((line) => statementOf(line, owns) - 1),
      owns: (statement) => owns[statement + 1] === true,
      nested,
    };
  }
}

/** What is left behind the end of an inner function belongs to the statement that this function begins in. */
function statementOf(line: number, owns: readonly boolean[]): number {
  for (let at = line; at > 0; at--) if (owns[at] === true) return at;
  return line;
}
