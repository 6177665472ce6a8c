// What has been looked at since code last ran: nothing else changes values, and who types asks for the same at every key. Control thread.

import type { Look, LookedValue } from '../engine/contract.js';

type Answer = Promise<LookedValue | undefined>;

const MOST = 64;

export class Looks {
  readonly #answers = new Map<string, Answer>();

  /** @param ask the engine; what it cannot tell now is asked again the next time */
  answer(look: Look, ask: () => Answer): Answer {
    const key = JSON.stringify(look);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    if (this.#answers.size >= MOST) this.#answers.clear();
    const answer = ask();
    const drop = (): void => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    };
    answer.then((value) => {
      if (value === undefined) drop();
    }, drop);
    this.#answers.set(key, answer);
    return answer;
  }

  /** Code runs. */
  forget(): void {
    this.#answers.clear();
  }
}
