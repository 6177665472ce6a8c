// The events of a kernel: whoever publishes, scripts of all its sessions, the engine or clients, and whoever has subscribed. Control thread.

import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../base/disposable.js';
import { checkEvent, checkEventType } from '../../base/event-rules.js';
import { sizeOf } from '../../base/value-size.js';
import type { EventDraft, SpellEvent } from './event.js';
import { describeEvent, matchesEvent } from './event.js';
import type { ValueObject } from '../value-kinds.js';
import type { KeptEvents } from './kept-events.js';
import { EventSubscription } from './event-subscription.js';
import type { SharedRoom, WaitingLimits } from './event-subscription.js';

/** What waits for receivers; an event that several wait for counts for each. */
const WAITING: WaitingLimits = { events: 10_000, bytes: 8 * 1024 * 1024 };
const MOST_BYTES = 128 * 1024 * 1024;

export interface EventStats {
  readonly published: number;
  readonly delivered: number;
  /** They waited, and others took their place. */
  readonly dropped: number;
  readonly expired: number;
  /** They wait to be received. */
  readonly waiting: number;
  readonly subscriptions: number;
  /** Written to the store, and what could not be. */
  readonly kept: number;
  readonly unkept: number;
}

export class EventBus implements Disposable {
  private sequence = 0;
  private readonly subscriptions = new Map<string, EventSubscription>();
  private readonly room: SharedRoom;
  /** Of subscriptions that have ended. */
  private readonly past = { delivered: 0, dropped: 0, expired: 0 };
  /** Who wants a type, as long as nobody comes or goes. */
  private readonly wanted = new Map<string, readonly EventSubscription[]>();

  /** @param kept where events are kept, if they are */
  constructor(
    readonly kept?: KeptEvents,
    private readonly limits: WaitingLimits = WAITING,
    mostBytes = MOST_BYTES,
  ) {
    this.room = { bytes: 0, mostBytes };
  }

  /** @throws SpellError `EVENT_ARGUMENT` */
  publish(draft: EventDraft): SpellEvent {
    const bytes = sizeOf(draft.data);
    const { type, correlationId, ttlMs } = draft;
    checkEvent({ type, bytes, correlationId, ttlMs });
    return this.deliver(draft, bytes);
  }

  /** What the engine tells of itself: it is made only where somebody wants it. */
  tell(type: string, make: () => Omit<EventDraft, 'type' | 'source'>): void {
    if (this.isWanted(type)) this.publish({ ...make(), type, source: 'engine' });
    else this.sequence += 1;
  }

  isWanted(type: string): boolean {
    return this.kept !== undefined || this.receiversOf(type).length > 0;
  }

  /** From now on. @throws SpellError `EVENT_ARGUMENT` */
  subscribe(pattern: string, language = 'lua'): EventSubscription {
    checkEventType(pattern, 'pattern');
    const id = randomUUID();
    const subscription = new EventSubscription(id, pattern, language, this.limits, this.room, () => this.ended(id));
    this.subscriptions.set(id, subscription);
    this.wanted.clear();
    return subscription;
  }

  /** As scripts and clients are given it. */
  describe(event: SpellEvent): ValueObject {
    return describeEvent(event);
  }

  stats(): EventStats {
    const all = [...this.subscriptions.values()];
    const sum = (field: 'delivered' | 'dropped' | 'expired'): number =>
      all.reduce((total, subscription) => total + subscription[field], this.past[field]);
    return {
      published: this.sequence,
      ...{ delivered: sum('delivered'), dropped: sum('dropped'), expired: sum('expired') },
      waiting: all.reduce((total, { waiting }) => total + waiting, 0),
      subscriptions: all.length,
      kept: this.kept?.written ?? 0,
      unkept: this.kept?.lost ?? 0,
    };
  }

  async dispose(): Promise<void> {
    for (const subscription of [...this.subscriptions.values()]) subscription.stop();
    await this.kept?.dispose();
  }

  private deliver(draft: EventDraft, bytes: number): SpellEvent {
    this.sequence += 1;
    const { type, data, correlationId, language, ttlMs, source, runId, session, task } = draft;
    // Field by field: there may be very many events.
    const event: SpellEvent = {
      id: randomUUID(),
      type,
      data: data ?? undefined,
      source,
      correlationId: correlationId ?? randomUUID(),
      language: language ?? 'Lua',
      at: Date.now(),
      sequence: this.sequence,
      ttlMs,
      runId,
      session,
      task,
    };
    for (const subscription of this.receiversOf(draft.type)) subscription.push(event, bytes);
    this.kept?.keep(event, bytes);
    return event;
  }

  private receiversOf(type: string): readonly EventSubscription[] {
    if (this.subscriptions.size === 0) return NOBODY;
    const known = this.wanted.get(type);
    if (known !== undefined) return known;
    const found = [...this.subscriptions.values()].filter(({ pattern }) => matchesEvent(pattern, type));
    if (this.wanted.size >= MOST_TYPES) this.wanted.clear();
    this.wanted.set(type, found);
    return found;
  }

  private ended(id: string): void {
    const subscription = this.subscriptions.get(id)!;
    this.subscriptions.delete(id);
    this.wanted.clear();
    for (const field of ['delivered', 'dropped', 'expired'] as const) this.past[field] += subscription[field];
  }
}

const NOBODY: readonly EventSubscription[] = [];

/** Scripts may make up types without end. */
const MOST_TYPES = 1000;
