// From frames to answers: every request gets busy, exactly one reply, and idle, whatever it is. Control thread.
//
// Handlers only say what the answer is. Executions and messages for scripts wait in the queue of their session; everything
// else is served at once, on both channels.

import { SpellError } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import type { Header, Sender } from '../protocol/header.js';
import { createHeader } from '../protocol/header.js';
import { isNotificationType, parseNotification } from '../protocol/notifications.js';
import type { CheckedRequest, RequestHandlers } from '../protocol/requests.js';
import { parseRequest, requestNameOf, requests } from '../protocol/requests.js';
import type { JsonObject } from '../protocol/schema.js';
import type { Message, Wire } from '../protocol/wire.js';
import { WireError } from '../protocol/wire-error.js';
import type { Incoming, KernelTransport, RequestChannel } from '../transport/transport.js';
import type { Client, Clients } from './clients.js';
import type { CommMessage, Comms } from './comms.js';
import type { Exchange } from './exchange.js';
import type { ErrorContent } from './failed-replies.js';
import { failedReply } from './failed-replies.js';
import type { InputRequests } from './input.js';
import type { Lane } from './job-queue.js';
import type { Publisher } from './publisher.js';

export interface DispatcherParts {
  readonly sender: Sender;
  readonly wire: Wire;
  readonly transport: KernelTransport;
  readonly publisher: Publisher;
  readonly clients: Clients;
  readonly comms: Comms;
  readonly input: InputRequests;
  readonly handlers: RequestHandlers<Exchange>;
  /** Where executions wait. @throws SpellError for a session that is not there */
  readonly laneOf: (exchange: Exchange) => Lane;
  readonly logger: Logger;
  /** A client has asked for something, or has been answered. */
  readonly onActivity: () => void;
}

/** What is sent back, if anything is, and under which name. */
interface Answer {
  readonly replyType: string | undefined;
  readonly isAnnounced?: boolean;
  make(): Promise<JsonObject | undefined>;
}

export class Dispatcher {
  #underWay = 0;
  /** What is being served from the queues of sessions. */
  readonly #running = new Set<Header>();

  constructor(private readonly parts: DispatcherParts) {}

  /** Requests that have not been answered, waiting ones included. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Takes what comes on a channel until the transport is closed. Nothing is awaited between two messages. */
  async serve(channel: RequestChannel): Promise<void> {
    for await (const incoming of this.parts.transport.receive(channel)) {
      try {
        this.#take(channel, incoming);
      } catch (error) {
        this.#log('error', `a message was lost to a defect: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }

  #take(channel: RequestChannel, incoming: Incoming): void {
    const message = this.#decode(channel, incoming);
    if (message === undefined) return;
    const type = message.header.msg_type;
    if (message.header.session === this.parts.sender.session) {
      this.#log('warn', `a ${type} was dropped: it is the kernel's own, sent back`);
    } else if (channel === 'stdin') this.parts.input.take(message);
    else if (type.endsWith('_reply')) this.#log('warn', `a ${type} was dropped: only kernels reply`);
    else this.#serveMessage(channel, incoming, message);
  }

  /** What cannot be trusted is dropped and logged; what is signed but damaged is answered where its header could be read. */
  #decode(channel: RequestChannel, incoming: Incoming): Message | undefined {
    try {
      return this.parts.wire.decode(incoming.frames);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#log('warn', `a message on ${channel} was refused: ${error.code}: ${error.message}`);
      const { header, identities } = error;
      const isOwn = header?.session === this.parts.sender.session;
      if (header === undefined || isOwn || channel === 'stdin' || !header.msg_type.endsWith('_request'))
        return undefined;
      const empty = { parentHeader: undefined, metadata: {}, content: {}, buffers: [] };
      this.#serveMessage(channel, incoming, { identities, header, ...empty }, error);
      return undefined;
    }
  }

  #serveMessage(channel: 'shell' | 'control', incoming: Incoming, message: Message, refusal?: Error): void {
    this.#underWay++;
    this.parts.onActivity();
    void this.#route(channel, incoming, message, refusal).finally(() => {
      this.#underWay--;
      this.parts.onActivity();
    });
  }

  /** Resolves when the message has been served. */
  #route(channel: 'shell' | 'control', incoming: Incoming, message: Message, refusal?: Error): Promise<void> {
    const answerWith = (error: unknown): Promise<void> =>
      this.#serve(channel, { message, identity: incoming.client, client: NOBODY }, failing(message.header, error));
    if (refusal !== undefined) return answerWith(refusal);
    try {
      const { clients } = this.parts;
      const { client: identity } = incoming;
      const client =
        channel === 'control' ? clients.visit(message.header, identity) : clients.admit(message.header, identity);
      const exchange = { message, identity, client };
      return this.#dispatch(channel, exchange);
    } catch (error) {
      return answerWith(error);
    }
  }

  /** @throws SpellError for what is no request of this channel, or malformed */
  #dispatch(channel: 'shell' | 'control', exchange: Exchange): Promise<void> {
    const { header, content } = exchange.message;
    if (channel === 'shell' && isNotificationType(header.msg_type) && header.msg_type.startsWith('comm_')) {
      const checked = parseNotification(header.msg_type, content) as CommMessage;
      const { lane, make } = this.parts.comms.take(checked, exchange);
      const answer: Answer = { replyType: undefined, make };
      if (lane === undefined) return this.#serve(channel, exchange, answer);
      return this.#enqueue(lane, channel, exchange, answer);
    }
    const request = checkRequest(channel, header, content);
    const answer = this.#answer(request, exchange);
    if (request.name !== 'execute') return this.#serve(channel, exchange, answer);
    return this.#enqueue(this.parts.laneOf(exchange), channel, exchange, answer);
  }

  #answer(request: CheckedRequest, exchange: Exchange): Answer {
    const handler = this.parts.handlers[request.name] as (content: unknown, exchange: Exchange) => Promise<JsonObject>;
    return {
      replyType: `${request.name}_reply`,
      isAnnounced: requests[request.name].isAnnounced === true,
      make: () => handler(request.content, exchange),
    };
  }

  #enqueue(lane: Lane, channel: 'shell' | 'control', exchange: Exchange, answer: Answer): Promise<void> {
    const isExecution = answer.replyType !== undefined;
    return new Promise((resolve) => {
      const served = async (made: Answer): Promise<void> => {
        await this.#serve(channel, exchange, made);
        resolve();
      };
      const { header } = exchange.message;
      const make = async (): Promise<JsonObject | undefined> => {
        this.#running.add(header);
        try {
          return await answer.make();
        } finally {
          await lane.settle();
          this.#running.delete(header);
        }
      };
      lane.queue.add({
        id: exchange.message.header.msg_id,
        client: exchange.client.id,
        isExecution,
        begin: () => served({ ...answer, make }),
        abort: () => served({ ...answer, make: async () => (isExecution ? { status: 'aborted' } : undefined) }),
      });
    });
  }

  /** Never rejects. */
  async #serve(channel: 'shell' | 'control', exchange: Exchange, answer: Answer): Promise<void> {
    const { message } = exchange;
    const parent = message.header;
    try {
      void this.parts.publisher.publish('status', { execution_state: 'busy' }, { parent });
      const content = await this.#made(answer, exchange);
      if (answer.replyType !== undefined && content !== undefined) {
        this.#reply(channel, exchange, answer.replyType, content);
        if (answer.isAnnounced === true) void this.parts.publisher.announce(answer.replyType, content, parent);
      }
      void this.parts.publisher.publish('status', { execution_state: 'idle' }, { parent });
      this.#stillBusy();
    } catch (error) {
      this.#log('error', `a request was not answered: ${error instanceof Error ? error.stack : String(error)}`);
    }
    exchange.afterwards?.();
  }

  /** Front ends show the last state that they were told: it is not idle while a script runs. */
  #stillBusy(): void {
    const [parent] = this.#running;
    if (parent !== undefined) void this.parts.publisher.publish('status', { execution_state: 'busy' }, { parent });
  }

  async #made(answer: Answer, { message }: Exchange): Promise<JsonObject | undefined> {
    try {
      return await answer.make();
    } catch (error) {
      const failed = failedReply(answer.replyType ?? '', error, message.content, this.parts.logger);
      if (answer.replyType === 'execute_reply') await this.#showFailure(failed, message);
      return failed;
    }
  }

  /** Front ends show what is published, and not why an execution was not even begun. */
  async #showFailure(failed: JsonObject, { header: parent, content }: Message): Promise<void> {
    if (content['silent'] === true) return;
    const { ename, evalue, traceback } = failed as unknown as ErrorContent;
    await this.parts.publisher.publish('error', { ename, evalue, traceback }, { parent });
  }

  #reply(channel: 'shell' | 'control', exchange: Exchange, type: string, content: JsonObject): void {
    const { message, identity, replyMetadata } = exchange;
    this.parts.transport.send(channel, identity, this.#encodeReply(message, type, content, replyMetadata));
  }

  /** What is too large or too deep for a message is answered as an error. */
  #encodeReply(
    { identities, header, content: request }: Message,
    type: string,
    content: JsonObject,
    metadata = {},
  ): Uint8Array[] {
    const { wire, sender, logger } = this.parts;
    const parts = { identities, header: createHeader(type, sender), parentHeader: header };
    try {
      return wire.encode({ ...parts, metadata, content });
    } catch (error) {
      return wire.encode({ ...parts, content: failedReply(type, error, request, logger) });
    }
  }

  #log(level: 'warn' | 'error', message: string): void {
    this.parts.logger.log({ level, module: 'kernel', message });
  }
}

/** Of messages that are refused before it matters whose they are. */
const NOBODY: Client = {
  id: '',
  username: '',
  session: '',
  lastSeen: new Date(0),
  identity: new Uint8Array(0),
  isGone: false,
};

function failing(header: Header, error: unknown): Answer {
  const type = header.msg_type;
  const isNotification = isNotificationType(type);
  return {
    replyType: isNotification ? undefined : `${type.replace(/_request$/, '')}_reply`,
    make: () => Promise.reject(error instanceof Error ? error : new Error(String(error))),
  };
}

/** @throws SpellError `MESSAGE_UNKNOWN`, `MESSAGE_CHANNEL` and `MESSAGE_CONTENT` */
function checkRequest(channel: 'shell' | 'control', { msg_type }: Header, content: unknown): CheckedRequest {
  const name = requestNameOf(msg_type);
  if (name === undefined) {
    throw new SpellError('MESSAGE_UNKNOWN', `The kernel knows no message ${msg_type}`, {
      help: 'docs/reference/messages.md lists the messages',
    });
  }
  const channels: readonly string[] = requests[name].channels;
  if (!channels.includes(channel)) {
    throw new SpellError('MESSAGE_CHANNEL', `${msg_type} is served on ${channels.join(' and ')}, not on ${channel}`, {
      help: `send it on ${channels[0]!}`,
    });
  }
  return parseRequest(name, content);
}
