// Requests that wait for their replies, by message id. Any thread.

import { Deferred } from '../base/deferred.js';
import type { Message } from '../protocol/wire.js';

export class PendingRequests {
  readonly #pending = new Map<string, Deferred<Message>>();

  /** @param onCount called when {@link size} has changed */
  constructor(private readonly onCount: () => void) {}

  get size(): number {
    return this.#pending.size;
  }

  /** @param signal stops the waiting, with its reason; the kernel is not told */
  add(id: string, signal?: AbortSignal): Promise<Message> {
    const deferred = new Deferred<Message>();
    if (signal?.aborted === true) {
      deferred.reject(signal.reason);
      return deferred.promise;
    }
    const abort = (): void => this.fail(id, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    void deferred.promise.catch(() => undefined).then(() => signal?.removeEventListener('abort', abort));
    this.#pending.set(id, deferred);
    this.onCount();
    return deferred.promise;
  }

  /** Hands over a reply; replies that nobody waits for are dropped. */
  settle(message: Message): void {
    this.#take(message.parentHeader?.msg_id)?.resolve(message);
  }

  fail(id: string, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  failAll(error: unknown): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, error);
  }

  #take(id: string | undefined): Deferred<Message> | undefined {
    if (id === undefined) return undefined;
    const deferred = this.#pending.get(id);
    if (this.#pending.delete(id)) this.onCount();
    return deferred;
  }
}
