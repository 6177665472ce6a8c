// When V8 optimises JavaScript: soon while cells are new to a kernel, and hardly ever once they are not. A kernel serves short cells one by
// one, and on few processors what is compiled in the background keeps them waiting. Scripts are not JavaScript. Control thread.

import { setFlagsFromString } from 'node:v8';

/** After so many cells, what they need is optimised. The last of them are never rehearsed: what comes from outside is a little different. */
const PRACTICE_CELLS = 150;
const REHEARSED_CELLS = 110;

/** Bytes of bytecode that a function executes before V8 considers it: of these, a few times, and what is usual is 67,584. */
const BUDGETS = { soon: 2_000, late: 1_320_000 } as const;

export class CompilePace {
  #cells = 0;

  /** There have been enough cells to do without rehearsing more. */
  get isRehearsed(): boolean {
    return this.#cells >= REHEARSED_CELLS;
  }

  /** A cell has run, or has been rehearsed. */
  count(): void {
    if (this.#cells === 0) setBudget(BUDGETS.soon);
    this.#cells++;
    if (this.#cells === PRACTICE_CELLS) setBudget(BUDGETS.late);
  }
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--interrupt-budget=${bytes}`);
}
