// What was executed, kept in a store that may be slow, busy or broken without an execution noticing. Control thread.

import type { Logger } from '../base/log.js';
import type { HistoryStore } from '../services/stores/history-store.js';

export class KernelHistory {
  #store: Promise<HistoryStore> | undefined;
  #hasFailed = false;
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

  /** Writes after all that is being written; the first failure is logged, and nobody hears of others. */
  write(action: (store: HistoryStore) => Promise<void>): void {
    this.#writing = this.#writing
      .then(async () => action(await this.store()))
      .catch((error: unknown) => {
        if (this.#hasFailed) return;
        this.#hasFailed = true;
        const message = `the history is not kept: ${error instanceof Error ? error.message : String(error)}`;
        this.logger.log({ level: 'warn', module: 'kernel', message });
      });
  }

  /** What has been written so far is there. */
  written(): Promise<void> {
    return this.#writing;
  }

  async dispose(): Promise<void> {
    await this.#writing;
    const store = await this.#store?.catch(() => undefined);
    await store?.dispose();
  }
}

export class SessionHistory {
  constructor(
    private readonly history: KernelHistory,
    /** Number of the session in the store. */
    readonly number: () => Promise<number>,
  ) {}

  append(line: number, input: string): void {
    this.history.write(async (store) => store.append(await this.number(), line, input));
  }

  setOutput(line: number, output: string): void {
    this.history.write(async (store) => store.setOutput(await this.number(), line, output));
  }
}
