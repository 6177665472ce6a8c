// Looks whether the kernel that a client is attached to is still there. Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { KernelClient } from '../../client/kernel-client.js';
import { kernelRestarted } from '../../client/kernel-errors.js';

const INTERVAL_MS = 2000;

export class KernelWatch implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  readonly #listening: Disposable;

  /** @param onLost called once */
  constructor(
    private readonly client: KernelClient,
    private readonly onLost: (error: unknown) => void,
  ) {
    this.#listening = client.onRestarted(() => this.#end(kernelRestarted()));
    this.#wait();
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    void this.#listening.dispose();
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.client.kernelInfo().then(
        () => this.#isOver || this.#wait(),
        (error: unknown) => this.#end(error),
      );
    }, INTERVAL_MS);
  }

  #end(error: unknown): void {
    if (this.#isOver) return;
    this.dispose();
    this.onLost(error);
  }
}
