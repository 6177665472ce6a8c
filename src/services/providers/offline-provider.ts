// The provider that is always there: no network, no model, the same answer to the same prompt, or those of a cassette, and labelled
// as what it is. Control thread.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpellError } from '../../base/errors.js';
import { Cassette } from './cassette.js';
import type { CassetteEntry } from './cassette.js';
import type { ModelProvider, ModelReply, ModelRequest, ModelStreamPart, ModelToolCall } from './model-provider.js';
import { answerOffline } from './offline-answer.js';

const MODEL = 'extractive';

export interface OfflineOptions {
  /** Default: offline. */
  readonly name?: string;
  /** The file of answers to follow; then every model is there. */
  readonly cassette?: string | undefined;
  /** Default: the one that it has. */
  readonly model?: string | undefined;
}

export class OfflineProvider implements ModelProvider {
  readonly name: string;
  readonly defaultModel: string;
  readonly isOffline = true;
  private readonly cassette: Cassette | undefined;
  private calls = 0;

  constructor({ name = 'offline', cassette, model }: OfflineOptions = {}) {
    this.name = name;
    this.defaultModel = model ?? (cassette === undefined ? MODEL : 'cassette');
    this.cassette = cassette === undefined ? undefined : new Cassette(cassette);
  }

  async generate(request: ModelRequest): Promise<ModelReply> {
    request.signal.throwIfAborted();
    const { tokens, error, ...rest } = this.answer(request);
    if (error !== undefined) throw error;
    return { text: tokens.join(''), ...rest };
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const { tokens, toolCalls = [], finishReason, usage, error } = this.answer(request);
    for (const text of tokens) {
      request.signal.throwIfAborted();
      yield { type: 'text', text };
      await nextTurn();
    }
    request.signal.throwIfAborted();
    if (error !== undefined) throw error;
    for (const call of toolCalls) yield { type: 'tool-call', call };
    yield { type: 'finish', finishReason, usage };
  }

  private answer(request: ModelRequest): OfflineAnswer {
    if (this.cassette !== undefined) return this.fromEntry(this.cassette.next(request), request);
    if (request.model !== MODEL) throw unknownModel(this.name, request.model);
    const all = tokenise(answerOffline(request.messages));
    const tokens = all.slice(0, request.maxOutputTokens ?? all.length);
    const finishReason = tokens.length < all.length ? 'length' : 'stop';
    return { tokens, finishReason, usage: usageOf(request, tokens) };
  }

  private fromEntry(entry: CassetteEntry, request: ModelRequest): OfflineAnswer {
    const { chunks, error, usage } = entry;
    const toolCalls = entry.toolCalls.map((call): ModelToolCall => ({ id: `call-${++this.calls}`, ...call }));
    return {
      tokens: chunks,
      ...(toolCalls.length === 0 ? {} : { toolCalls }),
      finishReason: entry.finishReason ?? (toolCalls.length === 0 ? 'stop' : 'tool-calls'),
      usage: usage ?? usageOf(request, tokenise(chunks.join(''))),
      ...(error === undefined ? {} : { error: said(this.name, request.model, error) }),
    };
  }
}

interface OfflineAnswer extends Omit<ModelReply, 'text'> {
  readonly tokens: readonly string[];
  /** Thrown behind the tokens. */
  readonly error?: SpellError;
}

function usageOf({ messages }: ModelRequest, tokens: readonly string[]): ModelReply['usage'] {
  const inputTokens = messages.reduce((total, message) => total + tokenise(message.text).length, 0);
  return { inputTokens, outputTokens: tokens.length };
}

/** Words and signs, each with the space before it. */
function tokenise(text: string): string[] {
  return text.match(/\s*(?:[\p{L}\p{N}_]+|[^\s])/gu) ?? [];
}

function said(provider: string, model: string, { code, message }: NonNullable<CassetteEntry['error']>): SpellError {
  return new SpellError(code, `${provider}/${model}: ${message}`, {
    category: 'LLM provider error',
    help: 'the cassette of the offline provider asks for this error',
    details: { provider, model },
  });
}

function unknownModel(provider: string, model: string): SpellError {
  return new SpellError('PROVIDER_NOT_FOUND', `${provider}/${model}: the offline provider has no such model`, {
    category: 'LLM provider error',
    help: `use ${provider}/${MODEL}, or configure a model server with LLMSPELL_PROVIDER_OPENAI_BASE_URL`,
    details: { provider, model },
  });
}
