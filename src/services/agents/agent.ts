// One agent: a model, a system prompt, tools and a conversation. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { CallContext } from '../../base/values.js';
import type { ModelMessage, ModelReply, ModelRequest, ModelToolCall } from '../providers/model-provider.js';
import type { ResolvedModel } from '../providers/provider-registry.js';
import type { Tool } from '../tools/tool.js';
import type { ValueObject } from '../value-kinds.js';
import { parseAgentInput } from './agent-input.js';
import type { AgentInput } from './agent-input.js';
import type { AgentSpec } from './agent-spec.js';
import { nameOf, toAnswerTable } from './answer-table.js';
import { Conversation } from './conversation.js';
import { withDeadline } from '../deadline.js';
import type { RunTool } from './tool-call.js';
import { runToolLoop } from './tool-loop.js';
import { findTools, toModelTool } from './tool-offer.js';

/** Called with each piece of a streamed answer; the next one waits for it. */
export type OnChunk = (text: string, index: number) => void | Promise<void>;

/** What an agent needs to know of the call that uses it. */
export type AgentCall = CallContext;

/** The tools of the session, as an agent reaches them. */
export interface AgentTools {
  /** Fetches those that others offer, so that {@link find} knows them. @throws SpellError if one cannot be had */
  complete(names: readonly string[]): Promise<void>;
  find(name: string): Tool | undefined;
  /** How tools run for this call. */
  runFor(call: AgentCall): RunTool;
}

export interface StreamedOutput {
  readonly table: ValueObject;
  readonly chunks: number;
}

type Send = (request: ModelRequest) => Promise<ModelReply>;

export class Agent {
  private readonly conversation: Conversation;

  constructor(
    readonly id: string,
    readonly spec: AgentSpec,
    private readonly model: ResolvedModel,
    private readonly tools: AgentTools,
  ) {
    this.conversation = new Conversation(spec.systemPrompt, spec.maxConversationLength);
  }

  /** `provider/model`. */
  get modelName(): string {
    return nameOf(this.model);
  }

  /** @throws SpellError `AGENT_INPUT`, `AGENT_TIMEOUT`, `AGENT_LIMIT`, `AGENT_ANSWER`, `TOOL_NOT_FOUND` or `PROVIDER_*` */
  execute(input: ValueObject, call: AgentCall): Promise<ValueObject> {
    return this.answer(input, call, (request) => this.model.provider.generate(request));
  }

  /** As {@link execute}; an error of `onChunk` ends the request and is thrown. */
  async stream(input: ValueObject, onChunk: OnChunk, call: AgentCall): Promise<StreamedOutput> {
    let chunks = 0;
    const table = await this.answer(input, call, (request) => {
      return this.collect(request, async (text) => {
        chunks += 1;
        await onChunk(text, chunks);
      });
    });
    return { table, chunks };
  }

  /** A tool by the script's own wish; the model is not asked. @throws SpellError as {@link AgentTools.runFor} */
  async invokeTool(name: string, parameters: ValueObject, call: AgentCall): Promise<ValueObject> {
    return this.tools.runFor(call)(name, parameters, call.signal);
  }

  private async answer(input: ValueObject, call: AgentCall, send: Send): Promise<ValueObject> {
    const parsed = parseAgentInput(input);
    const { name, allowedTools, maxToolCalls, maxTokens, maxExecutionSeconds } = this.spec;
    await this.tools.complete(allowedTools);
    const tools = findTools(allowedTools, (tool) => this.tools.find(tool));
    const question = toQuestion(parsed);
    const started = performance.now();
    const { reply, added, records } = await withDeadline(
      call.signal,
      maxExecutionSeconds * 1000,
      () => this.timedOut(),
      (signal) => {
        const ask = (messages: readonly ModelMessage[], tokens: number | undefined): Promise<ModelReply> =>
          send(this.request(messages, tokens, { parsed, tools, signal, call }));
        const run = this.tools.runFor(call);
        return runToolLoop(this.conversation.ask(question), {
          agent: name,
          tools,
          maxToolCalls,
          maxTokens,
          signal,
          run,
          ask,
        });
      },
    );
    const table = toAnswerTable({
      agent: name,
      model: this.model,
      reply,
      toolCalls: records,
      milliseconds: performance.now() - started,
      isJsonWanted: parsed.responseSchema !== undefined,
    });
    this.conversation.add(question, added);
    return table;
  }

  private async collect(request: ModelRequest, onText: (text: string) => Promise<void>): Promise<ModelReply> {
    let text = '';
    const toolCalls: ModelToolCall[] = [];
    let end: Pick<ModelReply, 'finishReason' | 'usage'> = { finishReason: 'other', usage: {} };
    for await (const part of this.model.provider.stream(request)) {
      if (part.type === 'finish') end = part;
      else if (part.type === 'tool-call') toolCalls.push(part.call);
      else {
        text += part.text;
        await onText(part.text);
      }
    }
    return { text, toolCalls, finishReason: end.finishReason, usage: end.usage };
  }

  private request(
    messages: readonly ModelMessage[],
    maxOutputTokens: number | undefined,
    { parsed, tools, signal, call }: RequestParts,
  ): ModelRequest {
    const { temperature } = this.spec;
    const { responseSchema } = parsed;
    return {
      model: this.model.model,
      messages,
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(tools.length === 0 ? {} : { tools: tools.map(toModelTool) }),
      ...(responseSchema === undefined ? {} : { responseSchema }),
      signal,
      origin: { runId: call.runId, ...(call.source === undefined ? {} : { source: call.source }) },
    };
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

interface RequestParts {
  readonly parsed: AgentInput;
  readonly tools: readonly Tool[];
  readonly signal: AbortSignal;
  readonly call: AgentCall;
}

function toQuestion({ text, images }: AgentInput): ModelMessage {
  return { role: 'user', text, ...(images.length === 0 ? {} : { images }) };
}
