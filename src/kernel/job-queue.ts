// What waits for one session: executions and messages for scripts, one at a time, in the order in which they came. Control thread.

/** One request under way: it answers by itself, whichever of the two is called. */
export interface Job {
  /** Of the request (`header.msg_id`). */
  readonly id: string;
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
  readonly #toAbort = new Set<Job>();
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

  /** The executions of this client that wait now are aborted, once the current job has ended. */
  abortWaiting(client: string): void {
    for (const job of this.#waiting) if (job.isExecution && job.client === client) this.#toAbort.add(job);
  }

  /** Aborts what waits under this id, at once. */
  abort(id: string): void {
    const job = this.#waiting.find((waiting) => waiting.id === id);
    if (job === undefined) return;
    this.#waiting.splice(this.#waiting.indexOf(job), 1);
    this.#toAbort.delete(job);
    void job.abort();
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
      await (this.#toAbort.delete(job) ? job.abort() : job.begin());
    }
    this.#current = undefined;
    for (const resolve of this.#emptied.splice(0)) resolve();
  }
}
