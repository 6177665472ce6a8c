// The time of a script without that which is spent on watching it. Engine thread.

export class TraceClock {
  /** Spent on other things so far. */
  private lostMs = 0;
  private stops = 0;
  private stoppedAt = 0;

  /** Milliseconds; stands still between {@link stop} and {@link start}. */
  now(): number {
    return (this.stops > 0 ? this.stoppedAt : performance.now()) - this.lostMs;
  }

  /** As often as it is stopped it has to be started. */
  stop(): void {
    if (this.stops++ === 0) this.stoppedAt = performance.now();
  }

  start(): void {
    if (--this.stops === 0) this.lostMs += performance.now() - this.stoppedAt;
  }
}
