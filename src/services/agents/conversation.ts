// What an agent remembers of its conversation: the last messages, up to a limit. Control thread.

import type { ModelMessage } from '../providers/model-provider.js';

export class Conversation {
  private messages: readonly ModelMessage[] = [];

  /** @param maxMessages 0: every question stands alone */
  constructor(
    private readonly systemPrompt: string,
    private readonly maxMessages: number,
  ) {}

  /** What to send for a new question: the system prompt, what was said before, and the question. */
  ask(question: string): readonly ModelMessage[] {
    return [{ role: 'system', text: this.systemPrompt }, ...this.messages, { role: 'user', text: question }];
  }

  /** Remembers a question with its answer; questions that failed are not remembered. */
  add(question: string, answer: string): void {
    const all: readonly ModelMessage[] = [
      ...this.messages,
      { role: 'user', text: question },
      { role: 'assistant', text: answer },
    ];
    const kept = this.maxMessages === 0 ? [] : all.slice(-this.maxMessages);
    // An answer without its question means nothing, and some servers refuse it.
    this.messages = kept[0]?.role === 'assistant' ? kept.slice(1) : kept;
  }

  get length(): number {
    return this.messages.length;
  }
}
