// A queue with limits between one who puts and one who reads. Any thread.

export interface QueueLimits {
  readonly messages: number;
  /** What is put into an empty queue is taken whatever its size. */
  readonly bytes: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: (taken: boolean) => void;
}

export class AsyncQueue<T> {
  #items: T[] = [];
  /** Index of the oldest item; those before it have been read. */
  #head = 0;
  #bytes = 0;
  #closed = false;
  #cause: Error | undefined;
  readonly #readers: ((item: T | undefined) => void)[] = [];
  readonly #writers: Waiting<T>[] = [];

  constructor(
    private readonly limits: QueueLimits,
    private readonly sizeOf: (item: T) => number,
  ) {}

  /** Items that wait for a reader. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Puts an item if there is room now. */
  offer(item: T): boolean {
    if (this.#closed || this.#writers.length > 0 || !this.#hasRoom(item)) return false;
    this.#take(item);
    return true;
  }

  /** Puts an item, after those that wait already. Resolves with false if the queue is closed before there is room. */
  put(item: T): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    if (this.offer(item)) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#writers.push({ item, resolve });
    });
  }

  /**
   * Items from now on, each to one reader.
   * @throws the error that the queue was closed with
   */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = await this.#next(signal);
      if (item === undefined) break;
      yield item;
    }
    if (this.#cause !== undefined) throw this.#cause;
  }

  /** Drops what is in the queue and ends its readers. */
  close(cause?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cause = cause;
    this.#items = [];
    this.#head = 0;
    for (const reader of this.#readers.splice(0)) reader(undefined);
    for (const writer of this.#writers.splice(0)) writer.resolve(false);
  }

  #hasRoom(item: T): boolean {
    if (this.size === 0) return true;
    return this.size < this.limits.messages && this.#bytes + this.sizeOf(item) <= this.limits.bytes;
  }

  #take(item: T): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader(item);
      return;
    }
    this.#items.push(item);
    this.#bytes += this.sizeOf(item);
  }

  #next(signal: AbortSignal | undefined): Promise<T | undefined> {
    if (this.#closed || signal?.aborted === true) return Promise.resolve(undefined);
    if (this.size > 0) return Promise.resolve(this.#shift());
    return new Promise((resolve) => {
      const reader = (item: T | undefined): void => {
        signal?.removeEventListener('abort', abort);
        resolve(item);
      };
      const abort = (): void => {
        this.#readers.splice(this.#readers.indexOf(reader), 1);
        resolve(undefined);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#readers.push(reader);
    });
  }

  #shift(): T {
    const item = this.#items[this.#head]!;
    this.#items[this.#head] = undefined as T;
    this.#head += 1;
    this.#bytes -= this.sizeOf(item);
    // Array.shift would move the whole array for each item.
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    while (this.#writers.length > 0 && this.#hasRoom(this.#writers[0]!.item)) {
      const writer = this.#writers.shift()!;
      this.#take(writer.item);
      writer.resolve(true);
    }
    return item;
  }
}
