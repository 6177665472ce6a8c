// Standard input of a launched script: a text given at the start, or lines typed into the debug console while it waits. Any thread.

import type { AnswerInput } from '../../client/input.js';

/** What is read at once, when the kernel does not say. */
const INPUT_BYTES = 64 * 1024;
/** Ctrl+D, which ends the input. */
const END = '\u0004';

export class ScriptInput {
  #held: Buffer;
  #typed: (() => void) | undefined;
  #hasEnded = false;

  /** @param given all there is; undefined where lines are typed */
  constructor(
    private readonly given: string | undefined,
    private readonly onWaiting: () => void,
  ) {
    this.#held = Buffer.from(given ?? '');
  }

  /** The script waits for a line. */
  get isWaiting(): boolean {
    return this.#typed !== undefined;
  }

  /** A line without its end, or what ends the input. */
  type(line: string): void {
    if (line === END) this.#hasEnded = true;
    else this.#held = Buffer.concat([this.#held, Buffer.from(`${line}\n`)]);
    this.#typed?.();
    this.#typed = undefined;
  }

  readonly answer: AnswerInput = async ({ maxBytes = INPUT_BYTES }, signal) => {
    if (this.#held.length === 0) {
      if (this.given !== undefined || this.#hasEnded) return null;
      await this.#wait(signal);
    }
    if (this.#held.byteLength === 0 && this.#hasEnded) return null;
    const bytes = this.#held.subarray(0, maxBytes);
    this.#held = this.#held.subarray(bytes.length);
    return bytes;
  };

  async #wait(signal: AbortSignal): Promise<void> {
    const over = (): void => (this.#typed = undefined);
    signal.addEventListener('abort', over, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        this.#typed = resolve;
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        this.onWaiting();
      });
    } finally {
      signal.removeEventListener('abort', over);
    }
  }
}
