// Notices published messages that did not arrive, by the numbers that LLMSpell's kernels give them. Any thread.

export class Sequence {
  #last: number | undefined;

  /** @returns how many messages are missing before this one; 0 at the first, and for kernels that do not count */
  see(number: number | undefined): number {
    if (number === undefined) return 0;
    const missing = this.#last === undefined ? 0 : number - this.#last - 1;
    this.#last = number;
    return Math.max(0, missing);
  }

  /** Another kernel counts anew. */
  reset(): void {
    this.#last = undefined;
  }
}
