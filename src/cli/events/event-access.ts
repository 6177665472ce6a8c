// The events that a command works on: those of a kernel that runs, or those that were kept. Control thread.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import { silentLogger } from '../../base/log.js';
import { toTagged } from '../../base/tagged-json.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { COMM_TARGETS } from '../../protocol/vendor.js';
import type { EventStore } from '../../services/stores/event-store.js';
import type { CliOptions } from '../options.js';

/** Where an event comes from, of its metadata. */
interface EventOrigin extends JsonObject {
  readonly source: string;
  readonly session?: string;
  readonly run_id?: string;
}

/** An event as scripts get it, in JSON. */
export interface ShownEvent extends JsonObject {
  readonly id: string;
  readonly event_type: string;
  readonly timestamp: string;
  readonly metadata: EventOrigin;
}

export interface EventQuery {
  readonly pattern: string;
  readonly run: string | undefined;
}

export interface Batch {
  readonly events: readonly ShownEvent[];
  /** So many were dropped before these. */
  readonly missed: number;
}

export interface EventAccess extends Disposable {
  /** From now on; each call of `next` waits for the next ones, until the signal says no more. */
  tail(query: EventQuery): Promise<{ next(signal: AbortSignal): Promise<Batch>; stop(): Promise<void> }>;
  /** The newest that were kept, in their order. */
  list(query: EventQuery, limit: number): Promise<readonly ShownEvent[]>;
  /** @throws SpellError `USAGE` where no kernel is asked, as `stats` */
  publish(type: string, data: JsonValue): Promise<ShownEvent>;
  stats(): Promise<JsonObject>;
}

/** @throws SpellError `CONFIG_*`, `STATE_*`, `EVENTS_NOT_KEPT`, or `KERNEL_*` */
export async function openEvents(options: CliOptions): Promise<EventAccess> {
  if (options.connect !== undefined && options.connect !== 'embedded') {
    const { linkRunning } = await import('../link-running.js');
    const link = await linkRunning(options.connect, options, silentLogger);
    return ofKernel(link.client);
  }
  const [{ loadConfig }, { configSource }] = await Promise.all([
    import('../../config/load-config.js'),
    import('../config-source.js'),
  ]);
  const { events, state } = await loadConfig(configSource(options));
  const directory = state.directory.value;
  const isThere = await stat(join(directory, 'events.db')).then(
    () => true,
    () => false,
  );
  if (!events.keep.value && !isThere) throw notKept();
  const [{ SqliteEventStore }, { describeEvent }] = await Promise.all([
    import('../../services/stores/sqlite-event-store.js'),
    import('../../services/events/event.js'),
  ]);
  const store = await SqliteEventStore.open(directory);
  // A backup makes the file too.
  if (!events.keep.value && (await store.last()) === 0) {
    store.dispose();
    throw notKept();
  }
  return ofStore(store, (event) => toTagged(describeEvent(event)) as ShownEvent);
}

/** What `stop` of a tail may take: the kernel forgets the subscription by itself where it does not hear of it. */
export const GOODBYE_MS = 500;

/** One wait of a tail; it goes on with the next. */
const WAIT_MS = 25_000;

function ofKernel(client: KernelClient): EventAccess {
  const call = async (method: string, params: JsonObject = {}): Promise<JsonObject> => {
    const { callTarget } = await import('../../client/call-target.js');
    return (await callTarget(client.comms, COMM_TARGETS.event, method, params)) as JsonObject;
  };
  return {
    tail: async ({ pattern, run }) => {
      const { id } = (await call('subscribe', { pattern })) as { readonly id: string };
      return {
        next: async (signal) => {
          for (;;) {
            const { events, missed } = (await call('receive', { id, timeoutMs: WAIT_MS })) as unknown as Batch;
            signal.throwIfAborted();
            const wanted = events.filter(({ metadata }) => run === undefined || metadata.run_id === run);
            if (wanted.length > 0 || missed > 0) return { events: wanted, missed };
          }
        },
        stop: async () => {
          await call('unsubscribe', { id });
        },
      };
    },
    list: async ({ pattern, run }, limit) => {
      const { events } = await call('list', { pattern, limit, ...(run === undefined ? {} : { run }) });
      return events as unknown as readonly ShownEvent[];
    },
    publish: async (type, data) => (await call('publish', { type, data })) as ShownEvent,
    stats: () => call('stats'),
    dispose: () => client.dispose(),
  };
}

/** Between two looks for what other processes have written. */
const LOOK_MS = 200;

function ofStore(
  store: EventStore,
  shown: (event: Awaited<ReturnType<EventStore['list']>>[number]) => ShownEvent,
): EventAccess {
  return {
    tail: async ({ pattern, run }) => {
      let place = await store.last();
      return {
        next: async (signal) => {
          for (;;) {
            const found = await store.list({ pattern, runId: run, after: place, limit: 100 });
            place = found.at(-1)?.place ?? place;
            if (found.length > 0) return { events: found.map(shown), missed: 0 };
            await sleep(LOOK_MS, undefined, { signal });
          }
        },
        stop: async () => undefined,
      };
    },
    list: async ({ pattern, run }, limit) => (await store.list({ pattern, runId: run, limit })).map(shown),
    publish: () => Promise.reject(needsKernel('publish')),
    stats: () => Promise.reject(needsKernel('stats')),
    dispose: () => store.dispose(),
  };
}

function notKept(): SpellError {
  return new SpellError('EVENTS_NOT_KEPT', 'no kernel is asked, and no events are kept', {
    category: 'Event error',
    help: 'add --connect ID to ask a kernel that runs, or let kernels keep events: llmspell config set events.keep true',
  });
}

function needsKernel(word: string): SpellError {
  return new SpellError('USAGE', `events ${word} needs a kernel`, {
    help: `write llmspell events ${word} --connect ID; llmspell kernel list shows those that run`,
  });
}
