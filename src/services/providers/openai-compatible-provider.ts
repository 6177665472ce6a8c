// Models behind an endpoint that speaks the OpenAI chat protocol, over the AI SDK's language model interface (v3). The
// SDK is loaded at the first request. Control thread.

import type { OpenAICompatibleProvider as Sdk } from '@ai-sdk/openai-compatible';
import type { Logger } from '../../base/log.js';
import { answerCheck } from './answer-schema.js';
import type { AnswerCheck } from './answer-schema.js';
import type { ModelProvider, ModelReply, ModelRequest, ModelStreamPart } from './model-provider.js';
import { misfit, silentServer, toProviderFailure } from './provider-failure.js';
import type { ProviderFailure, ProviderTarget } from './provider-failure.js';
import { toCallOptions, toReply, toToolCall, toUsage } from './sdk-call.js';
import { SilenceGuard } from './silence-guard.js';
import { withRetries } from './with-retries.js';
import type { Attempt } from './with-retries.js';

export interface OpenAiCompatibleOptions {
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly defaultModel?: string | undefined;
  readonly logger: Logger;
  /** How long the server may send nothing. Default 300000. */
  readonly timeoutMs?: number;
  /** The pause before the first of at most 3 retries; they happen only before the first token. Default 500. */
  readonly retryPauseMs?: number;
}

type Model = ReturnType<Sdk['chatModel']>;
type SdkPart = Awaited<ReturnType<Model['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never;

const DEFAULT_TIMEOUT_MS = 300_000;
const DEFAULT_RETRY_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
const RETRIES = 3;

export class OpenAiCompatibleProvider implements ModelProvider {
  readonly name: string;
  readonly defaultModel?: string;
  readonly isOffline = false;
  private readonly timeoutMs: number;
  private sdk: Promise<Sdk> | undefined;

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.name = options.name;
    if (options.defaultModel !== undefined) this.defaultModel = options.defaultModel;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  async generate(request: ModelRequest): Promise<ModelReply> {
    const check = await checkFor(request);
    return this.retry(request, async () => {
      const guard = new SilenceGuard(request.signal, this.timeoutMs);
      try {
        const model = await this.model(request.model);
        const reply = toReply(await guard.wait(() => model.doGenerate(toCallOptions(request, guard.signal))));
        const problem = check(reply);
        if (problem !== undefined) throw misfit(this.target(request), problem);
        return { ok: true, value: reply };
      } catch (error) {
        return { ok: false, failure: this.failureOf(error, request, guard, 0) };
      } finally {
        guard.dispose();
      }
    });
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const check = await checkFor(request);
    const { reader, guard, first } = await this.retry(request, () => this.openStream(request));
    let received = 0;
    const texts: string[] = [];
    try {
      for (let part = first; ; part = await nextPart(reader, guard)) {
        if (part.type === 'text') {
          received += part.text.length;
          if (request.responseSchema !== undefined) texts.push(part.text);
        }
        if (part.type === 'finish') {
          const problem = check({ text: texts.join(''), finishReason: part.finishReason });
          if (problem !== undefined) throw misfit(this.target(request), problem);
        }
        yield part;
        if (part.type === 'finish') return;
      }
    } catch (error) {
      throw this.failureOf(error, request, guard, received).error;
    } finally {
      guard.dispose();
      await reader.cancel().catch(() => undefined);
    }
  }

  /** Goes as far as the first token, because nothing is lost by trying again until then. */
  private async openStream(request: ModelRequest): Promise<Attempt<OpenStream>> {
    const guard = new SilenceGuard(request.signal, this.timeoutMs);
    try {
      const model = await this.model(request.model);
      const { stream } = await guard.wait(() => model.doStream(toCallOptions(request, guard.signal)));
      const reader = stream.getReader();
      return { ok: true, value: { reader, guard, first: await nextPart(reader, guard) } };
    } catch (error) {
      const failure = this.failureOf(error, request, guard, 0);
      guard.dispose();
      return { ok: false, failure };
    }
  }

  private retry<T>(request: ModelRequest, attempt: () => Promise<Attempt<T>>): Promise<T> {
    return withRetries(attempt, {
      retries: RETRIES,
      firstPauseMs: this.options.retryPauseMs ?? DEFAULT_RETRY_PAUSE_MS,
      maxPauseMs: MAX_PAUSE_MS,
      signal: request.signal,
      onRetry: ({ error }, pauseMs) => {
        const message = `${error.message}; trying again in ${Math.round(pauseMs)} ms`;
        this.options.logger.log({ level: 'warn', module: 'services.providers', message, ...request.origin });
      },
    });
  }

  private failureOf(error: unknown, request: ModelRequest, guard: SilenceGuard, received: number): ProviderFailure {
    request.signal.throwIfAborted();
    const target = this.target(request);
    return guard.timedOut ? silentServer(target, this.timeoutMs, received) : toProviderFailure(error, target, received);
  }

  private target({ model }: ModelRequest): ProviderTarget {
    const { name, baseUrl, apiKey } = this.options;
    return { provider: name, model, baseUrl, secret: apiKey };
  }

  private async model(id: string): Promise<Model> {
    this.sdk ??= this.load();
    return (await this.sdk).chatModel(id);
  }

  private async load(): Promise<Sdk> {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    // The SDK prints warnings to the console otherwise, into what scripts print.
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    const { name, baseUrl, apiKey } = this.options;
    return createOpenAICompatible({
      name,
      baseURL: baseUrl,
      includeUsage: true,
      supportsStructuredOutputs: true,
      // A redirect would carry prompt and key to a host that nobody configured or allowed.
      fetch: (input, init) => fetch(input, { ...init, redirect: 'manual' }),
      ...(apiKey === undefined ? {} : { apiKey }),
    });
  }
}

type Reader = ReadableStreamDefaultReader<SdkPart>;

interface OpenStream {
  readonly reader: Reader;
  readonly guard: SilenceGuard;
  readonly first: ModelStreamPart;
}

/** The next part that matters. A stream that ends without a finish, or brings an error, throws. */
async function nextPart(reader: Reader, guard: SilenceGuard): Promise<ModelStreamPart> {
  for (;;) {
    const { done, value } = await guard.wait(() => reader.read());
    if (done) throw new Error('the stream ended before the answer was finished');
    if (value.type === 'error') throw value.error;
    if (value.type === 'text-delta' && value.delta !== '') return { type: 'text', text: value.delta };
    if (value.type === 'tool-call') return { type: 'tool-call', call: toToolCall(value) };
    if (value.type === 'finish') {
      return { type: 'finish', finishReason: value.finishReason.unified, usage: toUsage(value.usage) };
    }
  }
}

async function checkFor({ responseSchema, signal }: ModelRequest): Promise<AnswerCheck> {
  signal.throwIfAborted();
  return responseSchema === undefined ? () => undefined : answerCheck(responseSchema);
}
