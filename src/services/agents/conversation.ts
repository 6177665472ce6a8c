// What an agent remembers of its conversation: the last messages, up to a limit. Control thread.

import type { ModelMessage } from '../providers/model-provider.js';

/** A question and all that followed: tool calls with their results, the answer. */
type Turn = readonly [ModelMessage, ...ModelMessage[]];

export class Conversation {
  private turns: readonly Turn[] = [];

  /** @param maxMessages 0: every question stands alone */
  constructor(
    private readonly systemPrompt: string,
    private readonly maxMessages: number,
  ) {}

  /** What to send for a new question: the system prompt, what was said before, and the question. */
  ask(question: ModelMessage): readonly ModelMessage[] {
    return [{ role: 'system', text: this.systemPrompt }, ...this.turns.flat(), question];
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
