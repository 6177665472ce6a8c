// An agent's answer as scripts get it: the output table with what is known about the call. Control thread.

import { Buffer } from 'node:buffer';
import { SpellError } from '../../base/errors.js';
import { tryParseJson } from '../json-text.js';
import { toOutputTable } from '../output-table.js';
import type { ModelReply } from '../providers/model-provider.js';
import type { ResolvedModel } from '../providers/provider-registry.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export interface Answered {
  readonly agent: string;
  readonly model: ResolvedModel;
  readonly reply: ModelReply;
  readonly toolCalls: readonly ValueObject[];
  readonly milliseconds: number;
  /** Whether a schema was given. */
  readonly isJsonWanted: boolean;
}

/** @throws SpellError `AGENT_ANSWER` when JSON was wanted and the answer is something else */
export function toAnswerTable(answered: Answered): ValueObject {
  const { text } = answered.reply;
  if (answered.isJsonWanted && tryParseJson(text) === undefined) throw notJson(answered);
  return toOutputTable({ text, metadata: metadataOf(answered), fields: { text, ...mediaOf(answered.reply) } });
}

function mediaOf({ images = [] }: ModelReply): ValueObject {
  if (images.length === 0) return {};
  return {
    media: images.map(({ mediaType, bytes }) => ({
      type: 'image',
      base64: Buffer.from(bytes).toString('base64'),
      format: mediaType.replace('image/', ''),
    })),
  };
}

function metadataOf({ agent, model, reply, toolCalls, milliseconds }: Answered): ValueObject {
  const { inputTokens, outputTokens } = reply.usage;
  const isKnown = inputTokens !== undefined || outputTokens !== undefined;
  const total = isKnown ? (inputTokens ?? 0) + (outputTokens ?? 0) : undefined;
  return compact({
    model: nameOf(model),
    provider: model.provider.name,
    agent,
    token_count: total,
    usage: isKnown
      ? compact({ input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: total })
      : undefined,
    cost_usd: reply.usage.costUsd,
    finish_reason: reply.finishReason,
    execution_time_ms: Math.round(milliseconds),
    offline: model.provider.isOffline ? true : undefined,
    tool_calls: toolCalls.length === 0 ? undefined : toolCalls,
  });
}

/** `provider/model`. */
export function nameOf({ provider, model }: ResolvedModel): string {
  return `${provider.name}/${model}`;
}

function notJson({ agent, model, reply }: Answered): SpellError {
  return new SpellError('AGENT_ANSWER', `Agent '${agent}' was asked for JSON and answered something else`, {
    category: 'LLM provider error',
    help: 'the model or its server may not support response_schema; ask for JSON in the text too, or choose another model',
    details: { agent, model: nameOf(model), finish_reason: reply.finishReason, text: reply.text.slice(0, 200) },
  });
}
