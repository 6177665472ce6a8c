// What is written soon and together, into a store that may be slow, busy or broken without an execution noticing. Control thread.

import type { Logger } from '../base/log.js';

/** Nobody waits for what is written, so it is written together: that takes as long as one entry does. */
const WRITE_AFTER_MS = 250;
/** What waits to be written is no more than this. */
const MOST_WAITING = { changes: 512, characters: 2 ** 20 } as const;

export class LateWrites<T> {
  #hasFailed = false;
  #waiting: T[] = [];
  #waitingCharacters = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What is being written, in order. */
  #writing: Promise<void> = Promise.resolve();

  /** @param failed what is logged at the first failure; nobody hears of others */
  constructor(
    private readonly write: (changes: readonly T[]) => Promise<void>,
    private readonly logger: Logger,
    private readonly failed: string,
  ) {}

  /** Written soon, after all that was to be written before. @param characters about how much it holds */
  add(change: T, characters: number): void {
    this.#waiting.push(change);
    this.#waitingCharacters += characters;
    const { length } = this.#waiting;
    if (length >= MOST_WAITING.changes || this.#waitingCharacters >= MOST_WAITING.characters) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), WRITE_AFTER_MS);
  }

  /** What was to be written so far is there. */
  written(): Promise<void> {
    this.#flush();
    return this.#writing;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitingCharacters = 0;
    const changes = this.#waiting.splice(0);
    if (changes.length === 0) return;
    this.#writing = this.#writing
      .then(() => this.write(changes))
      .catch((error: unknown) => {
        if (this.#hasFailed) return;
        this.#hasFailed = true;
        const message = `${this.failed}: ${error instanceof Error ? error.message : String(error)}`;
        this.logger.log({ level: 'warn', module: 'kernel', message });
      });
  }
}
