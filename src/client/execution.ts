// One execution: its output in order, its input, and its end, which is reply and idle. Any thread.

import { Deferred } from '../base/deferred.js';
import type { ReplyContent } from '../protocol/requests.js';
import { parseReply } from '../protocol/requests.js';
import type { ExecuteReplyMetadata } from '../protocol/vendor.js';
import { executeReplyMetadata, VENDOR_KEY } from '../protocol/vendor.js';
import type { Message } from '../protocol/wire.js';
import type { Answer, AnswerInput, InputRequest } from './input.js';
import type { Output } from './output.js';

export interface ExecutionResult {
  readonly reply: ReplyContent<'execute'>;
  /** What LLMSpell's kernels tell of the run, if one was begun. */
  readonly run: ExecuteReplyMetadata | undefined;
  /** Published messages that did not arrive while this ran, of whatever request: output may be missing. */
  readonly lostMessages: number;
}

export interface ExecutionHandlers {
  /** Called with one output after the other; a returned promise holds back the next, of other executions of this client too. */
  readonly onOutput?: ((output: Output) => void | Promise<void>) | undefined;
  /** Without it the kernel is told that nobody answers. */
  readonly onInput?: AnswerInput | undefined;
}

export class Execution {
  /** Rejects when the kernel has gone, or with what `onOutput` has thrown. */
  readonly done: Promise<ExecutionResult>;
  /** Resolves when the kernel has begun to serve it. */
  readonly begun: Promise<void>;
  /** Reply and idle have come, or never will. */
  hasEnded = false;
  lostMessages = 0;
  #hasReply = false;
  readonly #busy = new Deferred<undefined>();
  readonly #idle = new Deferred<undefined>();
  readonly #failed = new Deferred<never>();
  readonly #ended = new AbortController();

  /** @param id of the request; `reply` to it */
  constructor(
    readonly id: string,
    reply: Promise<Message>,
    private readonly handlers: ExecutionHandlers,
  ) {
    this.begun = this.#busy.promise;
    this.done = this.#finish(reply);
    this.done.catch(() => undefined);
  }

  /** The reply has come, but not the idle that follows it. */
  get lacksIdle(): boolean {
    return this.#hasReply && !this.hasEnded;
  }

  async show(output: Output): Promise<void> {
    if (this.hasEnded) return;
    try {
      await this.handlers.onOutput?.(output);
    } catch (error) {
      this.fail(error);
    }
  }

  setState(state: 'busy' | 'idle' | 'starting'): void {
    if (state === 'busy') this.#busy.resolve(undefined);
    if (state === 'idle') this.#idle.resolve(undefined);
  }

  /** Asks for input. Undefined when the execution has ended meanwhile. */
  async ask(request: InputRequest): Promise<Answer | undefined> {
    const answer = await this.#answer(request);
    return this.#ended.signal.aborted ? undefined : answer;
  }

  async #answer(request: InputRequest): Promise<Answer> {
    try {
      return { input: (await this.handlers.onInput?.(request, this.#ended.signal)) ?? null };
    } catch (error) {
      return { error };
    }
  }

  fail(error: unknown): void {
    this.#failed.reject(error);
  }

  async #finish(reply: Promise<Message>): Promise<ExecutionResult> {
    try {
      const message = await Promise.race([reply, this.#failed.promise]);
      this.#hasReply = true;
      this.#ended.abort();
      await Promise.race([this.#idle.promise, this.#failed.promise]);
      return { ...parseResult(message), lostMessages: this.lostMessages };
    } finally {
      this.hasEnded = true;
      this.#busy.resolve(undefined);
      this.#ended.abort();
    }
  }
}

function parseResult(message: Message): Pick<ExecutionResult, 'reply' | 'run'> {
  const own = message.metadata[VENDOR_KEY];
  return {
    reply: parseReply('execute', message.content),
    run: own === undefined ? undefined : executeReplyMetadata.parse(own, `metadata.${VENDOR_KEY}`),
  };
}
