// Holds a session to so many bytes of output a second: who writes more waits, and nothing is lost. Control thread.

/** Short outputs cost as if they had this many bytes: messages are work for all who read them. */
const LEAST_COST = 256;
/** Timers of Node fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class RateLimit {
  /** Bytes that may be written at once; below zero they are owed. */
  #budget: number;
  #filledAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #release: (() => void) | undefined;
  #isReleased = false;

  /** @param bytesPerSecond also what may be written at once after a pause */
  constructor(private readonly bytesPerSecond = Infinity) {
    this.#budget = bytesPerSecond;
  }

  /** Counts what has been written; a promise is to be awaited before more is. */
  charge(bytes: number): void | Promise<void> {
    if (this.bytesPerSecond === Infinity || this.#isReleased) return undefined;
    const now = performance.now();
    const earned = ((now - this.#filledAt) / 1000) * this.bytesPerSecond;
    this.#filledAt = now;
    this.#budget = Math.min(this.bytesPerSecond, this.#budget + earned) - Math.max(bytes, LEAST_COST);
    return this.#budget >= 0 ? undefined : this.#wait((-this.#budget / this.bytesPerSecond) * 1000);
  }

  /** Nobody waits until {@link hold}: what writes is being ended, and the little that it has written is to come out. */
  release(): void {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    this.#release?.();
    this.#release = undefined;
  }

  /** The limit holds again. */
  hold(): void {
    this.#isReleased = false;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const earlier = this.#release;
      this.#release = () => {
        earlier?.();
        resolve();
      };
      clearTimeout(this.#timer);
      this.#timer = setTimeout(
        () => {
          this.#release?.();
          this.#release = undefined;
        },
        Math.min(ms, MAX_TIMER_MS),
      );
    });
  }
}
