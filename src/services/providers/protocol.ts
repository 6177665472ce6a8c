// How servers of one kind are spoken to: which SDK makes their models, and what is theirs. Control thread.

import type { AnthropicProvider } from '@ai-sdk/anthropic';
import type { ProviderKind } from '../../config/provider-settings.js';
import type { ModelRequest } from './model-provider.js';

/** A language model as all SDKs give it (AI SDK, interface v3). */
export type SdkModel = ReturnType<AnthropicProvider['languageModel']>;
export type SdkCallOptions = Parameters<SdkModel['doGenerate']>[0];

/** What an SDK is made with. */
export interface SdkSettings {
  readonly name: string;
  readonly baseURL: string;
  /** Empty where there is none: an SDK that gets no key looks for one in the environment. */
  readonly apiKey: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
}

export interface Protocol {
  /** For people: `an OpenAI-compatible API`. */
  readonly title: string;
  /** Of those who sell access; servers of other kinds have to be named. */
  readonly baseUrl?: string;
  /** Whether one has to be sent to {@link baseUrl}. */
  readonly needsKey: boolean;
  /** Loads the SDK. */
  load(settings: SdkSettings): Promise<(model: string) => SdkModel>;
  /** What is to be sent besides. */
  options?(request: ModelRequest): Partial<SdkCallOptions>;
}

/** Kinds that ask a server. */
export type ServerKind = Exclude<ProviderKind, 'offline'>;
