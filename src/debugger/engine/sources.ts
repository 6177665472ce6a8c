// Chunks that are loaded: their names, texts, and on which lines of which functions there is code. Engine thread.

import type { DebugSource, SourceSelector } from '../contract.js';
import type { Protos } from './protos.js';

/** Chunks that are no files are forgotten beyond so many, the oldest first: scripts make them by the thousand. */
const MAX_UNNAMED = 1000;
/** Longer texts are not kept. */
const MAX_TEXT = 4 * 2 ** 20;

/** A function as written in a chunk. */
export interface WrittenFunction {
  /** 0 for the main chunk. */
  readonly lineDefined: number;
  readonly lastLine: number;
  /** Lines with code, in order. */
  readonly lines: readonly number[];
  /** As its definition says: `name`, `Module.name`. */
  readonly name?: string;
}

export interface LoadedSource {
  readonly source: DebugSource;
  readonly text?: string | Uint8Array;
  readonly functions: readonly WrittenFunction[];
}

export class Sources {
  private readonly byName = new Map<string, LoadedSource>();
  private references = 0;

  constructor(
    private readonly protos: Protos,
    /** Absolute path of a file's chunk name. */
    private readonly pathOf: (chunkName: string) => string | undefined,
  ) {}

  /** A chunk has loaded, or was found. Undefined where it is known by that name and path already. */
  add(mainProto: number, text?: string | Uint8Array): DebugSource | undefined {
    const chunkName = this.protos.chunkName(mainProto);
    const known = this.byName.get(chunkName);
    const kept = text === undefined || text.length > MAX_TEXT ? undefined : text;
    // The same relative name is another file where the run has another working directory.
    const isKnown = known !== undefined && known.source.path === this.pathOf(chunkName);
    const source = isKnown ? known.source : this.create(chunkName);
    this.byName.set(chunkName, {
      source,
      ...(kept !== undefined && { text: kept }),
      functions: this.written(mainProto, typeof kept === 'string' ? kept.split('\n') : []),
    });
    if (known === undefined) this.limit();
    return isKnown ? undefined : source;
  }

  get(chunkName: string): LoadedSource | undefined {
    return this.byName.get(chunkName);
  }

  /** The source of a function; one that is not known yet becomes so. */
  sourceOf(proto: number): DebugSource {
    const chunkName = this.protos.chunkName(proto);
    const known = this.byName.get(chunkName);
    if (known !== undefined) return known.source;
    const source = this.create(chunkName);
    this.byName.set(chunkName, { source, functions: [] });
    return source;
  }

  find(selector: SourceSelector): LoadedSource | undefined {
    for (const loaded of this.byName.values()) {
      const { path, reference } = loaded.source;
      if ('path' in selector ? path === selector.path : reference === selector.reference) return loaded;
    }
    return undefined;
  }

  all(): readonly LoadedSource[] {
    return [...this.byName.values()];
  }

  clear(): void {
    this.byName.clear();
  }

  private create(chunkName: string): DebugSource {
    const path = this.pathOf(chunkName);
    return { chunkName, ...(path !== undefined && { path }), reference: ++this.references };
  }

  private written(mainProto: number, text: readonly string[]): WrittenFunction[] {
    const { protos } = this;
    const found: WrittenFunction[] = [];
    const visit = (proto: number): void => {
      const lineDefined = protos.lineDefined(proto);
      const name = definedName(text[lineDefined - 1]);
      found.push({
        lineDefined,
        lastLine: lineDefined === 0 ? Infinity : protos.lastLineDefined(proto),
        lines: protos.activeLines(proto),
        ...(name !== undefined && { name }),
      });
      protos.nested(proto).forEach(visit);
    };
    visit(mainProto);
    return found;
  }

  private limit(): void {
    const unnamed = [...this.byName.keys()].filter((name) => !name.startsWith('@'));
    for (const name of unnamed.slice(0, unnamed.length - MAX_UNNAMED)) this.byName.delete(name);
  }
}

/** `function a.b:c(`, `local function a(`, `a.b = function(`, `b = function(` in a table. */
function definedName(line: string | undefined): string | undefined {
  const found = line?.match(/\bfunction\s+([\w.:]+)\s*\(/) ?? line?.match(/([\w.]+)\s*=\s*function\s*\(/);
  return found?.[1]?.replace(':', '.');
}

/** Where a breakpoint asked for on a line stops: there, or on the next line of the same function that has code. */
export function lineWithCode(functions: readonly WrittenFunction[], line: number): number | undefined {
  const around = functions.filter(({ lineDefined, lastLine }) => lineDefined <= line && line <= lastLine);
  if (around.some(({ lines }) => lines.includes(line))) return line;
  const innermost = around.reduce<WrittenFunction | undefined>(
    (best, each) => (best === undefined || each.lineDefined >= best.lineDefined ? each : best),
    undefined,
  );
  return innermost?.lines.find((each) => each > line);
}
