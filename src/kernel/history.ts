// What was executed, kept in a store that may be slow, busy or broken without an execution noticing. Control thread.

import type { Logger } from '../base/log.js';
import type { HistoryStore } from '../services/stores/history-store.js';

/** Nobody waits for what is written, so it is written together: that takes as long as one entry does. */
const WRITE_AFTER_MS = 250;
/** What waits to be written is no more than this. */
const MOST_WAITING = { changes: 512, characters: 2 ** 20 } as const;

type Change = (store: HistoryStore) => Promise<void>;

export class KernelHistory {
  #store: Promise<HistoryStore> | undefined;
  #hasFailed = false;
  #waiting: Change[] = [];
  #waitingCharacters = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What is being written, in order. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly kernelId: string,
    private readonly openHistory: () => Promise<HistoryStore>,
    private readonly logger: Logger,
  ) {}

  /** Opened when first needed; a store that could not be opened is tried again. */
  store(): Promise<HistoryStore> {
    this.#store ??= this.openHistory().catch((error: unknown) => {
      this.#store = undefined;
      throw error;
    });
    return this.#store;
  }

  /** The history of one session of the kernel: it has lines of its own. */
  forSession(): SessionHistory {
    let number: Promise<number> | undefined;
    return new SessionHistory(this, () => {
      number ??= this.store()
        .then((store) => store.beginSession(this.kernelId))
        .catch((error: unknown) => {
          number = undefined;
          throw error;
        });
      return number;
    });
  }

  /** Writes soon, after all that was to be written before. @param characters about how much it holds */
  write(change: Change, characters: number): void {
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

  async dispose(): Promise<void> {
    await this.written();
    const store = await this.#store?.catch(() => undefined);
    await store?.dispose();
  }

  /** The first failure is logged, and nobody hears of others. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitingCharacters = 0;
    const changes = this.#waiting.splice(0);
    if (changes.length === 0) return;
    this.#writing = this.#writing
      .then(async () => {
        const store = await this.store();
        await Promise.all(changes.map((change) => change(store)));
      })
      .catch((error: unknown) => {
        if (this.#hasFailed) return;
        this.#hasFailed = true;
        const message = `the history is not kept: ${error instanceof Error ? error.message : String(error)}`;
        this.logger.log({ level: 'warn', module: 'kernel', message });
      });
  }
}

export class SessionHistory {
  constructor(
    private readonly history: KernelHistory,
    /** Number of the session in the store. */
    readonly number: () => Promise<number>,
  ) {}

  append(line: number, input: string): void {
    this.history.write(async (store) => store.append(await this.number(), line, input), input.length);
  }

  setOutput(line: number, output: string): void {
    this.history.write(async (store) => store.setOutput(await this.number(), line, output), output.length);
  }
}
