// Comm target `llmspell.event`: what happens in all sessions of the kernel, for clients. Control thread.

import { SpellError } from '../../base/errors.js';
import { fromTagged, toTagged } from '../../base/tagged-json.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { count, defaultTo, json, nonEmptyString, object, optional, positive } from '../../protocol/schema.js';
import type { EventBus } from '../../services/events/event-bus.js';
import type { EventSubscription } from '../../services/events/event-subscription.js';
import type { SpellEvent } from '../../services/events/event.js';
import type { Methods } from './answer.js';
import { Leases } from './leases.js';

const subscribing = object({ pattern: defaultTo(nonEmptyString, '*') });
const waiting = object({ id: nonEmptyString, timeoutMs: defaultTo(count, 0), most: defaultTo(positive, 100) });
const publishing = object({
  ...{ type: nonEmptyString, data: optional(json) },
  ...{ correlationId: optional(nonEmptyString), ttlMs: optional(positive) },
});
const listing = object({
  ...{ pattern: defaultTo(nonEmptyString, '*'), limit: defaultTo(count, 100) },
  ...{ run: optional(nonEmptyString), correlationId: optional(nonEmptyString) },
});

/** One answer has no more events than this. */
const MOST = 1000;

/** May throw `EVENT_*`, `STATE_*` and the schemas' `MESSAGE_CONTENT`. */
export function eventMethods(bus: EventBus): Methods {
  const leases = new Leases<EventSubscription>((subscription) => subscription.stop());
  const shown = (event: SpellEvent): JsonValue => toTagged(bus.describe(event));
  return {
    /** ({pattern?}) -> {id}: events from now on */
    subscribe: (params) => {
      const { pattern } = subscribing.parse(params, 'data.params');
      return { id: leases.add(bus.subscribe(pattern, 'client')) };
    },

    /** ({id, timeoutMs?, most?}) -> {events, missed}; none where none came in time */
    receive: async (params, _exchange, signal) => {
      const { id, timeoutMs, most } = waiting.parse(params, 'data.params');
      const subscription = leases.use(id, timeoutMs);
      if (subscription === undefined) throw forgotten(id);
      const { events, missed } = await subscription.receive(timeoutMs, Math.min(most, MOST), signal);
      return { events: events.map(shown), missed };
    },

    /** ({id}) -> {stopped}: whether it was there */
    unsubscribe: (params) => ({ stopped: leases.remove(waiting.parse(params, 'data.params').id) }),

    /** ({type, data?, correlationId?, ttlMs?}) -> the event */
    publish: (params) => {
      const { data, ...draft } = publishing.parse(params, 'data.params');
      return shown(bus.publish({ ...draft, data: fromTagged(data ?? null), source: 'client' }));
    },

    /** ({pattern?, limit?, run?, correlationId?}) -> {events}: the newest of those that were kept */
    list: async (params) => {
      const { pattern, limit, run, correlationId } = listing.parse(params, 'data.params');
      const store = await kept(bus).open();
      const events = await store.list({ pattern, limit: Math.min(limit, MOST), runId: run, correlationId });
      return { events: events.map(shown) };
    },

    /** () -> counts of the kernel */
    stats: (): JsonObject => ({ ...bus.stats() }),
  };
}

function kept(bus: EventBus): NonNullable<EventBus['kept']> {
  if (bus.kept !== undefined) return bus.kept;
  throw new SpellError('EVENTS_NOT_KEPT', 'the kernel keeps no events', {
    category: 'Event error',
    help: 'start it with events.keep = true in the configuration, or LLMSPELL_EVENTS_KEEP=true',
  });
}

function forgotten(id: string): SpellError {
  return new SpellError('EVENT_SUBSCRIPTION', `No active subscription found: ${id}`, {
    category: 'Event error',
    help: 'subscribe gives the id of a new one; it is forgotten when nobody asks for two minutes',
  });
}
