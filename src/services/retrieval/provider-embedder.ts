// Vectors from a server that speaks OpenAI's embeddings protocol, asked as its provider is configured: key, headers, limits,
// retries. Control thread.

import { SpellError } from '../../base/errors.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { ProviderGate } from '../providers/provider-gate.js';
import { silentServer, toProviderFailure } from '../providers/provider-failure.js';
import type { ProviderTarget } from '../providers/provider-failure.js';
import { sdkFetch } from '../providers/sdk-fetch.js';
import { SilenceGuard } from '../providers/silence-guard.js';
import type { UsageLedger } from '../providers/usage-ledger.js';
import { withRetries } from '../providers/with-retries.js';
import type { Attempt } from '../providers/with-retries.js';
import type { Embedder } from './embedder.js';

export interface ProviderEmbedderOptions {
  readonly settings: ProviderSettings;
  readonly baseUrl: string;
  readonly model: string;
  /** Of the provider, shared with those who ask its models. */
  readonly gate?: ProviderGate | undefined;
  readonly ledger: UsageLedger;
  /** The pause before the second attempt. Default 500. */
  readonly retryPauseMs?: number | undefined;
}

interface Answer {
  readonly vectors: readonly Float32Array[];
  readonly tokens: number | undefined;
}

/** Texts of one request. */
const TEXTS_AT_ONCE = 64;
const TIMEOUT_MS = 300_000;
const [RETRIES, RETRY_PAUSE_MS, MAX_PAUSE_MS] = [3, 500, 60_000];

export class ProviderEmbedder implements Embedder {
  readonly name: string;
  readonly isOffline = false;
  private readonly gate: ProviderGate;

  constructor(private readonly options: ProviderEmbedderOptions) {
    this.name = `${options.settings.name}/${options.model}`;
    this.gate = options.gate ?? new ProviderGate({});
  }

  /** @throws SpellError `PROVIDER_*` */
  async embed(texts: readonly string[], signal: AbortSignal, runId?: string): Promise<readonly Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
      vectors.push(...(await this.ask(texts.slice(at, at + TEXTS_AT_ONCE), signal, runId)));
    }
    return vectors;
  }

  private async ask(texts: readonly string[], signal: AbortSignal, runId?: string): Promise<readonly Float32Array[]> {
    const { settings, model, ledger, retryPauseMs = RETRY_PAUSE_MS } = this.options;
    const started = performance.now();
    ledger.begin(settings.name, model, runId);
    const record = (tokens: number | undefined, failed: boolean): void => {
      const costUsd = priceOf(tokens, settings.priceInput);
      const usage = { ...(tokens !== undefined && { inputTokens: tokens }), ...(costUsd !== undefined && { costUsd }) };
      const milliseconds = performance.now() - started;
      ledger.record({ provider: settings.name, model, runId, usage, failed, milliseconds });
    };
    try {
      const { vectors, tokens } = await withRetries(() => this.attempt(texts, signal), {
        retries: settings.retries ?? RETRIES,
        firstPauseMs: retryPauseMs,
        maxPauseMs: MAX_PAUSE_MS,
        signal,
      });
      record(tokens, false);
      return vectors;
    } catch (error) {
      record(undefined, true);
      throw error;
    }
  }

  private async attempt(texts: readonly string[], signal: AbortSignal): Promise<Attempt<Answer>> {
    const { model, settings } = this.options;
    const timeoutMs = settings.timeoutMs ?? TIMEOUT_MS;
    const messages = texts.map((text) => ({ role: 'user' as const, text }));
    const pass = await this.gate.enter({ model, messages, signal }, () => undefined);
    const guard = new SilenceGuard(signal, timeoutMs);
    try {
      const value = await guard.wait(() => this.post(texts, guard.signal));
      pass.leave(value.tokens === undefined ? {} : { inputTokens: value.tokens });
      return { ok: true, value };
    } catch (error) {
      signal.throwIfAborted();
      const failure = guard.timedOut ? silentServer(this.target, timeoutMs, 0) : toProviderFailure(error, this.target);
      return { ok: false, failure };
    } finally {
      guard.dispose();
      pass.leave();
    }
  }

  private async post(texts: readonly string[], signal: AbortSignal): Promise<Answer> {
    const { settings, baseUrl, model } = this.options;
    const key = settings.apiKey?.value ?? '';
    const response = await sdkFetch(key !== '')(`${baseUrl}/embeddings`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...settings.headers,
      },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
      signal,
    });
    const body = await response.text();
    if (!response.ok) throw httpError(response, body);
    return this.read(body, texts.length);
  }

  private read(body: string, count: number): Answer {
    const { data, usage } = parseBody(body);
    const vectors = [...(data ?? [])]
      .sort((a, b) => (a.index ?? 0) - (b.index ?? 0))
      .flatMap(({ embedding }) => (isVector(embedding) ? [Float32Array.from(embedding)] : []));
    const isEven = vectors.every(({ length }) => length === vectors[0]?.length);
    if (vectors.length === count && isEven) return { vectors, tokens: usage?.prompt_tokens };
    throw new SpellError(
      'PROVIDER_BAD_RESPONSE',
      `${this.options.baseUrl} was given ${count} texts and answered with ${vectors.length} vectors`,
      { help: `check that '${this.options.model}' is a model for embeddings` },
    );
  }

  private get target(): ProviderTarget {
    const { settings, baseUrl, model } = this.options;
    const { name, apiKey, apiKeyVariable, headers = {} } = settings;
    const secrets = [...(apiKey === undefined ? [] : [apiKey.value]), ...Object.values(headers)];
    const api = 'an API for embeddings like that of OpenAI';
    return { provider: name, model, baseUrl, api, keyVariable: apiKeyVariable, secrets };
  }
}

interface Body {
  readonly data?: readonly { readonly index?: number; readonly embedding?: unknown }[];
  readonly usage?: { readonly prompt_tokens?: number };
}

function parseBody(body: string): Body {
  const parsed: unknown = JSON.parse(body);
  const { data, usage } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Body;
  return { ...(Array.isArray(data) && { data: data as Body['data'] & object }), ...(usage && { usage }) };
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => Number.isFinite(each));
}

function priceOf(tokens: number | undefined, perMillion: number | undefined): number | undefined {
  return tokens === undefined || perMillion === undefined ? undefined : (tokens * perMillion) / 1e6;
}

/** What `toProviderFailure` reads of the errors of SDKs. */
function httpError(response: Response, body: string): Error {
  const said = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body.slice(0, 200);
  return Object.assign(new Error(said), {
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody: body,
  });
}
