// A kernel and its clients in one process. Frames arrive later, never within the call that sends them. Control thread.

import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { AsyncQueue } from './async-queue.js';
import { MemoryClientTransport } from './memory-client-transport.js';
import type { Frames, Incoming, KernelTransport, RequestChannel } from './transport.js';
import { assertFrames, byteLength, INBOX_LIMITS } from './transport.js';

const incomingBytes = ({ frames }: Incoming): number => byteLength(frames);

export class MemoryTransport implements KernelTransport {
  onCrowded: KernelTransport['onCrowded'];
  onGone: KernelTransport['onGone'];
  readonly #inboxes: Readonly<Record<RequestChannel, AsyncQueue<Incoming>>> = {
    shell: new AsyncQueue(INBOX_LIMITS, incomingBytes),
    control: new AsyncQueue(INBOX_LIMITS, incomingBytes),
    stdin: new AsyncQueue(INBOX_LIMITS, incomingBytes),
  };
  readonly #subscriptions = new AsyncQueue<Uint8Array>(INBOX_LIMITS, (topic) => topic.byteLength);
  /** By identity, read as Latin-1: any bytes are an identity. */
  readonly #clients = new Map<string, MemoryClientTransport>();
  readonly #disposal = new AbortController();

  /** @param limits `publishedBytes`: what may wait for one subscriber, before the publisher waits */
  constructor(private readonly limits: { readonly publishedBytes?: number } = {}) {
    // As many as messages that wait for room.
    setMaxListeners(0, this.#disposal.signal);
  }

  /**
   * A new client of this kernel.
   * @param identity of 1 to 255 bytes; a client that has it already is no longer reached
   */
  connect(identity: Uint8Array = Buffer.from(randomUUID())): MemoryClientTransport {
    const key = keyOf(identity);
    const client: MemoryClientTransport = new MemoryClientTransport(
      {
        put: (channel, frames, signal) => this.#inboxes[channel].put({ client: identity, frames }, signal),
        onSubscribed: () => this.#subscriptions.offer(new Uint8Array(0)),
        isAlive: () => !this.#disposed,
        onDisposed: () => {
          if (this.#clients.get(key) !== client) return;
          this.#clients.delete(key);
          this.onGone?.(identity);
        },
      },
      this.limits.publishedBytes,
    );
    this.#clients.set(key, client);
    return client;
  }

  get #disposed(): boolean {
    return this.#disposal.signal.aborted;
  }

  receive(channel: RequestChannel, signal?: AbortSignal): AsyncIterable<Incoming> {
    return this.#inboxes[channel].read(signal);
  }

  subscriptions(signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#subscriptions.read(signal);
  }

  send(channel: RequestChannel, client: Uint8Array, frames: Frames): void {
    assertFrames(frames);
    if (this.#disposed) return;
    const receiver = this.#clients.get(keyOf(client));
    receiver?.deliver(channel, frames);
    if (receiver === undefined && channel === 'stdin') queueMicrotask(() => this.onGone?.(client));
  }

  publish(frames: Frames): void | Promise<void> {
    assertFrames(frames);
    if (this.#disposed) return undefined;
    let waiting: Promise<unknown>[] | undefined;
    for (const client of this.#clients.values()) {
      const room = client.deliverPublished(frames, this.#disposal.signal);
      if (room !== undefined) (waiting ??= []).push(room);
    }
    return waiting && Promise.all(waiting).then(() => undefined);
  }

  connections(): number {
    return this.#clients.size;
  }

  async dispose(): Promise<void> {
    this.#disposal.abort();
    for (const inbox of Object.values(this.#inboxes)) inbox.close();
    this.#subscriptions.close();
    this.#clients.clear();
  }
}

function keyOf(identity: Uint8Array): string {
  return Buffer.from(identity).toString('latin1');
}
