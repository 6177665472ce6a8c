// Messages instead of frames over a transport: signs and encodes, verifies and decodes. Any thread.

import { randomUUID } from 'node:crypto';
import type { Logger } from '../base/log.js';
import type { Header } from '../protocol/header.js';
import { createHeader } from '../protocol/header.js';
import type { JsonObject } from '../protocol/schema.js';
import type { Message } from '../protocol/wire.js';
import { Wire } from '../protocol/wire.js';
import type { ClientChannel, ClientTransport, Frames, RequestChannel } from '../transport/transport.js';

export interface LinkOptions {
  readonly transport: ClientTransport;
  /** Of the connection file. */
  readonly key: string;
  readonly username: string;
  readonly logger: Logger;
}

export interface MessageParts {
  readonly content: JsonObject;
  readonly metadata?: JsonObject;
  readonly buffers?: Frames;
  readonly parentHeader?: Header | undefined;
}

export class Link {
  /** Of all headers: this client's life. */
  readonly session = randomUUID();
  readonly #wire: Wire;

  /** @throws SpellError `WIRE_KEY` for an empty key */
  constructor(private readonly options: LinkOptions) {
    this.#wire = new Wire(options.key);
  }

  createHeader(messageType: string): Header {
    return createHeader(messageType, { session: this.session, username: this.options.username });
  }

  /** @throws Error when the transport has been closed */
  send(channel: RequestChannel, header: Header, parts: MessageParts): Promise<void> {
    return this.options.transport.send(channel, this.#wire.encode({ header, ...parts }));
  }

  /** Calls `take` with one message after the other, each when the one before it has been taken. What cannot be verified or read is dropped. */
  async receive(
    channel: ClientChannel,
    take: (message: Message) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const frames of this.options.transport.receive(channel, signal)) {
      const message = this.#decode(channel, frames);
      if (message === undefined) continue;
      const taken = take(message);
      if (taken !== undefined) await taken;
    }
  }

  #decode(channel: ClientChannel, frames: Frames): Message | undefined {
    try {
      return this.#wire.decode(frames);
    } catch (error) {
      this.dropped(`a message on ${channel}`, error);
      return undefined;
    }
  }

  /** Tells the log of what could not be understood. */
  dropped(what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.options.logger.log({ level: 'warn', module: 'client', message: `${what} was dropped: ${reason}` });
  }
}
