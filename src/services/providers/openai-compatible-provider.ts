// Models behind an endpoint that speaks the OpenAI chat protocol, over the AI SDK's language model interface (v3). The
// SDK is loaded at the first request. Control thread.

import type { OpenAICompatibleProvider as Sdk } from '@ai-sdk/openai-compatible';
import type { Logger } from '../../base/log.js';
import type {
  FinishReason,
  ModelProvider,
  ModelReply,
  ModelRequest,
  ModelStreamPart,
  ModelUsage,
} from './model-provider.js';
import { silentServer, toProviderFailure } from './provider-failure.js';
import type { ProviderFailure, ProviderTarget } from './provider-failure.js';
import { toSdkPrompt } from './sdk-prompt.js';
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
type CallOptions = Parameters<Model['doStream']>[0];
type SdkPart = Awaited<ReturnType<Model['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never;
type SdkUsage = Extract<SdkPart, { type: 'finish' }>['usage'];

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
    return this.retry(request, async () => {
      const guard = new SilenceGuard(request.signal, this.timeoutMs);
      try {
        const model = await this.model(request.model);
        const result = await guard.wait(() => model.doGenerate(toCallOptions(request, guard.signal)));
        const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
        return { ok: true, value: { text, finishReason: result.finishReason.unified, usage: toUsage(result.usage) } };
      } catch (error) {
        return { ok: false, failure: this.failureOf(error, request, guard, 0) };
      } finally {
        guard.dispose();
      }
    });
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const { reader, guard, first } = await this.retry(request, () => this.openStream(request));
    let received = 0;
    try {
      for (let part = first; ; part = await nextPart(reader, guard)) {
        if (part.type === 'text') received += part.text.length;
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
    const { name, baseUrl, apiKey } = this.options;
    const target: ProviderTarget = { provider: name, model: request.model, baseUrl, secret: apiKey };
    return guard.timedOut ? silentServer(target, this.timeoutMs, received) : toProviderFailure(error, target, received);
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
    if (value.type === 'finish') {
      return { type: 'finish', finishReason: toFinishReason(value.finishReason), usage: toUsage(value.usage) };
    }
  }
}

function toFinishReason(reason: Extract<SdkPart, { type: 'finish' }>['finishReason']): FinishReason {
  return reason.unified;
}

function toUsage(usage: SdkUsage): ModelUsage {
  const { inputTokens, outputTokens } = usage;
  return {
    ...(inputTokens.total === undefined ? {} : { inputTokens: inputTokens.total }),
    ...(outputTokens.total === undefined ? {} : { outputTokens: outputTokens.total }),
  };
}

function toCallOptions(request: ModelRequest, abortSignal: AbortSignal): CallOptions {
  const { temperature, maxOutputTokens } = request;
  return {
    prompt: toSdkPrompt(request.messages),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    abortSignal,
  };
}
