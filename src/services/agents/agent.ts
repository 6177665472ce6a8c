// One agent: a model, a system prompt and a conversation. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { CallContext } from '../../base/values.js';
import { toOutputTable } from '../output-table.js';
import type { ModelReply, ModelRequest } from '../providers/model-provider.js';
import type { ResolvedModel } from '../providers/provider-registry.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { parseAgentInput } from './agent-input.js';
import type { AgentSpec } from './agent-spec.js';
import { Conversation } from './conversation.js';

/** Called with each piece of a streamed answer; the next one waits for it. */
export type OnChunk = (text: string, index: number) => void | Promise<void>;

/** What an agent needs to know of the call that uses it. */
export type AgentCall = Pick<CallContext, 'signal' | 'runId' | 'source'>;

export interface StreamedOutput {
  readonly table: ValueObject;
  readonly chunks: number;
}

export class Agent {
  private readonly conversation: Conversation;

  constructor(
    readonly id: string,
    readonly spec: AgentSpec,
    private readonly model: ResolvedModel,
  ) {
    this.conversation = new Conversation(spec.systemPrompt, spec.maxConversationLength);
  }

  /** `provider/model`. */
  get modelName(): string {
    return `${this.model.provider.name}/${this.model.model}`;
  }

  /** @throws SpellError `AGENT_INPUT`, `AGENT_TIMEOUT` or `PROVIDER_*` */
  async execute(input: ValueObject, call: AgentCall): Promise<ValueObject> {
    const question = parseAgentInput(input);
    const started = performance.now();
    const reply = await this.withDeadline(call.signal, (limited) => {
      return this.model.provider.generate(this.request(question, limited, call));
    });
    return this.answered(question, reply, started);
  }

  /** As {@link execute}; an error of `onChunk` ends the request and is thrown. */
  async stream(input: ValueObject, onChunk: OnChunk, call: AgentCall): Promise<StreamedOutput> {
    const question = parseAgentInput(input);
    const started = performance.now();
    let text = '';
    let chunks = 0;
    let end: Pick<ModelReply, 'finishReason' | 'usage'> = { finishReason: 'other', usage: {} };
    await this.withDeadline(call.signal, async (limited) => {
      for await (const part of this.model.provider.stream(this.request(question, limited, call))) {
        if (part.type === 'finish') end = part;
        else if (part.type === 'text') {
          text += part.text;
          chunks += 1;
          await onChunk(part.text, chunks);
        }
      }
    });
    return { table: this.answered(question, { text, ...end }, started), chunks };
  }

  private request(question: string, signal: AbortSignal, { runId, source }: AgentCall): ModelRequest {
    const { temperature, maxTokens } = this.spec;
    return {
      model: this.model.model,
      messages: this.conversation.ask(question),
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
      signal,
      origin: { runId, ...(source === undefined ? {} : { source }) },
    };
  }

  private answered(question: string, reply: ModelReply, started: number): ValueObject {
    this.conversation.add(question, reply.text);
    return toOutputTable({ text: reply.text, metadata: this.metadata(reply, started), fields: { text: reply.text } });
  }

  private metadata(reply: ModelReply, started: number): ValueObject {
    const { inputTokens, outputTokens } = reply.usage;
    const isKnown = inputTokens !== undefined || outputTokens !== undefined;
    const total = isKnown ? (inputTokens ?? 0) + (outputTokens ?? 0) : undefined;
    return compact({
      model: this.modelName,
      provider: this.model.provider.name,
      agent: this.spec.name,
      token_count: total,
      usage: isKnown
        ? compact({ input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: total })
        : undefined,
      finish_reason: reply.finishReason,
      execution_time_ms: Math.round(performance.now() - started),
      offline: this.model.provider.isOffline ? true : undefined,
    });
  }

  /** Ends `work` when the agent's time is over, or the caller's signal says so. */
  private async withDeadline<T>(outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    outer.throwIfAborted();
    const controller = new AbortController();
    const forward = (): void => controller.abort(outer.reason);
    outer.addEventListener('abort', forward, { once: true });
    const expire = (): void => controller.abort(this.timedOut());
    const timer = setTimeout(expire, this.spec.maxExecutionSeconds * 1000);
    try {
      return await work(controller.signal);
    } finally {
      clearTimeout(timer);
      outer.removeEventListener('abort', forward);
    }
  }

  private timedOut(): SpellError {
    const { name, maxExecutionSeconds } = this.spec;
    return new SpellError('AGENT_TIMEOUT', `Agent '${name}' did not finish within ${maxExecutionSeconds} s`, {
      category: 'Timeout error',
      help: 'give it more with :max_execution_time(seconds), or ask for less',
      details: { agent: name, seconds: maxExecutionSeconds },
    });
  }
}
