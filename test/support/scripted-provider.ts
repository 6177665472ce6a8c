// A model that says what a test tells it to, in order, and remembers what it was sent.

import assert from 'node:assert/strict';
import type {
  ModelProvider,
  ModelReply,
  ModelRequest,
  ModelStreamPart,
  ModelToolCall,
} from '../../src/services/providers/model-provider.js';

export type Line = Partial<ModelReply> | ((request: ModelRequest) => Partial<ModelReply>);

export class ScriptedProvider implements ModelProvider {
  readonly name = 'scripted';
  readonly isOffline = false;
  readonly requests: ModelRequest[] = [];
  /** Streams that were begun and neither read to the end nor left. */
  open = 0;
  private readonly lines: Line[];

  constructor(...lines: readonly Line[]) {
    this.lines = [...lines];
  }

  async generate(request: ModelRequest): Promise<ModelReply> {
    request.signal.throwIfAborted();
    this.requests.push(request);
    const line = this.lines.shift();
    assert.ok(line, 'the script of the model is at its end');
    const reply = typeof line === 'function' ? line(request) : line;
    return {
      text: '',
      finishReason: reply.toolCalls === undefined ? 'stop' : 'tool-calls',
      usage: { inputTokens: 10, outputTokens: 2 },
      ...reply,
    };
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const { text, toolCalls = [], images = [], finishReason, usage } = await this.generate(request);
    this.open += 1;
    try {
      for (const word of text.match(/\s*\S+/g) ?? []) {
        request.signal.throwIfAborted();
        yield { type: 'text', text: word };
      }
      for (const call of toolCalls) yield { type: 'tool-call', call };
      request.signal.throwIfAborted();
      yield { type: 'finish', ...(images.length > 0 && { images }), finishReason, usage };
    } finally {
      this.open -= 1;
    }
  }
}

let calls = 0;

export function toolCall(name: string, parameters: unknown): ModelToolCall {
  calls += 1;
  const argumentsText = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
  return { id: `call-${calls}`, name, argumentsText };
}
