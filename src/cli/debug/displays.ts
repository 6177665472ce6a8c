// Expressions that are shown at every stop, with the values that they had before. Any thread.

export interface Display {
  readonly number: number;
  readonly expression: string;
  /** At the stop before; undefined where there was none. */
  last: string | undefined;
}

export class Displays {
  #items: readonly Display[] = [];
  #numbers = 0;

  get all(): readonly Display[] {
    return this.#items;
  }

  add(expression: string): Display {
    const item: Display = { number: ++this.#numbers, expression, last: undefined };
    this.#items = [...this.#items, item];
    return item;
  }

  /** Gives those that there are not. */
  remove(numbers: readonly number[]): readonly number[] {
    const unknown = numbers.filter((wanted) => !this.#items.some(({ number }) => number === wanted));
    this.#items = this.#items.filter(({ number }) => !numbers.includes(number));
    return unknown;
  }

  clear(): void {
    this.#items = [];
  }
}

/** `1: sum = 3`, and what it was before where that was something else. */
export function formatDisplay({ number, expression, last }: Display, value: string): string {
  const before = last === undefined || last === value ? '' : ` (was ${last})`;
  return `${number}: ${expression} = ${value}${before}`;
}
