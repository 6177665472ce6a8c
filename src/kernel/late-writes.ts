// What is written soon and together, into a store that may be slow, busy or broken without an execution noticing. Control thread.

import type { Logger } from '../base/log.js';

/**
 * Nobody waits for what is written, so it is written together, once nothing has come for a while: what runs next would wait for it. Where
 * something comes all the time, it waits no longer than this. For the first the store is opened, which takes longer than to write much: that
 * is over soon.
 */
const WRITE_AFTER_MS = { first: 100, quiet: 250, most: 1000 } as const;
/** What waits to be written is no more than this. */
const MOST_WAITING = { changes: 512, characters: 2 ** 20 } as const;

export class LateWrites<T> {
  /** Something has been written, or tried to. */
  #hasBegun = false;
  #hasFailed = false;
  #waiting: T[] = [];
  #waitingCharacters = 0;
  /** When the first and the last of it came, in milliseconds. */
  #firstAt = 0;
  #lastAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What is being written, in order. */
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param failed what is logged at the first failure; nobody hears of others
   * @param now milliseconds of a clock that never goes back
   */
  constructor(
    private readonly write: (changes: readonly T[]) => Promise<void>,
    private readonly logger: Logger,
    private readonly failed: string,
    private readonly now = () => performance.now(),
  ) {}

  /** Written soon, after all that was to be written before. @param characters about how much it holds */
  add(change: T, characters: number): void {
    const length = this.#waiting.push(change);
    this.#lastAt = this.now();
    if (length === 1) this.#firstAt = this.#lastAt;
    this.#waitingCharacters += characters;
    if (length >= MOST_WAITING.changes || this.#waitingCharacters >= MOST_WAITING.characters) this.#flush();
    else if (this.#timer === undefined) this.#writeLater();
  }

  /** What was to be written so far is there. */
  written(): Promise<void> {
    this.#flush();
    return this.#writing;
  }

  /** One timer, set again only when it fires: it is often put off. */
  #writeLater(): void {
    const { first, quiet, most } = WRITE_AFTER_MS;
    const latest = this.#firstAt + (this.#hasBegun ? most : first);
    const left = Math.min(this.#lastAt + quiet, latest) - this.now();
    if (left > 0) this.#timer = setTimeout(() => this.#writeLater(), left);
    else this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitingCharacters = 0;
    const changes = this.#waiting.splice(0);
    if (changes.length === 0) return;
    this.#hasBegun = true;
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
