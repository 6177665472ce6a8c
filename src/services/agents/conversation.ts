// What an agent remembers of one conversation: the last messages, up to limits of number and size. Control thread.

import type { ModelMessage } from '../providers/model-provider.js';

/** A question and all that followed: tool calls with their results, the answer. */
export type Turn = readonly [ModelMessage, ...ModelMessage[]];

export class Conversation {
  private turns: readonly Turn[] = [];

  /** @param maxMessages 0: every question stands alone */
  constructor(
    private readonly systemPrompt: string,
    private readonly maxMessages: number,
    private readonly maxBytes = Infinity,
  ) {}

  /**
   * What to send for a new question: the system prompt, what was said before, and the question.
   *
   * @param background what the model is told for this question only
   */
  ask(question: ModelMessage, background?: string): readonly ModelMessage[] {
    const text = background === undefined ? this.systemPrompt : `${this.systemPrompt}\n\n${background}`;
    const system: ModelMessage = { role: 'system', text };
    return [system, ...newest(this.turns, this.maxBytes - sizeOf([system, question])).flat(), question];
  }

  get bytes(): number {
    return sizeOf(this.turns.flat());
  }

  /** Forgets what is oldest until what is left has not more bytes. */
  shrink(bytes: number): void {
    this.turns = newest(this.turns, bytes);
  }

  all(): readonly Turn[] {
    return this.turns;
  }

  /** Puts what was remembered before in the place of what is. */
  restore(turns: readonly Turn[]): void {
    this.turns = [];
    for (const [question, ...followed] of turns) this.add(question, followed);
  }

  /**
   * Remembers a question with what followed; questions that failed are not remembered. Only whole turns are forgotten: a tool call
   * without its result, or an answer without its question, means nothing, and some servers refuse it.
   *
   * @param followed calls with their results, if any, and last the answer
   */
  add(question: ModelMessage, followed: readonly ModelMessage[]): void {
    const whole: Turn = [question, ...followed];
    // A turn that is too long by itself is kept as question and answer.
    const turn: Turn = whole.length > this.maxMessages ? [question, ...followed.slice(-1)] : whole;
    let turns = [...this.turns, turn];
    while (turns.flat().length > this.maxMessages) turns = turns.slice(1);
    this.turns = newest(turns, this.maxBytes);
  }
}

/** The last turns that have not more bytes together. */
function newest(turns: readonly Turn[], bytes: number): readonly Turn[] {
  let left = bytes;
  let from = turns.length;
  while (from > 0 && (left -= sizeOf(turns[from - 1]!)) >= 0) from -= 1;
  return from === 0 ? turns : turns.slice(from);
}

/** Bytes of texts, images and arguments: characters count two, as they are kept. */
export function sizeOf(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, message) => {
    const images = message.role === 'user' ? (message.images ?? []) : [];
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    const imageBytes = images.reduce((bytes, image) => bytes + image.bytes.length, 0);
    return (
      sum + imageBytes + 2 * calls.reduce((length, call) => length + call.argumentsText.length, message.text.length)
    );
  }, 0);
}
