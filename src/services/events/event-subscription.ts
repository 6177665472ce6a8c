// Events that wait for one receiver, in their order: so many at most, beyond which the oldest are dropped and counted. Control thread.

import type { SpellEvent } from './event.js';

/** Of one subscription: what may wait. */
export interface WaitingLimits {
  readonly events: number;
  readonly bytes: number;
}

/** What the subscriptions of a bus hold together. */
export interface SharedRoom {
  bytes: number;
  readonly mostBytes: number;
}

export interface Received {
  readonly events: readonly SpellEvent[];
  /** So many were dropped before these. */
  readonly missed: number;
}

interface Waiting {
  readonly event: SpellEvent;
  readonly bytes: number;
}

export class EventSubscription {
  dropped = 0;
  expired = 0;
  delivered = 0;
  private queue: Waiting[] = [];
  /** Where the queue begins. */
  private head = 0;
  private bytes = 0;
  private missed = 0;
  private isStopped = false;
  private readonly wakes = new Set<() => void>();

  constructor(
    readonly id: string,
    readonly pattern: string,
    readonly language: string,
    private readonly limits: WaitingLimits,
    private readonly room: SharedRoom,
    private readonly onStopped: () => void,
  ) {}

  get waiting(): number {
    return this.queue.length - this.head;
  }

  /** @param bytes about what it takes */
  push(event: SpellEvent, bytes: number): void {
    this.queue.push({ event, bytes });
    this.count(bytes);
    const isTooMuch = (): boolean =>
      this.waiting > this.limits.events || this.bytes > this.limits.bytes || this.room.bytes > this.room.mostBytes;
    while (this.waiting > 1 && isTooMuch()) {
      this.shift();
      this.dropped += 1;
      this.missed += 1;
    }
    for (const wake of this.wakes) wake();
  }

  /**
   * Waits for events, and gives up to `most` of those that are there; none when none came in time, or it was stopped. One that can expire comes
   * alone: who takes several keeps them for a while.
   */
  async receive(timeoutMs: number, most: number, signal: AbortSignal): Promise<Received> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const events = this.take(most);
      const leftMs = until - performance.now();
      if (events.length > 0 || this.isStopped || leftMs <= 0) return this.received(events);
      await this.awaitNews(leftMs, signal);
    }
  }

  /** Who waits is told that nothing comes any more. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.room.bytes -= this.bytes;
    this.bytes = 0;
    this.queue = [];
    this.head = 0;
    for (const wake of this.wakes) wake();
    this.onStopped();
  }

  private received(events: readonly SpellEvent[]): Received {
    const { missed } = this;
    if (events.length > 0) this.missed = 0;
    this.delivered += events.length;
    return { events, missed: events.length > 0 ? missed : 0 };
  }

  private take(most: number): SpellEvent[] {
    const taken: SpellEvent[] = [];
    while (this.waiting > 0 && taken.length < most) {
      const { event } = this.queue[this.head]!;
      if (event.ttlMs !== undefined && taken.length > 0) break;
      this.shift();
      if (isExpired(event)) {
        this.expired += 1;
        continue;
      }
      taken.push(event);
      if (event.ttlMs !== undefined) break;
    }
    return taken;
  }

  private shift(): void {
    this.count(-this.queue[this.head]!.bytes);
    this.head += 1;
    if (this.head < 1024 || this.head * 2 < this.queue.length) {
      // What has been taken must not be held until then.
      this.queue[this.head - 1] = TAKEN;
      return;
    }
    this.queue = this.queue.slice(this.head);
    this.head = 0;
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    this.room.bytes += bytes;
  }

  private async awaitNews(timeoutMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => () => {
        clearTimeout(timer);
        this.wakes.delete(wake);
        signal.removeEventListener('abort', abort);
        settle();
      };
      const wake = end(resolve);
      const abort = end(() => reject(signal.reason as Error));
      const timer = setTimeout(wake, Math.min(timeoutMs, MAX_TIMER_MS));
      this.wakes.add(wake);
      signal.addEventListener('abort', abort);
    });
  }
}

/** Timers of Node fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const TAKEN = undefined as unknown as Waiting;

function isExpired({ at, ttlMs }: SpellEvent): boolean {
  return ttlMs !== undefined && Date.now() > at + ttlMs;
}
