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

type Verdict = 'good' | 'failed' | 'slow';

export class CircuitBreaker {
  /** How often it has opened. */
  opened = 0;
  /** Why it did last. */
  reason: 'errors' | 'latency' | undefined;
  private window: Verdict[] = [];
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
    const verdict = failed ? 'failed' : ms > this.slowMs ? 'slow' : 'good';
    if (this.opensUntil !== undefined) {
      if (verdict === 'good') this.reset();
      else this.open(verdict, this.pauseMs * 2);
      return;
    }
    this.window.push(verdict);
    if (this.window.length > WINDOW) this.window.shift();
    // A good one makes it no worse than it was when it was judged last.
    if (verdict === 'good' && this.window.length > ENOUGH) return;
    const { length } = this.window;
    const isTooMany = (bad: Verdict): boolean => this.window.filter((each) => each === bad).length >= length * SHARE;
    if (length < ENOUGH) return;
    if (isTooMany('failed')) this.open('failed', PAUSE_MS);
    else if (isTooMany('slow')) this.open('slow', PAUSE_MS);
  }

  /** As if the hook had never run. */
  reset(): void {
    this.window = [];
    this.pauseMs = PAUSE_MS;
    this.opensUntil = undefined;
  }

  private open(verdict: Verdict, pauseMs: number): void {
    this.reason = verdict === 'failed' ? 'errors' : 'latency';
    this.opened += 1;
    this.window = [];
    this.pauseMs = Math.min(pauseMs, LONGEST_PAUSE_MS);
    this.opensUntil = this.now() + this.pauseMs;
  }
}
