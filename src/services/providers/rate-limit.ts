// How much fits into a minute: a window that moves. Pure, with a clock that is given. Control thread.

const MINUTE_MS = 60_000;

/** What was taken; its amount may turn out to be another one. */
export interface Taken {
  readonly at: number;
  amount: number;
}

export class RateLimit {
  private taken: Taken[] = [];

  /** @param perMinute undefined for no limit. @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly perMinute: number | undefined,
    private readonly now: () => number,
  ) {}

  /** Milliseconds until so much fits. What alone is more than the limit fits when nothing else is in the window. */
  waitMs(amount: number): number {
    if (this.perMinute === undefined) return 0;
    const now = this.now();
    this.taken = this.taken.filter(({ at }) => at > now - MINUTE_MS);
    let total = this.taken.reduce((sum, each) => sum + each.amount, 0);
    for (const each of this.taken) {
      if (total + amount <= this.perMinute) break;
      total -= each.amount;
      if (total === 0 || total + amount <= this.perMinute) return each.at + MINUTE_MS - now;
    }
    return 0;
  }

  take(amount: number): Taken {
    const taken = { at: this.now(), amount };
    if (this.perMinute !== undefined) this.taken.push(taken);
    return taken;
  }
}
