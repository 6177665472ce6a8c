import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import { EventBus } from '../../src/services/events/event-bus.js';
import type { EventDraft, SpellEvent } from '../../src/services/events/event.js';
import { KeptEvents } from '../../src/services/events/kept-events.js';
import type { EventQuery, EventStore } from '../../src/services/stores/event-store.js';
import { MemoryEventStore } from '../../src/services/stores/memory-event-store.js';
import { SqliteEventStore } from '../../src/services/stores/sqlite-event-store.js';
import { tempFolder } from '../support/temp-folder.js';

const root = tempFolder();
let directories = 0;
const newDirectory = (): string => join(root.path, String((directories += 1)));

const STORES: Readonly<Record<string, (most?: number) => Promise<EventStore>>> = {
  MemoryEventStore: async (most) => new MemoryEventStore(most),
  SqliteEventStore: (most) => SqliteEventStore.open(newDirectory(), most === undefined ? {} : { most }),
};

const bus = new EventBus();
const event = (type: string, more: Partial<EventDraft> = {}): SpellEvent =>
  bus.publish({ type, data: null, source: 'script', ...more });

async function types(store: EventStore, query: Partial<EventQuery> = {}): Promise<string[]> {
  return (await store.list({ pattern: '*', limit: 100, ...query })).map(({ type }) => type);
}

for (const [name, open] of Object.entries(STORES)) {
  describe(name, () => {
    test('what was kept comes back as it was, in order', async () => {
      const store = await open();
      assert.equal(await store.last(), 0);
      const given = [
        event('a', { data: { list: [1, 2.5, 'ü\0', 10n ** 17n], bytes: new Uint8Array([0, 255]) }, runId: 'run-1' }),
        event('b', { ttlMs: 5, session: 'main', task: 't', source: 'engine' }),
      ];
      await store.append(given);
      const kept = await store.list({ pattern: '*', limit: 10 });
      assert.deepEqual(
        kept.map(({ place: _place, ...rest }) => rest),
        given,
      );
      assert.equal(await store.last(), kept.at(-1)?.place);
      await store.dispose();
    });

    test('the newest are given, behind a place the oldest', async () => {
      const store = await open();
      await store.append(['a', 'b', 'c', 'd'].map((type) => event(type)));
      assert.deepEqual(await types(store, { limit: 2 }), ['c', 'd']);
      const [first] = await store.list({ pattern: 'a', limit: 1 });
      assert.deepEqual(await types(store, { limit: 2, after: first?.place }), ['b', 'c']);
      assert.deepEqual(await types(store, { limit: 0 }), []);
      await store.dispose();
    });

    test('patterns, runs and correlations', async () => {
      const store = await open();
      const [one] = [event('tool.started', { runId: 'run-1' })];
      await store.append([one, event('tool', { runId: 'run-2' }), event('tool.ü%_', { runId: 'run-1' }), event('to')]);
      assert.deepEqual(await types(store, { pattern: 'tool.*' }), ['tool.started', 'tool.ü%_']);
      assert.deepEqual(await types(store, { pattern: 'tool' }), ['tool']);
      assert.deepEqual(await types(store, { pattern: 'tool.ü*' }), ['tool.ü%_']);
      assert.deepEqual(await types(store, { pattern: 'tool*', runId: 'run-1' }), ['tool.started', 'tool.ü%_']);
      assert.deepEqual(await types(store, { correlationId: one.correlationId }), ['tool.started']);
      await store.dispose();
    });

    test('the newest stay, the others go', async () => {
      const store = await open(500);
      await store.append([event('oldest')]);
      for (let i = 0; i < 5; i++) await store.append(Array.from({ length: 100 }, () => event('x')));
      assert.deepEqual(await types(store, { pattern: 'oldest' }), []);
      assert.equal((await store.list({ pattern: '*', limit: 1e9 })).length, 500);
      await store.dispose();
    });
  });
}

test('two processes that share a database see the events of each other', async () => {
  const directory = newDirectory();
  const [one, other] = await Promise.all([SqliteEventStore.open(directory), SqliteEventStore.open(directory)]);
  await Promise.all([one.append([event('a')]), other.append([event('b')])]);
  assert.deepEqual((await types(one)).sort(), ['a', 'b']);
  one.dispose();
  other.dispose();
});

test('a bus keeps what is published, and writes it before it ends', async () => {
  const directory = newDirectory();
  const keeping = new EventBus(new KeptEvents(() => SqliteEventStore.open(directory), silentLogger));
  for (let i = 0; i < 5000; i++) keeping.publish({ type: `n.${i}`, data: i, source: 'script' });
  keeping.tell('tool.started', () => ({ data: null }));
  await keeping.dispose();
  assert.equal(keeping.stats().kept, 5001);
  const store = await SqliteEventStore.open(directory);
  assert.equal((await store.list({ pattern: 'n.*', limit: 1e6 })).length, 5000);
  assert.deepEqual(await types(store, { pattern: 'tool.*' }), ['tool.started']);
  store.dispose();
});

test('events that cannot be kept are counted, told in the log, and delivered all the same', async () => {
  const told: string[] = [];
  const logger = { ...silentLogger, log: ({ message }: { message: string }) => void told.push(message) };
  const failing = new EventBus(new KeptEvents(() => Promise.reject(new Error('no disk')), logger));
  const subscription = failing.subscribe('*');
  failing.publish({ type: 'x', data: 1, source: 'script' });
  await failing.dispose();
  assert.deepEqual([failing.stats().kept, failing.stats().unkept, subscription.dropped], [0, 1, 0]);
  assert.match(told.join(), /1 events could not be kept: no disk/);
});
