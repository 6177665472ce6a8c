// Where events are kept beyond the kernel that published them: the interface of every event store. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { SpellEvent } from '../events/event.js';

/** An event with its place in the store, which rises. */
export interface KeptEvent extends SpellEvent {
  readonly place: number;
}

export interface EventQuery {
  /** As `matchesEvent` takes it. */
  readonly pattern: string;
  /** The newest, where there are more; with `after` the oldest. */
  readonly limit: number;
  /** Only those behind this place. */
  readonly after?: number | undefined;
  readonly runId?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** What several processes may write at once; the newest {@link EVENTS_KEPT} stay. Methods may throw a SpellError `STATE_*`. */
export interface EventStore extends Disposable {
  append(events: readonly SpellEvent[]): Promise<void>;
  /** In their order. */
  list(query: EventQuery): Promise<readonly KeptEvent[]>;
  /** The place of the newest, 0 where there is none. */
  last(): Promise<number>;
}
