// A model with a system prompt, tools and a conversation. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { withDeadline } from '../deadline.js';
import type { ModelMessage, ModelReply, ModelRequest, ModelToolCall } from '../providers/model-provider.js';
import type { ResolvedModel } from '../providers/provider-registry.js';
import type { Tool } from '../tools/tool.js';
import type { ValueObject } from '../value-kinds.js';
import { parseAgentInput } from './agent-input.js';
import type { AgentInput } from './agent-input.js';
import type { AgentSpec } from './agent-spec.js';
import type { AgentTools } from './agent-tools.js';
import { nameOf, toAnswerTable } from './answer-table.js';
import { sizeOf } from './conversation.js';
import type { Conversation } from './conversation.js';
import { Conversations } from './conversations.js';
import type { Occasion, OnPiece, Responder } from './responder.js';
import type { RunTool } from './tool-call.js';
import { runToolLoop } from './tool-loop.js';
import type { ToolLoopResult } from './tool-loop.js';
import { findTools, toModelTool } from './tool-offer.js';

interface Question extends Occasion {
  readonly parsed: AgentInput;
  readonly message: ModelMessage;
  readonly conversation: Conversation;
  readonly tools: readonly Tool[];
}

export class ModelResponder implements Responder {
  readonly delegates = [];
  readonly below = [];
  private readonly conversations: Conversations;

  constructor(
    private readonly spec: AgentSpec,
    private readonly model: ResolvedModel,
    private readonly tools: AgentTools,
  ) {
    const limits = { messages: spec.maxConversationLength, bytes: spec.maxMemoryMegabytes * 2 ** 20 };
    this.conversations = new Conversations(spec.systemPrompt, limits);
  }

  get modelName(): string {
    return nameOf(this.model);
  }

  /** @throws SpellError `AGENT_INPUT`, `AGENT_TIMEOUT`, `AGENT_LIMIT`, `AGENT_ANSWER`, `TOOL_NOT_FOUND` or `PROVIDER_*` */
  async answer(input: ValueObject, occasion: Occasion): Promise<ValueObject> {
    const parsed = parseAgentInput(input);
    await this.tools.complete(this.spec.allowedTools);
    const tools = findTools(this.spec.allowedTools, (tool) => this.tools.find(tool));
    const message = toMessage(parsed);
    const conversation = this.conversations.of(parsed.conversationId);
    const started = performance.now();
    const { reply, added, records } = await withDeadline(
      occasion.call.signal,
      this.spec.maxExecutionSeconds * 1000,
      () => timedOut(this.spec),
      (signal) => this.converse({ ...occasion, parsed, message, conversation, tools }, signal),
    );
    const table = toAnswerTable({
      agent: this.spec.name,
      model: this.model,
      reply,
      toolCalls: records,
      milliseconds: performance.now() - started,
      isJsonWanted: parsed.responseSchema !== undefined,
    });
    conversation.add(message, added);
    this.conversations.makeRoomFor(conversation);
    return table;
  }

  saved(): Value {
    return this.conversations.saved();
  }

  restore(saved: Value): void {
    this.conversations.restore(saved, this.spec.name);
  }

  private converse(question: Question, signal: AbortSignal): Promise<ToolLoopResult> {
    const { name, maxToolCalls, maxTokens } = this.spec;
    return runToolLoop(question.conversation.ask(question.message, question.parsed.background), {
      agent: name,
      tools: question.tools,
      maxToolCalls,
      maxTokens,
      signal,
      run: watched(this.tools.runFor(question.call), question),
      ask: async (messages, tokens) => {
        checkMemory(this.spec, messages);
        const reply = await this.send(this.request(messages, tokens, question, signal), question);
        question.watcher.replied(reply.usage);
        return reply;
      },
    });
  }

  private send(request: ModelRequest, { onPiece, settle }: Occasion): Promise<ModelReply> {
    return onPiece === undefined ? this.model.provider.generate(request) : this.collect(request, onPiece, settle);
  }

  private async collect(request: ModelRequest, onPiece: OnPiece, settle: Occasion['settle']): Promise<ModelReply> {
    let text = '';
    const toolCalls: ModelToolCall[] = [];
    let end: Pick<ModelReply, 'images' | 'finishReason' | 'usage'> = { finishReason: 'other', usage: {} };
    for await (const part of this.model.provider.stream(request)) {
      if (part.type === 'finish') end = part;
      else if (part.type === 'tool-call') toolCalls.push(part.call);
      else {
        text += part.text;
        await onPiece(part.text);
      }
    }
    await settle?.();
    const { images = [], finishReason, usage } = end;
    return { text, toolCalls, images, finishReason, usage };
  }

  private request(
    messages: readonly ModelMessage[],
    maxOutputTokens: number | undefined,
    { parsed, tools, call }: Question,
    signal: AbortSignal,
  ): ModelRequest {
    const { temperature } = this.spec;
    const { responseSchema, wantsImages } = parsed;
    return {
      model: this.model.model,
      messages,
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(tools.length === 0 ? {} : { tools: tools.map(toModelTool) }),
      ...(responseSchema === undefined ? {} : { responseSchema }),
      ...(wantsImages === undefined ? {} : { wantsImages }),
      signal,
      origin: { runId: call.runId, ...(call.source === undefined ? {} : { source: call.source }) },
    };
  }
}

function watched(run: RunTool, { watcher }: Occasion): RunTool {
  return async (name, parameters, signal) => {
    try {
      const table = await run(name, parameters, signal);
      watcher.calledTool(false);
      return table;
    } catch (error) {
      watcher.calledTool(true);
      throw error;
    }
  };
}

function toMessage({ text, images }: AgentInput): ModelMessage {
  return { role: 'user', text, ...(images.length === 0 ? {} : { images }) };
}

function checkMemory({ name, maxMemoryMegabytes }: AgentSpec, messages: readonly ModelMessage[]): void {
  if (sizeOf(messages) <= maxMemoryMegabytes * 2 ** 20) return;
  throw new SpellError('AGENT_LIMIT', `Agent '${name}' needs more than ${maxMemoryMegabytes} MB for one question`, {
    category: 'Resource limit exceeded',
    help: 'raise it with :max_memory_mb(n), or ask for less',
    details: { agent: name, setting: 'max_memory_mb' },
  });
}

function timedOut({ name, maxExecutionSeconds }: AgentSpec): SpellError {
  return new SpellError('AGENT_TIMEOUT', `Agent '${name}' did not finish within ${maxExecutionSeconds} s`, {
    category: 'Timeout error',
    help: 'give it more with :max_execution_time(seconds), or ask for less',
    details: { agent: name, seconds: maxExecutionSeconds },
  });
}
