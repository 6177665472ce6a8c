// Leaves out what fails or is slow too often, such as a hook or a provider, tries it again after a while, and lets it back in when that
// went well. Control thread.

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerLimits {
  /** What takes longer is slow. */
  readonly slowMs: number;
  /** So many of the last executions are looked at, once there are enough. */
  readonly window: number;
  readonly enough: number;
  /** Share of them that opens it, from 0 to 1. */
  readonly share: number;
  /** First pause; each failed try doubles it. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

type Verdict = 'good' | 'failed' | 'slow';

export class CircuitBreaker {
  /** How often it has opened. */
  opened = 0;
  /** Why it did last. */
  reason: 'errors' | 'latency' | undefined;
  private window: Verdict[] = [];
  private pauseMs: number;
  private opensUntil: number | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly limits: BreakerLimits,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.pauseMs = limits.pauseMs;
  }

  get state(): BreakerState {
    if (this.opensUntil === undefined) return 'closed';
    return this.now() < this.opensUntil ? 'open' : 'half-open';
  }

  /** Milliseconds until the next try. */
  get leftMs(): number {
    return this.opensUntil === undefined ? 0 : Math.max(0, this.opensUntil - this.now());
  }

  /** Whether it may run now; half-open, the next {@link record} decides. */
  get allows(): boolean {
    return this.state !== 'open';
  }

  /** It has run. */
  record(ms: number, failed: boolean): void {
    const verdict = failed ? 'failed' : ms > this.limits.slowMs ? 'slow' : 'good';
    if (this.opensUntil !== undefined) {
      if (verdict === 'good') this.reset();
      else this.open(verdict, this.pauseMs * 2);
      return;
    }
    const { window, enough, share, pauseMs } = this.limits;
    this.window.push(verdict);
    if (this.window.length > window) this.window.shift();
    // A good one makes it no worse than it was when it was judged last.
    if (verdict === 'good' && this.window.length > enough) return;
    const { length } = this.window;
    const isTooMany = (bad: Verdict): boolean => this.window.filter((each) => each === bad).length >= length * share;
    if (length < enough) return;
    if (isTooMany('failed')) this.open('failed', pauseMs);
    else if (isTooMany('slow')) this.open('slow', pauseMs);
  }

  /** As if it had never run. */
  reset(): void {
    this.window = [];
    this.pauseMs = this.limits.pauseMs;
    this.opensUntil = undefined;
  }

  private open(verdict: Verdict, pauseMs: number): void {
    this.reason = verdict === 'failed' ? 'errors' : 'latency';
    this.opened += 1;
    this.window = [];
    this.pauseMs = Math.min(pauseMs, this.limits.longestPauseMs);
    this.opensUntil = this.now() + this.pauseMs;
  }
}
