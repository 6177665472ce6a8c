// Calls back once nothing has happened for a time: one timer, which is set again only when it fires. Control thread.

import type { Disposable } from '../base/disposable.js';

/** Timers of Node fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class IdleTimer implements Disposable {
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param timeoutMs 0: never
   * @param idleSince when something happened last; undefined while something goes on
   */
  constructor(
    private readonly timeoutMs: number,
    private readonly idleSince: () => Date | undefined,
    private readonly onIdle: () => void,
  ) {
    if (timeoutMs > 0) this.#wait(timeoutMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), Math.min(ms, MAX_TIMER_MS)).unref();
  }

  #look(): void {
    const since = this.idleSince()?.getTime() ?? Date.now();
    const left = since + this.timeoutMs - Date.now();
    if (left > 0) this.#wait(left);
    else this.onIdle();
  }
}
