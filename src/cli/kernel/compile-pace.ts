// When V8 optimises JavaScript: soon while cells are new to a kernel, and hardly ever once they are not. A kernel serves short cells one by
// one, and on few processors what is compiled in the background keeps them waiting. Scripts are not JavaScript. Control thread.

import { setFlagsFromString } from 'node:v8';

/** After so many cells, what they need is optimised. The last of them are never rehearsed: what comes from outside is a little different. */
const PRACTICE_CELLS = 150;
const REHEARSED_CELLS = 110;

/**
 * Bytes of bytecode that a function executes before V8 considers it: of these, a few times. The last is reached soon by what prints much,
 * and hardly ever by short cells.
 */
const BUDGETS = { soon: 2_000, usual: 67_584, late: 1_320_000 } as const;

/** How much of other functions may go into one that is optimised. With little, each is done soon, and cells wait less for the compiler. */
const INLINED_BYTES = 60;

/**
 * Of shorter functions V8 takes one look instead of several, and there are a hundred that get it only after practice, from a budget that
 * they were given before: later none is short.
 */
const LATE_SHORT_BYTES = 0;

export class CompilePace {
  #cells = 0;
  #isRelaxed = false;

  /** There have been enough cells to do without rehearsing more. */
  get isRehearsed(): boolean {
    return this.#cells >= REHEARSED_CELLS;
  }

  /** A cell has run, or has been rehearsed. */
  count(): void {
    if (this.#cells === 0) {
      setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
      setBudget(BUDGETS.soon);
    }
    if (this.#isRelaxed) setBudget(BUDGETS.soon);
    this.#isRelaxed = false;
    this.#cells++;
    if (this.#cells === PRACTICE_CELLS) {
      setBudget(BUDGETS.late);
      setFlagsFromString(`--max-bytecode-size-for-early-opt=${LATE_SHORT_BYTES}`);
    }
  }

  /** Until the cell has ended: it prints much, and would have all that this takes optimised while it waits for a processor. */
  relax(): void {
    if (this.#isRelaxed || this.#cells === 0 || this.#cells >= PRACTICE_CELLS) return;
    this.#isRelaxed = true;
    setBudget(BUDGETS.usual);
  }
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--interrupt-budget=${bytes}`);
}
