// Events in memory. Any thread.

import { matchesEvent } from '../events/event.js';
import type { SpellEvent } from '../events/event.js';
import { EVENTS_KEPT } from './event-limits.js';
import type { EventQuery, EventStore, KeptEvent } from './event-store.js';

export class MemoryEventStore implements EventStore {
  private events: KeptEvent[] = [];
  private place = 0;

  /** @param most how many stay */
  constructor(private readonly most = EVENTS_KEPT) {}

  async append(events: readonly SpellEvent[]): Promise<void> {
    for (const event of structuredClone(events)) this.events.push({ ...event, place: (this.place += 1) });
    if (this.events.length > this.most) this.events = this.events.slice(-this.most);
  }

  async list({ pattern, limit, after, runId, correlationId }: EventQuery): Promise<readonly KeptEvent[]> {
    const found = this.events.filter(
      (event) =>
        matchesEvent(pattern, event.type) &&
        event.place > (after ?? 0) &&
        (runId === undefined || event.runId === runId) &&
        (correlationId === undefined || event.correlationId === correlationId),
    );
    if (limit <= 0) return [];
    return after === undefined ? found.slice(-limit) : found.slice(0, limit);
  }

  async last(): Promise<number> {
    return this.events.at(-1)?.place ?? 0;
  }

  dispose(): void {
    this.events = [];
  }
}
