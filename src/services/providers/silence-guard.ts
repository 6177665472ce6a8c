// Ends a request whose server stays silent for too long, or that the caller aborts. Control thread.

import { performance } from 'node:perf_hooks';

export class SilenceGuard {
  private readonly controller = new AbortController();
  private readonly onOuterAbort = (): void => this.controller.abort(this.outer.reason);
  private timer: NodeJS.Timeout | undefined;
  private waitsSince: number | undefined;
  /** Whether the silence, and not the caller, ended the request. */
  timedOut = false;

  /** @param timeoutMs how long one {@link wait} may take */
  constructor(
    private readonly outer: AbortSignal,
    private readonly timeoutMs: number,
  ) {
    if (outer.aborted) this.onOuterAbort();
    else outer.addEventListener('abort', this.onOuterAbort, { once: true });
  }

  /** For the request. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Waits for the server; time that the caller spends between two waits does not count. */
  async wait<T>(start: () => PromiseLike<T>): Promise<T> {
    this.signal.throwIfAborted();
    this.waitsSince = performance.now();
    this.timer ??= setTimeout(this.look, this.timeoutMs);
    try {
      return await start();
    } finally {
      this.waitsSince = undefined;
    }
  }

  /** One timer serves many waits: it is set anew only when it has run out. */
  private readonly look = (): void => {
    this.timer = undefined;
    if (this.waitsSince === undefined) return;
    const left = this.waitsSince + this.timeoutMs - performance.now();
    if (left >= 1) {
      this.timer = setTimeout(this.look, left);
      return;
    }
    this.timedOut = true;
    this.controller.abort();
  };

  /** Ends the request if it is still going on. */
  dispose(): void {
    this.outer.removeEventListener('abort', this.onOuterAbort);
    clearTimeout(this.timer);
    this.controller.abort();
  }
}
