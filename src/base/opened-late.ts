// Something that is opened when it is first needed. Any thread.

import type { Disposable } from './disposable.js';

export class OpenedLate<T extends Disposable> implements Disposable {
  #opening: Promise<T> | undefined;

  /** @param open called once, and again after it failed */
  constructor(private readonly open: () => Promise<T>) {}

  get(): Promise<T> {
    this.#opening ??= this.open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Waits for what is being opened. */
  async dispose(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.dispose();
  }
}
