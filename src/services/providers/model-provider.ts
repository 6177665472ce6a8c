// What a model provider is: messages in, text out, whole or as it comes. Types only.

import type { LogOrigin } from '../../base/log.js';

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

export interface ModelRequest {
  /** As the provider knows it, without the provider's name. */
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /** Ends the request, connection included. */
  readonly signal: AbortSignal;
  /** The call that asks: part of every log record that is made for it. */
  readonly origin?: LogOrigin;
}

/** Tokens as the provider counts them; absent where it does not tell. */
export interface ModelUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other';

export interface ModelReply {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly usage: ModelUsage;
}

export type ModelStreamPart =
  | { readonly type: 'text'; readonly text: string }
  /** Always the last part. A stream that ends without it has thrown. */
  | { readonly type: 'finish'; readonly finishReason: FinishReason; readonly usage: ModelUsage };

/** Both calls throw a SpellError `PROVIDER_*`, or the signal's reason when it was aborted. */
export interface ModelProvider {
  readonly name: string;
  /** Used when a script names no model; absent where there is no sensible one. */
  readonly defaultModel?: string;
  /** Whether answers come from no model at all. */
  readonly isOffline: boolean;
  generate(request: ModelRequest): Promise<ModelReply>;
  /** Leaving the loop early closes the connection. */
  stream(request: ModelRequest): AsyncIterable<ModelStreamPart>;
}
