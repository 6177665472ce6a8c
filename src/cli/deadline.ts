// The time limit of a command, which begins with the reading of the script. Control thread.

import type { Disposable } from '../base/disposable.js';
import { SpellError } from '../base/errors.js';

export class Deadline implements Disposable {
  private readonly controller = new AbortController();
  private readonly started = performance.now();
  private readonly timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs from now; without it there is no limit */
  constructor(private readonly timeoutMs: number | undefined) {
    if (timeoutMs !== undefined) this.timer = setTimeout(() => this.controller.abort(this.error()), timeoutMs);
  }

  /** Aborts with a `SCRIPT_TIMEOUT` when the time is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * What is left for the run, above 0; `undefined` without a limit.
   *
   * @throws SpellError `SCRIPT_TIMEOUT` when nothing is left
   */
  remainingMs(): number | undefined {
    if (this.timeoutMs === undefined) return undefined;
    const remaining = this.timeoutMs - (performance.now() - this.started);
    if (remaining <= 0) throw this.error();
    return remaining;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private error(): SpellError {
    return new SpellError('SCRIPT_TIMEOUT', 'timed out before the script had been read', {
      help: 'allow more with --timeout, or see why what writes the script takes so long',
    });
  }
}
