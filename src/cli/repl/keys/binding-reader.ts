// Finds the action of a key; some take two keys, such as Ctrl+X Ctrl+E. Any thread.

import type { Bindings } from './emacs.js';

export class BindingReader {
  #prefix: string | undefined;
  readonly #prefixes: ReadonlySet<string>;

  constructor(private readonly bindings: Bindings) {
    this.#prefixes = new Set(
      Object.keys(bindings)
        .filter((keys) => keys.includes(' '))
        .map((keys) => keys.slice(0, keys.indexOf(' '))),
    );
  }

  /** Undefined where there is none, or while another key is waited for. */
  read(chord: string): string | undefined {
    const keys = this.#prefix === undefined ? chord : `${this.#prefix} ${chord}`;
    const action = this.bindings[keys];
    const isPrefix = this.#prefix === undefined && this.#prefixes.has(chord);
    this.#prefix = isPrefix ? chord : undefined;
    return isPrefix ? undefined : action;
  }

  /** The first key of two, while the other is waited for. */
  get waitsAfter(): string | undefined {
    return this.#prefix;
  }
}
