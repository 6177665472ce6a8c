// Numbers that the control half gives out beside those of the engine: void when the script goes on. Any thread.

/** The engine counts from 1 and never gets here. */
const FIRST = 2 ** 30;
/** Scripts that never pause void nothing: the oldest are forgotten. */
const MOST = 20_000;

export class References<T> {
  readonly #held = new Map<number, T>();
  #next = FIRST;

  add(value: T): number {
    const reference = this.#next++;
    this.#held.set(reference, value);
    if (this.#held.size > MOST) this.#held.delete(this.#held.keys().next().value!);
    return reference;
  }

  get(reference: number): T | undefined {
    return this.#held.get(reference);
  }

  /** Numbers are not given again: a client that asks late is told so, and gets nobody else's. */
  clear(): void {
    this.#held.clear();
  }
}
