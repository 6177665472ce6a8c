// A client of one kernel: requests and replies, executions with their output and input, comms. Any thread.
//
// Messages of a channel are handled one after the other. An execution is done when reply and idle have come. While something
// is waited for, or somebody watches, the kernel's heart is listened to: a kernel that has gone, or was started anew, fails what waits.

import type { Disposable } from '../base/disposable.js';
import type { Event } from '../base/emitter.js';
import { Emitter } from '../base/emitter.js';
import type { Logger } from '../base/log.js';
import { silentLogger } from '../base/log.js';
import { settledWithin } from '../base/settled-within.js';
import type { ReplyContent, RequestChannel, RequestContent, RequestName } from '../protocol/requests.js';
import { parseReply, requests } from '../protocol/requests.js';
import type { JsonObject } from '../protocol/schema.js';
import { VENDOR_KEY } from '../protocol/vendor.js';
import type { Message } from '../protocol/wire.js';
import type { ClientTransport } from '../transport/transport.js';
import { Comms } from './comms.js';
import type { ExecuteOptions } from './execute-options.js';
import { executeContent } from './execute-options.js';
import { Execution } from './execution.js';
import { Executions } from './executions.js';
import { Heartbeat } from './heartbeat.js';
import { answerParts, parseInputRequest } from './input.js';
import type { FailedReply } from './kernel-errors.js';
import { clientClosed, kernelLost, kernelRestarted, requestFailed } from './kernel-errors.js';
import { KernelIdentity } from './kernel-identity.js';
import { Link } from './link.js';
import type { Published } from './output.js';
import { PendingRequests } from './pending-requests.js';
import type { Gap } from './publications.js';
import { Publications } from './publications.js';
import { Subscription } from './subscription.js';

const INTERRUPT_AGAIN_MS = 250;

export interface KernelClientOptions {
  /** Disposed with the client. */
  readonly transport: ClientTransport;
  /** Of the connection file. */
  readonly key: string;
  readonly username?: string;
  /** Named session that requests are for; without it the kernel's `main`. */
  readonly session?: string | undefined;
  readonly logger?: Logger;
  /** How often the kernel's heart is looked at while something is waited for. Default 1000. */
  readonly heartbeatMs?: number;
  /** A kernel that is silent for so long is gone. Default 10 000. */
  readonly silenceMs?: number;
  /** Asked when the heart does not beat: whether the kernel's process is known to have ended. */
  readonly isGone?: () => Promise<boolean>;
}

/** Requests that are no executions; what comes back when they succeed. */
type Succeeded<N extends RequestName> = Exclude<ReplyContent<N>, { readonly status: 'error' | 'aborted' }>;

export interface RequestOptions {
  /** Stops the waiting, with its reason; the kernel is not told. */
  readonly signal?: AbortSignal;
}

export class KernelClient implements Disposable {
  readonly #restarted = new Emitter<undefined>();
  /** All that the kernel publishes, for whichever client. */
  readonly onPublished: Event<Published>;
  readonly onGap: Event<Gap>;
  /** Another kernel answers at the same place; what the one before held is gone. */
  readonly onRestarted = this.#restarted.event;
  readonly comms: Comms;

  readonly #link: Link;
  readonly #pending: PendingRequests;
  readonly #executions: Executions;
  readonly #publications: Publications;
  readonly #subscription: Subscription;
  readonly #heartbeat: Heartbeat;
  /** Who wants to hear of a kernel that goes, whether anything is waited for or not. */
  readonly #watching = new Set<(error: unknown) => void>();
  readonly #closed = new AbortController();
  readonly #identity: KernelIdentity;

  /** @throws SpellError `WIRE_KEY` for an empty key */
  constructor(private readonly options: KernelClientOptions) {
    const { transport, key, username = '', logger = silentLogger, heartbeatMs = 1000, silenceMs = 10_000 } = options;
    this.#link = new Link({ transport, key, username, logger });
    this.#heartbeat = new Heartbeat({
      ping: (timeoutMs) => transport.ping(timeoutMs),
      intervalMs: heartbeatMs,
      silenceMs,
      isGone: options.isGone ?? (async () => false),
      onAlive: () => this.#lookForLost(),
      onGone: () => this.#lose(kernelLost()),
    });
    const watch = (): void => this.#listen();
    this.#pending = new PendingRequests(watch);
    this.#executions = new Executions(watch);
    this.#identity = new KernelIdentity(this.#link.session);
    this.comms = new Comms(async (type, parts) => {
      // What comes back is published.
      await this.ready();
      await this.#link.send('shell', this.#link.createHeader(type), this.#own(parts));
    });
    this.#publications = new Publications(this.#link, this.#executions, this.comms);
    this.onPublished = this.#publications.onPublished;
    this.onGap = this.#publications.onGap;
    this.#subscription = new Subscription(transport, () => this.kernelInfo());
    this.#receive();
  }

  /** `header.session` of its messages. */
  get id(): string {
    return this.#link.session;
  }

  /** Resolves when nothing that the kernel publishes from now on will be missed. @throws SpellError `KERNEL_LOST` */
  ready(): Promise<void> {
    return this.#subscription.ready();
  }

  /**
   * Asks the kernel.
   * @throws SpellError `KERNEL_REQUEST`, or with the kernel's own code, when the reply is an error; `KERNEL_LOST`,
   *   `KERNEL_RESTARTED` and `KERNEL_CLOSED` when there is none; `MESSAGE_CONTENT` when it makes no sense
   */
  async request<N extends Exclude<RequestName, 'execute'>>(
    name: N,
    content: RequestContent<N>,
    options: RequestOptions = {},
  ): Promise<Succeeded<N>> {
    const message = await this.#ask(name, content, options);
    const reply = parseReply(name, message.content) as FailedReply;
    if (reply.status === 'error' || reply.status === 'aborted') throw requestFailed(name, reply);
    return reply as unknown as Succeeded<N>;
  }

  kernelInfo(options?: RequestOptions): Promise<Succeeded<'kernel_info'>> {
    return this.request('kernel_info', {}, options);
  }

  /** @param cursor in code points */
  complete(code: string, cursor: number, options?: RequestOptions): Promise<Succeeded<'complete'>> {
    return this.request('complete', { code, cursor_pos: cursor }, options);
  }

  /** @param cursor in code points */
  inspect(code: string, cursor: number, detail: 0 | 1 = 0, options?: RequestOptions): Promise<Succeeded<'inspect'>> {
    return this.request('inspect', { code, cursor_pos: cursor, detail_level: detail }, options);
  }

  isComplete(code: string, options?: RequestOptions): Promise<Succeeded<'is_complete'>> {
    return this.request('is_complete', { code }, options);
  }

  /** What `llmspell kernel status` shows; other kernels do not know the request. */
  async status(options?: RequestOptions): Promise<JsonObject> {
    return (await this.request('llmspell_status', {}, options)).kernel;
  }

  /** Ends the run under way, whoever began it. */
  async interrupt(options?: RequestOptions): Promise<void> {
    await this.request('interrupt', {}, options);
  }

  /** Ends an execution, or takes it out of the queue, and no other. Resolves when it has ended. */
  async end(execution: Execution): Promise<void> {
    await this.ready().catch(() => undefined);
    // The request to run may still be under way, on another channel.
    while (!execution.hasEnded) {
      const vendor = { request: execution.id };
      await this.#ask('interrupt', {}, { vendor }).catch(() => undefined);
      await settledWithin(execution.done, INTERRUPT_AGAIN_MS).catch(() => undefined);
    }
  }

  async shutdown(restart = false, options?: RequestOptions): Promise<void> {
    await this.request('shutdown', { restart }, options);
  }

  /** Runs code, once the subscription stands. Failures are told by `done` alone. */
  execute(code: string, options: ExecuteOptions = {}): Execution {
    const header = this.#link.createHeader('execute_request');
    const execution = new Execution(header.msg_id, this.#pending.add(header.msg_id), options);
    this.#executions.add(execution);
    const content = executeContent(code, options);
    const { vendor, buffers = [] } = options;
    this.ready()
      .then(() => this.#link.send('shell', header, this.#own({ content, buffers }, vendor)))
      .catch((error: unknown) => this.#pending.fail(header.msg_id, error));
    return execution;
  }

  /** Tells once why, when the kernel has gone or another one answers in its place. */
  watch(onLost: (error: unknown) => void): Disposable {
    const told = (error: unknown): void => {
      stop();
      onLost(error);
    };
    const stop = (): void => {
      this.#watching.delete(told);
      this.#listen();
    };
    this.#watching.add(told);
    this.#listen();
    return { dispose: stop };
  }

  /** What waits fails with `KERNEL_CLOSED`. */
  async dispose(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#watching.clear();
    this.#lose(clientClosed());
    this.#heartbeat.dispose();
    await this.options.transport.dispose();
  }

  async #ask(
    name: RequestName,
    content: JsonObject,
    { signal, vendor }: RequestOptions & { readonly vendor?: JsonObject },
    channel: RequestChannel = requests[name].channels[0],
  ): Promise<Message> {
    const header = this.#link.createHeader(`${name}_request`);
    const reply = this.#pending.add(header.msg_id, signal);
    this.#link
      .send(channel, header, this.#own({ content }, vendor))
      .catch((error: unknown) => this.#pending.fail(header.msg_id, error));
    return reply;
  }

  /** Adds what tells LLMSpell's kernels which session is meant. */
  #own<P extends object>(parts: P, vendor: JsonObject = {}): P & { metadata: JsonObject } {
    const { session } = this.options;
    const own = session === undefined ? vendor : { session, ...vendor };
    return { ...parts, metadata: Object.keys(own).length === 0 ? {} : { [VENDOR_KEY]: own } };
  }

  #receive(): void {
    const { signal } = this.#closed;
    const replied = (message: Message): void => {
      this.#pending.settle(message);
      if (this.#identity.replied(message.header.session)) this.#restart(message.parentHeader?.msg_id);
    };
    const loops = [
      this.#link.receive('shell', replied, signal),
      this.#link.receive('control', replied, signal),
      this.#link.receive('iopub', (message) => this.#take(message), signal),
      this.#link.receive('stdin', (message) => this.#asked(message), signal),
    ];
    for (const loop of loops)
      loop.then(
        () => this.#lose(clientClosed()),
        (error: unknown) => this.#lose(error),
      );
  }

  #take(message: Message): void | Promise<void> {
    this.#meet(message.header.session);
    this.#subscription.hasArrived();
    return this.#publications.take(message);
  }

  /** Input is waited for beside everything else: the answer may take as long as it likes. */
  #asked(message: Message): void {
    const execution = this.#executions.of(message.parentHeader);
    if (message.header.msg_type !== 'input_request' || execution === undefined) return;
    const answer = async (): Promise<void> => {
      const given = await execution.ask(parseInputRequest(message));
      if (given === undefined) return;
      const header = this.#link.createHeader('input_reply');
      await this.#link.send('stdin', header, { ...answerParts(given), parentHeader: message.header });
    };
    answer().catch((error: unknown) => this.#link.dropped('an input_request', error));
  }

  /** Something else publishes: perhaps another kernel. Its answer tells. */
  #meet(publisher: string): void {
    if (!this.#identity.published(publisher)) return;
    this.#publications.restart();
    this.#ask('kernel_info', {}, {}, 'control').catch(() => undefined);
  }

  /** What it publishes arrives. @param answered the request whose reply has shown it; the others were for the kernel before */
  #restart(answered: string | undefined): void {
    this.#fail(kernelRestarted(), answered);
    this.#restarted.fire(undefined);
  }

  /** An idle that was lost would be waited for for ever: that of a later request proves it. */
  #lookForLost(): void {
    if (this.#executions.needProbe()) {
      const header = this.#link.createHeader('kernel_info_request');
      this.#executions.probe(header.msg_id);
      void this.#link.send('shell', header, this.#own({ content: {} })).catch(() => undefined);
    }
  }

  #lose(error: unknown): void {
    this.#subscription.lost(error);
    this.#identity.reset();
    this.#publications.restart();
    this.#fail(error);
  }

  #fail(error: unknown, except?: string): void {
    this.#pending.failAll(error);
    this.#executions.failAll(error, except);
    this.comms.closeAll();
    for (const told of [...this.#watching]) told(error);
  }

  /** To the kernel's heart, while somebody waits for it. */
  #listen(): void {
    const waiting = this.#pending.size + this.#executions.size + this.#watching.size;
    this.#heartbeat.want(waiting > 0 && !this.#closed.signal.aborted);
  }
}
