// The provider that is always there: no network, no model, the same answer to the same prompt, and labelled as what it
// is. Control thread.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpellError } from '../../base/errors.js';
import type { ModelProvider, ModelReply, ModelRequest, ModelStreamPart } from './model-provider.js';
import { answerOffline } from './offline-answer.js';

const MODEL = 'extractive';

export class OfflineProvider implements ModelProvider {
  readonly name = 'offline';
  readonly defaultModel = MODEL;
  readonly isOffline = true;

  async generate(request: ModelRequest): Promise<ModelReply> {
    request.signal.throwIfAborted();
    const { tokens, ...rest } = answer(request);
    return { text: tokens.join(''), ...rest };
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const { tokens, finishReason, usage } = answer(request);
    for (const text of tokens) {
      request.signal.throwIfAborted();
      yield { type: 'text', text };
      await nextTurn();
    }
    request.signal.throwIfAborted();
    yield { type: 'finish', finishReason, usage };
  }
}

interface OfflineAnswer extends Pick<ModelReply, 'finishReason' | 'usage'> {
  readonly tokens: readonly string[];
}

function answer(request: ModelRequest): OfflineAnswer {
  if (request.model !== MODEL) throw unknownModel(request.model);
  const all = tokenise(answerOffline(request.messages));
  const tokens = all.slice(0, request.maxOutputTokens ?? all.length);
  const inputTokens = request.messages.reduce((total, message) => total + tokenise(message.text).length, 0);
  return {
    tokens,
    finishReason: tokens.length < all.length ? 'length' : 'stop',
    usage: { inputTokens, outputTokens: tokens.length },
  };
}

/** Words and signs, each with the space before it. */
function tokenise(text: string): string[] {
  return text.match(/\s*(?:[\p{L}\p{N}_]+|[^\s])/gu) ?? [];
}

function unknownModel(model: string): SpellError {
  return new SpellError('PROVIDER_NOT_FOUND', `offline/${model}: the offline provider has no such model`, {
    category: 'LLM provider error',
    help: `use offline/${MODEL}, or configure a model server with LLMSPELL_PROVIDER_OPENAI_BASE_URL`,
    details: { provider: 'offline', model },
  });
}
