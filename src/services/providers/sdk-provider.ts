// Models behind a server, over the AI SDK's language model interface (v3). The SDK is loaded at the first request. Control thread.

import type { Logger } from '../../base/log.js';
import { answerCheck } from './answer-schema.js';
import type { AnswerCheck } from './answer-schema.js';
import type { ModelProvider, ModelReply, ModelRequest, ModelStreamPart } from './model-provider.js';
import type { SdkModel, ServerKind } from './protocol.js';
import { PROTOCOLS } from './protocols.js';
import { ProviderGate } from './provider-gate.js';
import type { Pass } from './provider-gate.js';
import { misfit, silentServer, toProviderFailure } from './provider-failure.js';
import type { ProviderFailure, ProviderTarget } from './provider-failure.js';
import { toCallOptions, toReply } from './sdk-call.js';
import { sdkFetch } from './sdk-fetch.js';
import { SdkStream } from './sdk-stream.js';
import { SilenceGuard } from './silence-guard.js';
import { withRetries } from './with-retries.js';
import type { Attempt } from './with-retries.js';

export interface SdkProviderOptions {
  readonly name: string;
  readonly kind: ServerKind;
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** The variable that holds it. */
  readonly keyVariable: string;
  readonly defaultModel?: string | undefined;
  readonly logger: Logger;
  /** Shared by all who ask the same server. Default: no limits. */
  readonly gate?: ProviderGate | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long the server may send nothing. Default 300000. */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first; they happen only before the first token. Default 3. */
  readonly retries?: number | undefined;
  /** The pause before the first of them. Default 500. */
  readonly retryPauseMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 300_000;
const DEFAULT_RETRY_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
const DEFAULT_RETRIES = 3;

export class SdkProvider implements ModelProvider {
  readonly name: string;
  readonly defaultModel?: string;
  readonly isOffline = false;
  private readonly timeoutMs: number;
  private readonly gate: ProviderGate;
  private models: Promise<(id: string) => SdkModel> | undefined;

  constructor(private readonly options: SdkProviderOptions) {
    this.name = options.name;
    if (options.defaultModel !== undefined) this.defaultModel = options.defaultModel;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.gate = options.gate ?? new ProviderGate({});
  }

  async generate(request: ModelRequest): Promise<ModelReply> {
    const check = await checkFor(request);
    return this.retry(request, async () => {
      const pass = await this.enter(request);
      const guard = new SilenceGuard(request.signal, this.timeoutMs);
      try {
        const model = await this.model(request.model);
        const reply = toReply(await guard.wait(() => model.doGenerate(this.callOptions(request, guard))));
        pass.leave(reply.usage);
        const problem = check(reply);
        if (problem !== undefined) throw misfit(this.target(request), problem);
        return { ok: true, value: reply };
      } catch (error) {
        return { ok: false, failure: this.failureOf(error, request, guard, 0) };
      } finally {
        guard.dispose();
        pass.leave();
      }
    });
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const check = await checkFor(request);
    const { parts, guard, pass, first } = await this.retry(request, () => this.openStream(request));
    let received = 0;
    const texts: string[] = [];
    try {
      for (let part = first; ; part = await parts.next()) {
        if (part.type === 'text') {
          received += part.text.length;
          if (request.responseSchema !== undefined) texts.push(part.text);
        }
        if (part.type === 'finish') {
          pass.leave(part.usage);
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
      pass.leave();
      await parts.cancel();
    }
  }

  /** Goes as far as the first token, because nothing is lost by trying again until then. */
  private async openStream(request: ModelRequest): Promise<Attempt<OpenStream>> {
    const pass = await this.enter(request);
    const guard = new SilenceGuard(request.signal, this.timeoutMs);
    try {
      const model = await this.model(request.model);
      const { stream } = await guard.wait(() => model.doStream(this.callOptions(request, guard)));
      const parts = new SdkStream(stream.getReader(), guard);
      return { ok: true, value: { parts, guard, pass, first: await parts.next() } };
    } catch (error) {
      guard.dispose();
      pass.leave();
      const failure = this.failureOf(error, request, guard, 0);
      return { ok: false, failure };
    }
  }

  private retry<T>(request: ModelRequest, attempt: () => Promise<Attempt<T>>): Promise<T> {
    return withRetries(attempt, {
      retries: this.options.retries ?? DEFAULT_RETRIES,
      firstPauseMs: this.options.retryPauseMs ?? DEFAULT_RETRY_PAUSE_MS,
      maxPauseMs: MAX_PAUSE_MS,
      signal: request.signal,
      onRetry: ({ error, retryAfterMs }, pauseMs) => {
        if (retryAfterMs !== undefined) this.gate.hold(retryAfterMs);
        this.warn(request, `${error.message}; trying again in ${Math.round(pauseMs)} ms`);
      },
    });
  }

  /** @throws the signal's reason when it is aborted while it waits */
  private enter(request: ModelRequest): Promise<Pass> {
    return this.gate.enter(request, (reason) => this.warn(request, `${this.name}/${request.model} waits ${reason}`));
  }

  private warn({ origin }: ModelRequest, message: string): void {
    this.options.logger.log({ level: 'warn', module: 'services.providers', message, ...origin });
  }

  private failureOf(error: unknown, request: ModelRequest, guard: SilenceGuard, received: number): ProviderFailure {
    request.signal.throwIfAborted();
    const target = this.target(request);
    return guard.timedOut ? silentServer(target, this.timeoutMs, received) : toProviderFailure(error, target, received);
  }

  private target({ model }: ModelRequest): ProviderTarget {
    const { name, kind, baseUrl, apiKey, keyVariable, headers = {} } = this.options;
    const secrets = [...(apiKey === undefined ? [] : [apiKey]), ...Object.values(headers)];
    return { provider: name, model, baseUrl, api: PROTOCOLS[kind].title, keyVariable, secrets };
  }

  private callOptions(request: ModelRequest, { signal }: SilenceGuard): ReturnType<typeof toCallOptions> {
    return toCallOptions(request, PROTOCOLS[this.options.kind], signal);
  }

  private async model(id: string): Promise<SdkModel> {
    this.models ??= this.load();
    return (await this.models)(id);
  }

  private load(): Promise<(id: string) => SdkModel> {
    // The SDKs print warnings to the console otherwise, into what scripts print.
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    const { name, kind, baseUrl, apiKey = '', headers = {} } = this.options;
    return PROTOCOLS[kind].load({ name, baseURL: baseUrl, apiKey, headers, fetch: sdkFetch(apiKey !== '') });
  }
}

interface OpenStream {
  readonly parts: SdkStream;
  readonly guard: SilenceGuard;
  readonly pass: Pass;
  readonly first: ModelStreamPart;
}

async function checkFor({ responseSchema, signal }: ModelRequest): Promise<AnswerCheck> {
  signal.throwIfAborted();
  return responseSchema === undefined ? () => undefined : answerCheck(responseSchema);
}
