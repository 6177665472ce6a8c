// What an agent remembers of its conversation: the last messages, up to a limit. Control thread.

import type { ModelMessage } from '../providers/model-provider.js';

/** A question and all that followed: tool calls with their results, the answer. */
export type Turn = readonly [ModelMessage, ...ModelMessage[]];

export class Conversation {
  private turns: readonly Turn[] = [];

  /** @param maxMessages 0: every question stands alone */
  constructor(
    private readonly systemPrompt: string,
    private readonly maxMessages: number,
  ) {}

  /**
   * What to send for a new question: the system prompt, what was said before, and the question.
   *
   * @param background what the model is told for this question only
   */
  ask(question: ModelMessage, background?: string): readonly ModelMessage[] {
    const text = background === undefined ? this.systemPrompt : `${this.systemPrompt}\n\n${background}`;
    return [{ role: 'system', text }, ...this.turns.flat(), question];
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
    this.turns = turns;
  }
}
