// Questions about live values under way: each is answered once, or given up when the engine thread has no time for it. Control thread.

import type { Look, LookedValue } from './contract.js';
import type { FromEngine, ToEngine } from './messages.js';

/** How long an answer is waited for while a script runs: one that computes does not look at messages. */
const PATIENCE_MS = 100;
/** And while none runs: the thread has nothing else to do, but its processor may. */
const IDLE_PATIENCE_MS = 10_000;

type Answer = (value: LookedValue | undefined) => void;

export class Looks {
  private asked = 0;
  private readonly waiting = new Map<number, Answer>();

  constructor(private readonly post: (message: ToEngine) => void) {}

  ask(what: Look, isIdle: boolean): Promise<LookedValue | undefined> {
    const look = ++this.asked;
    const patience = isIdle ? IDLE_PATIENCE_MS : PATIENCE_MS;
    return new Promise((resolve) => {
      // An answer that has come while this thread was busy counts: messages are taken before the second half.
      const timer = setTimeout(() => setImmediate(() => this.settle(look, undefined)), patience);
      this.waiting.set(look, (value) => {
        clearTimeout(timer);
        resolve(value);
      });
      this.post({ type: 'look', look, what, until: Date.now() + patience });
    });
  }

  /** Late answers find nobody. */
  answered({ look, value }: Extract<FromEngine, { type: 'looked' }>): void {
    this.settle(look, value);
  }

  /** The engine thread is another: nothing that was asked will be answered. */
  forget(): void {
    for (const look of [...this.waiting.keys()]) this.settle(look, undefined);
  }

  private settle(look: number, value: LookedValue | undefined): void {
    this.waiting.get(look)?.(value);
    this.waiting.delete(look);
  }
}
