// Writes events to a store beside what goes on: many in one go, and no more wait than fit. Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/log.js';
import type { EventStore } from '../stores/event-store.js';
import type { SpellEvent } from './event.js';

/** What may wait to be written; beyond, events are not kept, and counted. */
const WAITING = { events: 20_000, bytes: 32 * 1024 * 1024 } as const;

export class KeptEvents implements Disposable {
  written = 0;
  lost = 0;
  private waiting: SpellEvent[] = [];
  private bytes = 0;
  private writing: Promise<void> | undefined;
  private store: Promise<EventStore> | undefined;

  constructor(
    private readonly openStore: () => Promise<EventStore>,
    private readonly logger: Logger,
  ) {}

  keep(event: SpellEvent, bytes: number): void {
    if (this.waiting.length >= WAITING.events || this.bytes + bytes > WAITING.bytes) {
      this.lost += 1;
      return;
    }
    this.waiting.push(event);
    this.bytes += bytes;
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** What is kept until now, for whoever asks. @throws SpellError `STATE_*` */
  async open(): Promise<EventStore> {
    await this.writing;
    return this.opened();
  }

  async dispose(): Promise<void> {
    await this.writing;
    await (await this.store?.catch(() => undefined))?.dispose();
  }

  private opened(): Promise<EventStore> {
    this.store ??= this.openStore();
    this.store.catch(() => (this.store = undefined));
    return this.store;
  }

  private async write(): Promise<void> {
    // What is published in the same turn goes into the same transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const events = this.waiting;
      [this.waiting, this.bytes] = [[], 0];
      try {
        await (await this.opened()).append(events);
        this.written += events.length;
      } catch (error) {
        this.lost += events.length;
        const message = `${events.length} events could not be kept: ${error instanceof Error ? error.message : String(error)}`;
        this.logger.log({ level: 'warn', module: 'services.events', message });
      }
    }
  }
}
