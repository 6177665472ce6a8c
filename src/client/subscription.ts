// Waits until what the kernel publishes arrives here: what is published before that is lost. Any thread.

import { Deferred } from '../base/deferred.js';
import { settledWithin } from '../base/settled-within.js';
import type { ClientTransport } from '../transport/transport.js';

/** Kernels that greet do so at once. */
const WELCOME_MS = 50;
const LONGEST_WAIT_MS = 1000;

export class Subscription {
  #arrived = new Deferred<undefined>();
  #ready: Promise<void> | undefined;

  /** @param provoke makes a kernel publish something; called for those that do not greet, again and again */
  constructor(
    private readonly transport: ClientTransport,
    private readonly provoke: () => Promise<unknown>,
  ) {}

  /** Resolves when something has arrived. Rejects with the reason for which the kernel is lost. */
  ready(): Promise<void> {
    this.#ready ??= this.#wait(this.#arrived);
    return this.#ready;
  }

  hasArrived(): void {
    this.#arrived.resolve(undefined);
  }

  /** The next `ready` begins anew. */
  lost(error: unknown): void {
    this.#arrived.reject(error);
    this.#arrived = new Deferred();
    this.#ready = undefined;
  }

  async #wait(arrived: Deferred<undefined>): Promise<void> {
    this.transport.subscribe();
    let waitMs = WELCOME_MS;
    while (!(await settledWithin(arrived.promise, waitMs))) {
      this.provoke().catch(() => undefined);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }
}
