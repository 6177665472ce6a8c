// What is configured for one provider of models: a table `[providers.NAME]`. Types and names only. Any thread.

import type { Setting } from './config.js';

/** Whose protocol a provider speaks. */
export const PROVIDER_KINDS = ['openai-compatible', 'openai', 'anthropic', 'gemini', 'offline'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Absent settings are not configured: the provider's own defaults hold. */
export interface ProviderSettings {
  readonly name: string;
  readonly kind: ProviderKind;
  /** Without a trailing slash, e.g. `http://127.0.0.1:8080/v1`. */
  readonly baseUrl?: Setting<string>;
  /** Used by agents that name no model. */
  readonly model?: Setting<string>;
  /** Secret: never shown, logged or put into an error. */
  readonly apiKey?: Setting<string>;
  /** The variable that holds the key. */
  readonly apiKeyVariable: string;
  /** Secret as a key: sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of kind offline: the file of answers that it follows. */
  readonly cassette?: Setting<string>;
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly maxConcurrency?: number;
  /** Failures in a row after which the provider is left alone for a while; 0 never. */
  readonly breakerFailures?: number;
  readonly breakerPauseMs?: number;
  /** US dollars per million tokens. */
  readonly priceInput?: number;
  readonly priceOutput?: number;
}
