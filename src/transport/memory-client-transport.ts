// A client in the kernel's own process; MemoryTransport makes it. Control thread.

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
  /** Resolves with false if the kernel's end has been disposed. */
  put(channel: RequestChannel, frames: Frames): Promise<boolean>;
  onSubscribed(): void;
  onDisposed(): void;
  isAlive(): boolean;
}

const REPLIES = { messages: REPLY_QUEUE_MESSAGES, bytes: INBOX_LIMITS.bytes };
const PUBLISHED = { messages: SUBSCRIBER_QUEUE_MESSAGES, bytes: INBOX_LIMITS.bytes };

export class MemoryClientTransport implements ClientTransport {
  readonly #inboxes: Readonly<Record<ClientChannel, AsyncQueue<Frames>>> = {
    shell: new AsyncQueue<Frames>(REPLIES, byteLength),
    control: new AsyncQueue<Frames>(REPLIES, byteLength),
    stdin: new AsyncQueue<Frames>(REPLIES, byteLength),
    iopub: new AsyncQueue<Frames>(PUBLISHED, byteLength),
  };
  #subscribed = false;
  #disposed = false;

  constructor(private readonly kernel: MemoryKernelEnd) {}

  /** Called by the kernel's end. What finds no room is dropped. */
  deliver(channel: ClientChannel, frames: Frames): void {
    if (channel !== 'iopub' || this.#subscribed) this.#inboxes[channel].offer(copyOf(frames));
  }

  receive(channel: ClientChannel, signal?: AbortSignal): AsyncIterable<Frames> {
    return this.#inboxes[channel].read(signal);
  }

  async send(channel: RequestChannel, frames: Frames): Promise<void> {
    assertFrames(frames);
    if (this.#disposed) throw closedError();
    // Without a kernel the message is lost, as it is where a kernel dies with messages unread.
    await this.kernel.put(channel, copyOf(frames));
  }

  subscribe(): void {
    if (this.#disposed || this.#subscribed) return;
    this.#subscribed = true;
    this.kernel.onSubscribed();
  }

  async ping(_timeoutMs: number): Promise<boolean> {
    return !this.#disposed && this.kernel.isAlive();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const inbox of Object.values(this.#inboxes)) inbox.close();
    this.kernel.onDisposed();
  }
}

function copyOf(frames: Frames): Frames {
  return frames.map((frame) => Uint8Array.from(frame));
}
