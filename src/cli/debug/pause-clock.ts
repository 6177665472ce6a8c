// How long runs have been paused, by what the debugger tells. Any thread.

export class PauseClock {
  #total = 0;
  #since: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes an event of the debugger, in order. */
  saw(event: string): void {
    if (event === 'stopped') this.#since ??= this.now();
    else if (event === 'continued') this.#end();
  }

  /** Since this was asked last; a pause that goes on ends there. */
  take(): number {
    this.#end();
    const total = this.#total;
    this.#total = 0;
    return total;
  }

  #end(): void {
    if (this.#since !== undefined) this.#total += this.now() - this.#since;
    this.#since = undefined;
  }
}
