// Ends a request whose server stays silent for too long, or that the caller aborts. Control thread.

export class SilenceGuard {
  private readonly controller = new AbortController();
  private readonly onOuterAbort = (): void => this.controller.abort(this.outer.reason);
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
    const timer = setTimeout(() => {
      this.timedOut = true;
      this.controller.abort();
    }, this.timeoutMs);
    try {
      return await start();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the request if it is still going on. */
  dispose(): void {
    this.outer.removeEventListener('abort', this.onOuterAbort);
    this.controller.abort();
  }
}
