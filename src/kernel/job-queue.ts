// What waits for one session: executions and messages for scripts, one at a time, in the order in which they came. Control thread.

/** One request under way: it answers by itself, whichever of the two is called. */
export interface Job {
  /** Who asked (`header.session`). */
  readonly client: string;
  /** Executions are aborted after a failure; messages to scripts are not. */
  readonly isExecution: boolean;
  /** Resolves when the request has been answered; never rejects. */
  begin(): Promise<void>;
  /** Answers without having begun. */
  abort(): Promise<void>;
}

/** Where requests wait, and what is done before one of them counts as served. */
export interface Lane {
  readonly queue: JobQueue;
  /** Publishes all that is still being gathered. */
  settle(): void | Promise<void>;
}

export class JobQueue {
  #waiting: Job[] = [];
  #current: Job | undefined;
  readonly #toAbort = new Set<string>();
  #emptied: (() => void)[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  add(job: Job): void {
    this.#waiting.push(job);
    if (this.#current === undefined) void this.#work();
  }

  /** Once the current job has ended, the executions of this client that wait by then are aborted. */
  abortAfterCurrent(client: string): void {
    if (this.#current !== undefined) this.#toAbort.add(client);
  }

  /** Aborts all that waits. */
  async abortAll(): Promise<void> {
    for (const job of this.#waiting.splice(0)) await job.abort();
  }

  /** Resolves when nothing runs and nothing waits. */
  emptied(): Promise<void> {
    if (this.#current === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  async #work(): Promise<void> {
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      this.#current = job;
      await job.begin();
      if (this.#toAbort.size > 0) await this.#abortMarked();
    }
    this.#current = undefined;
    for (const resolve of this.#emptied.splice(0)) resolve();
  }

  async #abortMarked(): Promise<void> {
    // What clients sent together with the failed request may have arrived without having been read.
    await eventLoopTurn();
    const isMarked = (job: Job): boolean => job.isExecution && this.#toAbort.has(job.client);
    const aborted = this.#waiting.filter(isMarked);
    this.#waiting = this.#waiting.filter((job) => !isMarked(job));
    this.#toAbort.clear();
    for (const job of aborted) await job.abort();
  }
}

/** Long enough for messages that have arrived to be read. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
