// Places in scripts that output comes from, by the numbers in its tags; the engine thread tells them by message. Control thread.

import type { WrittenPlace } from '../debugger/contract.js';

/** The engine thread uses fewer numbers at a time (src/debugger/engine/written-places.ts). */
const MOST = 20_000;

export class OutputPlaces {
  readonly #places = new Map<number, WrittenPlace>();
  readonly #waiting = new Map<number, (place: WrittenPlace | undefined) => void>();
  #isClosed = false;

  add(number: number, place: WrittenPlace): void {
    this.#places.set(number, place);
    const [oldest] = this.#places.keys();
    if (this.#places.size > MOST) this.#places.delete(oldest!);
    this.#waiting.get(number)?.(place);
    this.#waiting.delete(number);
  }

  /** The shared memory may be faster than the message: resolves when it has come, with nothing where it cannot come any more. */
  get(number: number): Promise<WrittenPlace | undefined> {
    const known = this.#places.get(number);
    if (known !== undefined || this.#isClosed) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.set(number, resolve));
  }

  /** The engine thread is gone. */
  close(): void {
    this.#isClosed = true;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
