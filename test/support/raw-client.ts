// A client of a kernel that keeps and checks all it receives: nothing of src/client, so that both are tested.

import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import type { Header } from '../../src/protocol/header.js';
import { createHeader } from '../../src/protocol/header.js';
import { isNotificationType, parseNotification } from '../../src/protocol/notifications.js';
import { parseReply, requestNameOf } from '../../src/protocol/requests.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import { executeReplyMetadata, publishedMetadata, VENDOR_KEY } from '../../src/protocol/vendor.js';
import type { Message, OutgoingMessage } from '../../src/protocol/wire.js';
import { Wire } from '../../src/protocol/wire.js';
import type { ClientChannel, ClientTransport, RequestChannel } from '../../src/transport/transport.js';

export interface Received extends Message {
  readonly channel: ClientChannel;
  readonly type: string;
}

/** What one request has brought. */
export interface Answered {
  readonly reply: Received;
  /** On iopub with this request as parent, from busy to idle. */
  readonly published: readonly Received[];
}

export interface Sent {
  readonly header: Header;
  /** Resolves with reply and idle. */
  readonly answered: Promise<Answered>;
}

interface Extras {
  readonly channel?: RequestChannel;
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
  readonly parentHeader?: Header;
}

export class RawClient {
  readonly received: Received[] = [];
  readonly welcomed: Promise<void>;
  readonly #wire: Wire;
  readonly #sender: { readonly session: string; readonly username: string };
  #watchers: (() => void)[] = [];

  constructor(
    readonly transport: ClientTransport,
    private readonly key: string,
    session: string = randomUUID(),
  ) {
    this.#wire = new Wire(key);
    this.#sender = { session, username: 'tester' };
    for (const channel of ['shell', 'control', 'stdin', 'iopub'] as const) void this.#read(channel);
    this.welcomed = this.when(() => this.received.some(({ type }) => type === 'iopub_welcome'));
    transport.subscribe();
  }

  get session(): string {
    return this.#sender.session;
  }

  dispose(): void | Promise<void> {
    return this.transport.dispose();
  }

  /** Sends a request and waits for its reply and for idle. */
  async request(type: string, content: JsonObject = {}, extras: Extras = {}): Promise<Answered> {
    return this.send(type, content, extras).answered;
  }

  send(type: string, content: JsonObject = {}, extras: Extras = {}): Sent {
    const header = createHeader(type, this.#sender);
    this.sendMessage({ header, content, ...extras }, extras.channel);
    return { header, answered: this.answered(header) };
  }

  sendMessage(message: OutgoingMessage, channel: RequestChannel = 'shell'): void {
    void this.transport.send(channel, this.#wire.encode(message));
  }

  sendFrames(frames: readonly Uint8Array[], channel: RequestChannel = 'shell'): void {
    void this.transport.send(channel, frames);
  }

  encode(message: OutgoingMessage): Uint8Array[] {
    return this.#wire.encode(message);
  }

  /** Frames with a right signature, whatever is in them. */
  sign(header: string, parent = '{}', metadata = '{}', content = '{}'): Uint8Array[] {
    const parts = [header, parent, metadata, content].map((part) => Buffer.from(part));
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(part);
    return [Buffer.from('<IDS|MSG>'), Buffer.from(hmac.digest('hex')), ...parts];
  }

  /** Resolves when all that was sent on this channel before has been read: the answer to another request has come. */
  async fence(channel: 'shell' | 'control' = 'control'): Promise<void> {
    await this.request('kernel_info_request', {}, { channel });
  }

  /** All that came as an answer to this message. */
  repliesTo({ msg_id }: Header): Received[] {
    return this.received.filter(({ channel, parentHeader }) => channel !== 'iopub' && parentHeader?.msg_id === msg_id);
  }

  header(type: string): Header {
    return createHeader(type, this.#sender);
  }

  execute(code: string, content: JsonObject = {}, vendor?: JsonObject, buffers: readonly Uint8Array[] = []): Sent {
    const metadata = vendor === undefined ? {} : { [VENDOR_KEY]: vendor };
    return this.send('execute_request', { code, ...content }, { metadata, buffers });
  }

  async answered({ msg_id }: Header): Promise<Answered> {
    const ofThis = (message: Received): boolean => message.parentHeader?.msg_id === msg_id;
    const isReply = ({ channel, type }: Received): boolean => channel !== 'iopub' && type.endsWith('_reply');
    await this.when(() => this.#isIdle(msg_id) && this.received.some((message) => ofThis(message) && isReply(message)));
    const all = this.received.filter(ofThis);
    return { reply: all.find(isReply)!, published: all.filter(({ channel }) => channel === 'iopub') };
  }

  /** Resolves when idle has come for a message that has no reply. */
  async idle({ msg_id }: Header): Promise<void> {
    await this.when(() => this.#isIdle(msg_id));
  }

  /** The first message, received already or to come, for which this holds. */
  async next(isWanted: (message: Received) => boolean): Promise<Received> {
    await this.when(() => this.received.some(isWanted));
    return this.received.find(isWanted)!;
  }

  /** Resolves once this holds; looked at after every message. */
  when(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!holds()) return;
        this.#watchers = this.#watchers.filter((other) => other !== watcher);
        resolve();
      };
      this.#watchers.push(watcher);
    });
  }

  #isIdle(id: string): boolean {
    return this.received.some(
      ({ type, content, parentHeader }) =>
        type === 'status' && content['execution_state'] === 'idle' && parentHeader?.msg_id === id,
    );
  }

  async #read(channel: ClientChannel): Promise<void> {
    for await (const frames of this.transport.receive(channel)) {
      const message = this.#wire.decode(frames);
      check(channel, message);
      this.received.push({ ...message, channel, type: message.header.msg_type });
      for (const watcher of this.#watchers) watcher();
    }
  }
}

/** Text of a stream in what one request has brought. */
export function textOf(published: readonly Received[], name = 'stdout'): string {
  const streams = published.filter(({ type, content }) => type === 'stream' && content['name'] === name);
  return streams.map(({ content }) => content['text'] as string).join('');
}

export const typesOf = (messages: readonly Received[]): string[] => messages.map(({ type }) => type);

function check(channel: ClientChannel, { header, content, metadata }: Message): void {
  const type = header.msg_type;
  if (isNotificationType(type)) parseNotification(type, content);
  else {
    const name = requestNameOf(type.replace(/_reply$/, '_request'));
    if (name === undefined) assert.equal(content['status'], 'error', `${type} is unknown and must be an error`);
    else parseReply(name, content);
  }
  const vendor = metadata[VENDOR_KEY];
  if (channel === 'iopub') {
    const { sequence } = publishedMetadata.parse(vendor, 'metadata.llmspell');
    assert.equal(typeof sequence, 'number');
  } else if (type === 'execute_reply' && vendor !== undefined) {
    executeReplyMetadata.parse(vendor, 'metadata.llmspell');
  }
}
