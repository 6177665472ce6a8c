// What the kernel publishes on iopub: numbered, signed, each with the message that it comes from. Control thread.

import type { Header, Sender } from '../protocol/header.js';
import { createHeader } from '../protocol/header.js';
import type { NotificationContent, NotificationType } from '../protocol/notifications.js';
import type { JsonObject } from '../protocol/schema.js';
import { VENDOR_KEY } from '../protocol/vendor.js';
import type { EncodedContent, Frames, Wire } from '../protocol/wire.js';
import type { KernelTransport } from '../transport/transport.js';
import { byteLength } from '../transport/transport.js';
import { joined } from './output/joined.js';
import type { RateLimit } from './output/rate-limit.js';

export interface PublishOptions {
  /** The message that this one comes from; none for what nobody asked for. */
  readonly parent?: Header | undefined;
  /** Named session of the kernel that it comes from. */
  readonly session?: string;
  readonly metadata?: JsonObject;
  /** Further parts of `metadata.llmspell`. */
  readonly vendor?: JsonObject;
  readonly buffers?: Frames;
  /** Holds back whoever publishes, by what the message takes. */
  readonly rate?: RateLimit | undefined;
}

export class Publisher {
  #sequence = 0;
  /** Said again it means nothing. */
  #lastStatus: { readonly content: NotificationContent<'status'>; readonly parent: Header | undefined } | undefined;

  constructor(
    private readonly kernelId: string,
    private readonly sender: Sender,
    private readonly wire: Wire,
    private readonly transport: KernelTransport,
  ) {
    transport.onCrowded = (messages) => this.#repeatStatus(messages);
  }

  /** A promise holds back whoever publishes for a session: a subscriber in this process has not read enough. */
  publish<T extends NotificationType>(
    type: T,
    content: NotificationContent<T>,
    options: PublishOptions = {},
  ): void | Promise<void> {
    if (type === 'status')
      this.#lastStatus = { content: content as NotificationContent<'status'>, parent: options.parent };
    return this.send(`kernel.${this.kernelId}.${type}`, type, content, options);
  }

  /** The same for output that has been encoded where it was gathered. */
  publishStream(content: EncodedContent, options: PublishOptions): void | Promise<void> {
    return this.send(`kernel.${this.kernelId}.stream`, 'stream', content, options);
  }

  /** A reply that all clients are to see. */
  announce(type: string, content: JsonObject, parent: Header): void | Promise<void> {
    return this.send(`kernel.${this.kernelId}.${type}`, type, content, { parent });
  }

  /** Tells who has just subscribed to this topic that all that follows arrives (JEP 65). */
  welcome(topic: Uint8Array): void | Promise<void> {
    const subscription = Buffer.from(topic).toString();
    return this.send(topic, 'iopub_welcome', { subscription }, {});
  }

  #repeatStatus(times: number): void {
    if (this.#lastStatus === undefined) return;
    const { content, parent } = this.#lastStatus;
    for (let i = 0; i < times; i++) void this.publish('status', content, { parent });
  }

  private send(
    topic: string | Uint8Array,
    type: string,
    content: JsonObject | EncodedContent,
    { parent, session, metadata, vendor, buffers, rate }: PublishOptions,
  ): void | Promise<void> {
    const frames = this.wire.encode({
      identities: [typeof topic === 'string' ? Buffer.from(topic) : topic],
      header: createHeader(type, this.sender),
      parentHeader: parent,
      metadata: { ...metadata, [VENDOR_KEY]: { ...vendor, session, sequence: this.#sequence++ } },
      content,
      ...(buffers === undefined ? {} : { buffers }),
    });
    return joined([this.transport.publish(frames), rate?.charge(byteLength(frames))]);
  }
}
