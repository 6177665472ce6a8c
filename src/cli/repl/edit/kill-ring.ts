// What was cut, to be put back: pieces cut one after the other become one. Any thread.

const KEPT = 60;

export class KillRing {
  readonly #pieces: string[] = [];
  #at = 0;

  /** @param joins where the piece belongs to the last one, if it goes on with it */
  push(piece: string, joins?: 'before' | 'after'): void {
    if (piece === '') return;
    const last = this.#pieces.at(-1);
    if (joins !== undefined && last !== undefined) {
      this.#pieces[this.#pieces.length - 1] = joins === 'after' ? last + piece : piece + last;
    } else {
      this.#pieces.push(piece);
      if (this.#pieces.length > KEPT) this.#pieces.shift();
    }
    this.#at = this.#pieces.length - 1;
  }

  /** What is put back first. */
  get newest(): string | undefined {
    this.#at = this.#pieces.length - 1;
    return this.#pieces[this.#at];
  }

  /** The one before what was put back last; after the oldest comes the newest. */
  older(): string | undefined {
    if (this.#pieces.length === 0) return undefined;
    this.#at = (this.#at - 1 + this.#pieces.length) % this.#pieces.length;
    return this.#pieces[this.#at];
  }
}
