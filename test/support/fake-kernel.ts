// A kernel that does what a test says: signed messages over any kernel transport, nothing behind them.

import { createHeader } from '../../src/protocol/header.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { Message } from '../../src/protocol/wire.js';
import { Wire } from '../../src/protocol/wire.js';
import type { Frames, KernelTransport, RequestChannel } from '../../src/transport/transport.js';

export const FAKE_KEY = 'the key of the fake kernel';

/** What a test answers to a message; replies and publications go out in the order of the calls. */
export interface Answering {
  reply(content: JsonObject, metadata?: JsonObject): void;
  publish(type: string, content: JsonObject, extra?: Extra): void;
  /** On stdin; resolves with the answer. */
  ask(content: JsonObject, metadata?: JsonObject): Promise<Message>;
}

export interface Extra {
  readonly metadata?: JsonObject;
  readonly buffers?: Frames;
}

export type Script = (message: Message, kernel: Answering) => void | Promise<void>;

export interface FakeOptions {
  /** Greets those who subscribe. Default true. */
  readonly hasWelcome?: boolean;
  /** `header.session` of what it sends. */
  readonly session?: string;
  /** Whether it counts what it publishes. Default false. */
  readonly counts?: boolean;
}

export const KERNEL_INFO: JsonObject = {
  status: 'ok',
  protocol_version: '5.4',
  implementation: 'fake',
  implementation_version: '1',
  language_info: { name: 'lua', version: '5.4', mimetype: 'text/x-lua', file_extension: '.lua' },
};

export class FakeKernel {
  /** Types of all messages, as they came. */
  readonly seen: Message[] = [];
  readonly #wire = new Wire(FAKE_KEY);
  readonly #asked = new Map<string, (message: Message) => void>();
  #sequence = 0;

  constructor(
    private readonly transport: KernelTransport,
    private readonly script: Script,
    private readonly options: FakeOptions = {},
  ) {
    for (const channel of ['shell', 'control', 'stdin'] as const) void this.#serve(channel);
    void this.#greet();
  }

  /** Publishes something that comes from no request. */
  publish(type: string, content: JsonObject, extra: Extra = {}, parent?: Message): void {
    const sequence = this.options.counts === true ? { llmspell: { sequence: this.#sequence++ } } : {};
    const header = this.#header(type);
    const metadata = { ...extra.metadata, ...sequence };
    const message = { identities: [Buffer.from(type)], header, parentHeader: parent?.header, metadata, content };
    void this.transport.publish(this.#wire.encode({ ...message, buffers: extra.buffers ?? [] }));
  }

  /** Counts messages that are published to nobody. */
  skip(count: number): void {
    this.#sequence += count;
  }

  dispose(): Promise<void> {
    return this.transport.dispose();
  }

  async #greet(): Promise<void> {
    for await (const topic of this.transport.subscriptions()) {
      if (this.options.hasWelcome !== false)
        this.publish('iopub_welcome', { subscription: Buffer.from(topic).toString() });
    }
  }

  async #serve(channel: RequestChannel): Promise<void> {
    for await (const { client, frames } of this.transport.receive(channel)) {
      const message = this.#wire.decode(frames);
      this.seen.push(message);
      if (channel === 'stdin') this.#asked.get(message.parentHeader?.msg_id ?? '')?.(message);
      else await this.script(message, this.#answering(channel, client, message));
    }
  }

  #answering(channel: RequestChannel, client: Uint8Array, message: Message): Answering {
    const send = (on: RequestChannel, type: string, content: JsonObject, metadata: JsonObject = {}): string => {
      const header = this.#header(type);
      const parts = { identities: [], header, parentHeader: message.header, metadata, content };
      this.transport.send(on, client, this.#wire.encode(parts));
      return header.msg_id;
    };
    return {
      reply: (content, metadata) =>
        void send(channel, message.header.msg_type.replace('_request', '_reply'), content, metadata),
      publish: (type, content, extra) => this.publish(type, content, extra, message),
      ask: (content, metadata) =>
        new Promise((resolve) => this.#asked.set(send('stdin', 'input_request', content, metadata), resolve)),
    };
  }

  #header(type: string) {
    return createHeader(type, { session: this.options.session ?? 'fake', username: 'kernel' });
  }
}

/** Replies to an execute_request as a run that succeeds: busy, what is in between, reply, idle. */
export async function execution(
  kernel: Answering,
  between: () => void | Promise<void> = () => undefined,
): Promise<void> {
  kernel.publish('status', { execution_state: 'busy' });
  await between();
  kernel.reply({ status: 'ok', execution_count: 1 });
  kernel.publish('status', { execution_state: 'idle' });
}
