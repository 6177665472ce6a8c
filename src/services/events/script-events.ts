// The subscriptions of one session, which end with it. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import type { CallContext } from '../../base/values.js';
import type { EventDraft, SpellEvent } from './event.js';
import type { EventBus } from './event-bus.js';
import type { EventSubscription } from './event-subscription.js';

/** Subscriptions that nobody ends are an error in the script, not to grow for ever. */
const MAX_OPEN = 1000;

export class ScriptEvents implements Disposable {
  private readonly subscriptions = new Map<string, EventSubscription>();

  /** @param session its name, which its events tell */
  constructor(
    readonly bus: EventBus,
    private readonly session: string | undefined,
  ) {}

  /** What a script publishes. @throws SpellError `EVENT_ARGUMENT` */
  publish(draft: Omit<EventDraft, 'source'>, call: CallContext): SpellEvent {
    const { type, data, correlationId, language, ttlMs } = draft;
    const { session } = this;
    const { runId, task } = call;
    return this.bus.publish({ type, data, correlationId, language, ttlMs, source: 'script', runId, session, task });
  }

  /** What the engine tells of a call. */
  tell(type: string, call: CallContext, make: () => Pick<EventDraft, 'data' | 'correlationId'>): void {
    this.bus.tell(type, () => ({ ...make(), ...this.origin(call) }));
  }

  /** The same where no call is known. */
  tellOf(type: string, runId: string | undefined, make: () => Pick<EventDraft, 'data' | 'correlationId'>): void {
    const { session } = this;
    this.bus.tell(type, () => ({ ...make(), runId, ...(session === undefined ? {} : { session }) }));
  }

  /** @throws SpellError `EVENT_ARGUMENT`, `EVENT_SUBSCRIPTION` */
  subscribe(pattern: string, language: string | undefined): string {
    if (this.subscriptions.size >= MAX_OPEN) {
      throw new SpellError('EVENT_SUBSCRIPTION', `${MAX_OPEN} subscriptions are open`, {
        category: 'Event error',
        help: 'end those that are not needed any more: Event.unsubscribe(id)',
      });
    }
    const subscription = this.bus.subscribe(pattern, language);
    this.subscriptions.set(subscription.id, subscription);
    return subscription.id;
  }

  /** @throws SpellError `EVENT_SUBSCRIPTION` */
  get(id: string): EventSubscription {
    const subscription = this.subscriptions.get(id);
    if (subscription !== undefined) return subscription;
    throw new SpellError('EVENT_SUBSCRIPTION', `No active subscription found: ${id}`, {
      category: 'Event error',
      help: 'Event.subscribe gives the id of a new one',
    });
  }

  list(): readonly EventSubscription[] {
    return [...this.subscriptions.values()];
  }

  /** Whether it was there. */
  unsubscribe(id: string): boolean {
    this.subscriptions.get(id)?.stop();
    return this.subscriptions.delete(id);
  }

  dispose(): void {
    for (const subscription of this.subscriptions.values()) subscription.stop();
    this.subscriptions.clear();
  }

  private origin({ runId, task }: CallContext): Pick<EventDraft, 'runId' | 'session' | 'task'> {
    return {
      runId,
      ...(this.session === undefined ? {} : { session: this.session }),
      ...(task === undefined ? {} : { task }),
    };
  }
}
