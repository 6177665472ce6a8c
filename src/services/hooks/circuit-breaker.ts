// Leaves out a hook that fails or is slow too often, tries it again after a while, and lets it back in when that went well. Control thread.

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What is looked at: so many of the last executions, once there are enough. */
const WINDOW = 20;
const ENOUGH = 5;
/** Share of them that opens it. */
const SHARE = 0.5;
/** First pause; each failed try doubles it. */
const PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 60_000;

interface Execution {
  readonly failed: boolean;
  readonly slow: boolean;
}

export class CircuitBreaker {
  /** How often it has opened. */
  opened = 0;
  /** Why it did last. */
  reason: 'errors' | 'latency' | undefined;
  private window: Execution[] = [];
  private pauseMs = PAUSE_MS;
  private opensUntil: number | undefined;

  /** @param slowMs what takes longer is slow. @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly slowMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get state(): BreakerState {
    if (this.opensUntil === undefined) return 'closed';
    return this.now() < this.opensUntil ? 'open' : 'half-open';
  }

  /** Milliseconds until the next try. */
  get leftMs(): number {
    return this.opensUntil === undefined ? 0 : Math.max(0, this.opensUntil - this.now());
  }

  /** Whether the hook may run now; half-open, the next {@link record} decides. */
  get allows(): boolean {
    return this.state !== 'open';
  }

  /** The hook has run. */
  record(ms: number, failed: boolean): void {
    const execution = { failed, slow: !failed && ms > this.slowMs };
    if (this.opensUntil !== undefined) {
      if (execution.failed || execution.slow) this.open(execution.failed ? 'errors' : 'latency', this.pauseMs * 2);
      else this.reset();
      return;
    }
    this.window = [...this.window.slice(1 - WINDOW), execution];
    if (this.window.length < ENOUGH) return;
    const most = this.window.length * SHARE;
    if (this.window.filter((each) => each.failed).length >= most) this.open('errors', PAUSE_MS);
    else if (this.window.filter((each) => each.slow).length >= most) this.open('latency', PAUSE_MS);
  }

  /** As if the hook had never run. */
  reset(): void {
    this.window = [];
    this.pauseMs = PAUSE_MS;
    this.opensUntil = undefined;
  }

  private open(reason: 'errors' | 'latency', pauseMs: number): void {
    this.reason = reason;
    this.opened += 1;
    this.window = [];
    this.pauseMs = Math.min(pauseMs, LONGEST_PAUSE_MS);
    this.opensUntil = this.now() + this.pauseMs;
  }
}
