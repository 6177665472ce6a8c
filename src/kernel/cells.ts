// The code of earlier executions, so that reports can show it, and what people call it. Control thread.

import type { CellFiles } from '../protocol/cell-path.js';
import { cellPath } from '../protocol/cell-path.js';

const MAX_CELLS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;

interface Cell {
  readonly code: string | Uint8Array;
  /** `In [3]`; code with a chunk name of its own has none. */
  readonly shownAs: string | undefined;
}

export class Cells {
  /** By chunk name, the oldest first. */
  readonly #cells = new Map<string, Cell>();
  #bytes = 0;

  constructor(private readonly files: CellFiles) {}

  /** Keeps the code of a cell under the name that JupyterLab knows it by. One that is not counted has no number. */
  addCell(code: string, executionCount: number | undefined): string {
    const chunkName = `@${cellPath(code, this.files)}`;
    this.#add(chunkName, { code, shownAs: `In [${executionCount ?? '*'}]` });
    return chunkName;
  }

  /** Keeps code that may run later; what has run before stays what it is called. @returns its chunk name */
  announce(code: string): string {
    const chunkName = `@${cellPath(code, this.files)}`;
    return this.#cells.has(chunkName) ? chunkName : this.addCell(code, undefined);
  }

  /** Keeps code that its sender has named. */
  addNamed(chunkName: string, code: string | Uint8Array): void {
    this.#add(chunkName, { code, shownAs: undefined });
  }

  sourceOf(chunkName: string): string | undefined {
    const code = this.#cells.get(chunkName)?.code;
    return code instanceof Uint8Array ? new TextDecoder().decode(code) : code;
  }

  /** Paths of cells with what people call them. */
  shownNames(): ReadonlyMap<string, string> {
    const names = [...this.#cells].flatMap(([chunkName, { shownAs }]) =>
      shownAs === undefined ? [] : [[chunkName.slice(1), shownAs] as const],
    );
    return new Map(names);
  }

  #add(chunkName: string, cell: Cell): void {
    this.#remove(chunkName);
    this.#cells.set(chunkName, cell);
    this.#bytes += cell.code.length;
    while (this.#cells.size > 1 && (this.#cells.size > MAX_CELLS || this.#bytes > MAX_BYTES)) {
      this.#remove(this.#cells.keys().next().value!);
    }
  }

  #remove(chunkName: string): void {
    this.#bytes -= this.#cells.get(chunkName)?.code.length ?? 0;
    this.#cells.delete(chunkName);
  }
}
