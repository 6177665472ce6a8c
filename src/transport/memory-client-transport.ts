// A client in the kernel's own process; MemoryTransport makes it. Control thread.

import { setMaxListeners } from 'node:events';
import { AsyncQueue } from './async-queue.js';
import type { ClientChannel, ClientTransport, Frames, RequestChannel } from './transport.js';
import {
  assertFrames,
  byteLength,
  closedError,
  INBOX_LIMITS,
  REPLY_QUEUE_MESSAGES,
  SUBSCRIBER_QUEUE_MESSAGES,
} from './transport.js';

/** What the client knows of its kernel. */
export interface MemoryKernelEnd {
  /** Resolves when the message is in the inbox or lost, or the signal has taken it back. */
  put(channel: RequestChannel, frames: Frames, signal: AbortSignal): Promise<boolean>;
  onSubscribed(): void;
  onDisposed(): void;
  isAlive(): boolean;
}

const REPLIES = { messages: REPLY_QUEUE_MESSAGES, bytes: INBOX_LIMITS.bytes };

export class MemoryClientTransport implements ClientTransport {
  readonly #inboxes: Readonly<Record<ClientChannel, AsyncQueue<Frames>>>;
  readonly #disposal = new AbortController();
  #subscribed = false;

  constructor(
    private readonly kernel: MemoryKernelEnd,
    publishedBytes: number = INBOX_LIMITS.bytes,
  ) {
    this.#inboxes = {
      shell: new AsyncQueue(REPLIES, byteLength),
      control: new AsyncQueue(REPLIES, byteLength),
      stdin: new AsyncQueue(REPLIES, byteLength),
      iopub: new AsyncQueue({ messages: SUBSCRIBER_QUEUE_MESSAGES, bytes: publishedBytes }, byteLength),
    };
    // As many as messages that wait for room.
    setMaxListeners(0, this.#disposal.signal);
  }

  #isDisposed(): boolean {
    return this.#disposal.signal.aborted;
  }

  /** Called by the kernel's end. What finds no room is dropped. */
  deliver(channel: RequestChannel, frames: Frames): void {
    this.#inboxes[channel].offer(frames);
  }

  /** Called by the kernel's end. The promise is there if the message has to wait for room. */
  deliverPublished(frames: Frames, signal: AbortSignal): Promise<unknown> | undefined {
    if (!this.#subscribed || this.#inboxes.iopub.offer(frames)) return undefined;
    return this.#inboxes.iopub.put(frames, signal);
  }

  receive(channel: ClientChannel, signal?: AbortSignal): AsyncIterable<Frames> {
    return this.#inboxes[channel].read(signal);
  }

  async send(channel: RequestChannel, frames: Frames): Promise<void> {
    assertFrames(frames);
    if (this.#isDisposed()) throw closedError();
    // Without a kernel the message is lost, as it is where a kernel dies with messages unread.
    const taken = await this.kernel.put(channel, frames, this.#disposal.signal);
    if (!taken && this.#isDisposed()) throw closedError();
  }

  subscribe(): void {
    if (this.#isDisposed() || this.#subscribed) return;
    this.#subscribed = true;
    this.kernel.onSubscribed();
  }

  async ping(_timeoutMs: number): Promise<boolean> {
    return !this.#isDisposed() && this.kernel.isAlive();
  }

  async dispose(): Promise<void> {
    this.#disposal.abort();
    for (const inbox of Object.values(this.#inboxes)) inbox.close();
    this.kernel.onDisposed();
  }
}
