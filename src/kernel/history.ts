// What was executed, kept in a store that may be slow, busy or broken without an execution noticing. Control thread.

import type { Logger } from '../base/log.js';
import type { HistoryStore } from '../services/stores/history-store.js';
import { LateWrites } from './late-writes.js';

type Change = (store: HistoryStore) => Promise<void>;

export class KernelHistory {
  #store: Promise<HistoryStore> | undefined;
  readonly #writes: LateWrites<Change>;

  constructor(
    private readonly kernelId: string,
    private readonly openHistory: () => Promise<HistoryStore>,
    logger: Logger,
  ) {
    const write = async (changes: readonly Change[]): Promise<void> => {
      const store = await this.store();
      await Promise.all(changes.map((change) => change(store)));
    };
    this.#writes = new LateWrites(write, logger, 'the history is not kept');
  }

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
    this.#writes.add(change, characters);
  }

  /** What was to be written so far is there. */
  written(): Promise<void> {
    return this.#writes.written();
  }

  async dispose(): Promise<void> {
    await this.written();
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
    this.history.write(async (store) => store.append(await this.number(), line, input), input.length);
  }

  setOutput(line: number, output: string): void {
    this.history.write(async (store) => store.setOutput(await this.number(), line, output), output.length);
  }
}
