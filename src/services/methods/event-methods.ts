// What `Event` reaches. Control thread.

import type { HostMethods, Value } from '../../base/values.js';
import { describeEvent } from '../events/event.js';
import type { EventSubscription } from '../events/event-subscription.js';
import type { Services } from '../services.js';
import type { ValueObject } from '../value-kinds.js';
import { method } from './method.js';

const DEFAULT_WAIT_MS = 5000;

export function eventMethods({ scriptEvents: events, hooks }: Services): HostMethods {
  return {
    /** (type, data, {language, correlation_id, ttl_seconds}?) -> true */
    'event.publish': method('Event.publish', (args, call) => {
      const options = args.optionalTable(2);
      const ttl = options['ttl_seconds'] ?? undefined;
      const [language, correlationId] = [
        args.optionalField(2, options, 'language'),
        args.optionalField(2, options, 'correlation_id'),
      ];
      const ttlMs = ttl === undefined ? undefined : Number(ttl) * 1000;
      events.publish({ type: args.text(0), data: args.optional(1), language, correlationId, ttlMs }, call);
      return true;
    }),

    /** () -> whether publishing need not be waited for: no hook and no breakpoint has a say in it */
    'event.is_sent': method(
      'Event.publish',
      (_args, call) => !EMIT_POINTS.some((point) => hooks.isAwaited(point, { ...call, inside: [] })),
    ),

    /** (pattern, {language}?) -> id */
    'event.subscribe': method('Event.subscribe', (args) =>
      events.subscribe(args.text(0), args.optionalField(1, args.optionalTable(1), 'language')),
    ),

    /** (id, milliseconds?, how many at most?) -> array of events; the first of them tells how many were missed before it */
    'event.receive': method('Event.receive', async (args, { signal }) => {
      const timeoutMs = Math.max(Number(args.optionalNumber(1) ?? DEFAULT_WAIT_MS), 0);
      const most = Math.max(Number(args.optionalNumber(2) ?? 1), 1);
      const { events: come, missed } = await events.get(args.text(0)).receive(timeoutMs, most, signal);
      return come.map((event, i): Value =>
        i === 0 && missed > 0 ? { ...describeEvent(event), missed } : describeEvent(event),
      );
    }),

    /** (id) -> whether it was there */
    'event.unsubscribe': method('Event.unsubscribe', (args) => events.unsubscribe(args.text(0))),

    /** () -> array of {id, pattern, language, waiting, delivered, dropped} */
    'event.list_subscriptions': method('Event.list_subscriptions', () => events.list().map(describeSubscription)),

    /** () -> {event_bus_stats, bridge_stats} */
    'event.get_stats': method('Event.get_stats', () => {
      const { published, waiting, dropped, ...more } = events.bus.stats();
      const busStats = { events_processed: published, rate_limit_violations: dropped, buffer_size: waiting };
      return {
        event_bus_stats: { ...busStats, ...more, dropped },
        bridge_stats: {
          active_subscriptions: events.list().length,
          subscriptions_by_language: byLanguage(events.list()),
        },
      };
    }),
  };
}

const EMIT_POINTS = ['BeforeEventEmit', 'AfterEventEmit', 'EventHandlerError'] as const;

function describeSubscription({ id, pattern, language, waiting, delivered, dropped }: EventSubscription): ValueObject {
  return { id, pattern, language, waiting, delivered, dropped };
}

function byLanguage(all: readonly EventSubscription[]): ValueObject {
  const counts: Record<string, number> = {};
  for (const { language } of all) counts[language] = (counts[language] ?? 0) + 1;
  return counts;
}
