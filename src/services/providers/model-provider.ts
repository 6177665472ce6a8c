// What a model provider is: messages in, text out, whole or as it comes. Types only.

import type { LogOrigin } from '../../base/log.js';

export type ModelMessage =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string; readonly images?: readonly ModelImage[] }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ModelToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly name: string; readonly text: string };

export interface ModelImage {
  /** `image/png`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a model may ask for. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** A JSON schema of type object. */
  readonly parameters: JsonSchema;
}

export interface ModelToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it: JSON, if it did as it was told. */
  readonly argumentsText: string;
  /** What the server wants to see again when the call is sent back to it; nothing for anybody else. */
  readonly carried?: Readonly<Record<string, unknown>>;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ModelRequest {
  /** As the provider knows it, without the provider's name. */
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly tools?: readonly ModelTool[];
  /** The answer is to be JSON that fits. */
  readonly responseSchema?: JsonSchema;
  /** The answer may hold images, where the model can make them. */
  readonly wantsImages?: boolean;
  /** Ends the request, connection included. */
  readonly signal: AbortSignal;
  /** The call that asks: part of every log record that is made for it. */
  readonly origin?: LogOrigin;
}

/** Tokens as the provider counts them; absent where it does not tell. */
export interface ModelUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** US dollars; absent where no price is configured. */
  readonly costUsd?: number;
}

export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other';

export interface ModelReply {
  readonly text: string;
  /** In the order in which the model asks for them; none is an absent or empty list. */
  readonly toolCalls?: readonly ModelToolCall[];
  /** Absent or empty where the model made none. */
  readonly images?: readonly ModelImage[];
  readonly finishReason: FinishReason;
  readonly usage: ModelUsage;
}

export type ModelStreamPart =
  | { readonly type: 'text'; readonly text: string }
  /** Whole: arguments that come in pieces are put together by the provider. */
  | { readonly type: 'tool-call'; readonly call: ModelToolCall }
  /** Always the last part. A stream that ends without it has thrown. */
  | ({ readonly type: 'finish' } & Pick<ModelReply, 'images' | 'finishReason' | 'usage'>);

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
