// A queue with limits between one who puts and one who reads. Any thread.

export interface QueueLimits {
  readonly messages: number;
  /** What is put into an empty queue is taken whatever its size. */
  readonly bytes: number;
}

interface Writer<T> {
  readonly item: T;
  readonly settle: (taken: boolean) => void;
}

export class AsyncQueue<T> {
  #items: T[] = [];
  /** Index of the oldest item; those before it have been read. */
  #head = 0;
  #bytes = 0;
  #closed = false;
  readonly #readers: ((item: T | undefined) => void)[] = [];
  readonly #writers: Writer<T>[] = [];

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

  /**
   * Puts an item, after those that wait already. Resolves with false if the queue is closed before there is room.
   * @param signal takes the item back if it still waits for room: false as well; each item that waits listens to it
   */
  put(item: T, signal?: AbortSignal): Promise<boolean> {
    if (this.#closed || signal?.aborted === true) return Promise.resolve(false);
    if (this.offer(item)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (taken: boolean): void => {
        signal?.removeEventListener('abort', withdraw);
        resolve(taken);
      };
      const writer: Writer<T> = { item, settle };
      const withdraw = (): void => {
        this.#writers.splice(this.#writers.indexOf(writer), 1);
        resolve(false);
        // Those behind it may be smaller.
        this.#admit();
      };
      signal?.addEventListener('abort', withdraw, { once: true });
      this.#writers.push(writer);
    });
  }

  /**
   * Items from now on, each to one reader.
   * @param signal ends the iteration; what has not been read stays for the next reader
   */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = await this.#next(signal);
      if (item === undefined) break;
      yield item;
    }
  }

  /** Drops what is in the queue and ends its readers. */
  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#head = 0;
    for (const reader of this.#readers.splice(0)) reader(undefined);
    for (const writer of this.#writers.splice(0)) writer.settle(false);
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
    this.#admit();
    return item;
  }

  #admit(): void {
    while (this.#writers.length > 0 && this.#hasRoom(this.#writers[0]!.item)) {
      const writer = this.#writers.shift()!;
      this.#take(writer.item);
      writer.settle(true);
    }
  }
}
