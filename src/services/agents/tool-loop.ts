// Asks a model until it answers: what it wants from tools is done and told to it in between. Control thread.

import { SpellError } from '../../base/errors.js';
import type { ModelMessage, ModelReply, ModelToolCall, ModelUsage } from '../providers/model-provider.js';
import { addUsage } from '../providers/usage-ledger.js';
import type { Tool } from '../tools/tool.js';
import type { ValueObject } from '../value-kinds.js';
import { runToolCall } from './tool-call.js';
import type { RunTool } from './tool-call.js';

export interface ToolLoopOptions {
  readonly agent: string;
  readonly tools: readonly Tool[];
  readonly maxToolCalls: number;
  /** Of all that the model writes for one question. */
  readonly maxTokens: number | undefined;
  readonly signal: AbortSignal;
  readonly run: RunTool;
  /** Sends the conversation as it stands. */
  ask(messages: readonly ModelMessage[], maxTokens: number | undefined): Promise<ModelReply>;
}

export interface ToolLoopResult {
  /** The last reply, with the usage of all. */
  readonly reply: ModelReply;
  /** What came after the question: calls with their results, then the answer. */
  readonly added: readonly ModelMessage[];
  readonly records: readonly ValueObject[];
}

/** @throws SpellError `AGENT_LIMIT`, and what `ask` throws */
export async function runToolLoop(
  question: readonly ModelMessage[],
  options: ToolLoopOptions,
): Promise<ToolLoopResult> {
  const added: ModelMessage[] = [];
  const records: ValueObject[] = [];
  let usage: ModelUsage = {};
  for (;;) {
    const reply = await options.ask([...question, ...added], tokensLeft(usage, options));
    usage = addUsage(usage, reply.usage);
    const { text, toolCalls = [] } = reply;
    if (toolCalls.length === 0) {
      added.push({ role: 'assistant', text });
      return { reply: { ...reply, usage }, added, records };
    }
    if (records.length + toolCalls.length > options.maxToolCalls) throw tooManyCalls(options, toolCalls);
    added.push({ role: 'assistant', text, toolCalls });
    for (const call of toolCalls) {
      const { message, record } = await runToolCall(call, options.tools, options.run, options.signal);
      options.signal.throwIfAborted();
      added.push(message);
      records.push(record);
    }
  }
}

function tokensLeft({ outputTokens }: ModelUsage, { agent, maxTokens }: ToolLoopOptions): number | undefined {
  if (maxTokens === undefined) return undefined;
  const left = maxTokens - (outputTokens ?? 0);
  if (left > 0) return left;
  throw limit(agent, `used up its ${maxTokens} tokens before it answered`, 'max_tokens');
}

function tooManyCalls({ agent, maxToolCalls }: ToolLoopOptions, calls: readonly ModelToolCall[]): SpellError {
  const names = calls.map((call) => call.name).join(', ');
  return limit(
    agent,
    `wanted more than ${maxToolCalls} tool calls for one question (next: ${names})`,
    'max_tool_calls',
  );
}

function limit(agent: string, problem: string, setting: string): SpellError {
  return new SpellError('AGENT_LIMIT', `Agent '${agent}' ${problem}`, {
    category: 'Resource limit exceeded',
    help: `raise it with :${setting}(n), or ask for less`,
    details: { agent, setting },
  });
}
