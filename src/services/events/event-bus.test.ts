import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import { EventBus } from './event-bus.js';
import { describeEvent, matchesEvent } from './event.js';
import type { EventDraft } from './event.js';
import type { EventSubscription } from './event-subscription.js';

const { signal } = new AbortController();
const draft = (type: string, data: EventDraft['data'] = null, more: Partial<EventDraft> = {}): EventDraft => ({
  ...{ type, data, source: 'script' },
  ...more,
});

async function types(subscription: EventSubscription, most = 100): Promise<string[]> {
  return (await subscription.receive(0, most, signal)).events.map(({ type }) => type);
}

test('a pattern is a type, the beginning of one, or all', () => {
  assert.ok(matchesEvent('*', 'anything.at.all'));
  assert.ok(matchesEvent('user.*', 'user.profile.changed'));
  assert.ok(!matchesEvent('user.*', 'user'));
  assert.ok(matchesEvent('user', 'user'));
  assert.ok(!matchesEvent('user', 'user.created'));
  assert.ok(!matchesEvent('*.created', 'user.created'));
});

test('each subscription gets what fits it, in order, and only what comes after it', async () => {
  const bus = new EventBus();
  bus.publish(draft('a.early'));
  const [all, some] = [bus.subscribe('*'), bus.subscribe('a.*')];
  for (const type of ['a.1', 'b.1', 'a.2']) bus.publish(draft(type));
  assert.deepEqual(await types(all), ['a.1', 'b.1', 'a.2']);
  assert.deepEqual(await types(some, 1), ['a.1']);
  assert.deepEqual(await types(some), ['a.2']);
  const { published, delivered, waiting, subscriptions } = bus.stats();
  assert.deepEqual([published, delivered, waiting, subscriptions], [4, 5, 0, 2]);
});

test('who waits gets the next one, or nothing when its time is over', async () => {
  const bus = new EventBus();
  const subscription = bus.subscribe('x');
  const waiting = subscription.receive(60_000, 1, signal);
  bus.publish(draft('x', 42));
  assert.equal((await waiting).events[0]?.data, 42);
  assert.deepEqual((await subscription.receive(5, 1, signal)).events, []);
});

test('two who wait for the same subscription get one each', async () => {
  const bus = new EventBus();
  const subscription = bus.subscribe('x');
  const both = [subscription.receive(60_000, 1, signal), subscription.receive(60_000, 1, signal)];
  bus.publish(draft('x', 1));
  bus.publish(draft('x', 2));
  const events = (await Promise.all(both)).flatMap(({ events }) => events.map(({ data }) => data));
  assert.deepEqual(events.sort(), [1, 2]);
});

test('an interrupted wait ends with its reason, the end of the subscription with nothing', async () => {
  const bus = new EventBus();
  const subscription = bus.subscribe('x');
  const run = new AbortController();
  const waiting = subscription.receive(60_000, 1, run.signal);
  run.abort(new Error('stop'));
  await assert.rejects(waiting, /stop/);
  const again = subscription.receive(60_000, 1, signal);
  subscription.stop();
  assert.deepEqual((await again).events, []);
  assert.equal(bus.stats().subscriptions, 0);
});

test('of too many the oldest are dropped, counted and told once', async () => {
  const bus = new EventBus(undefined, { events: 3, bytes: 1e6 });
  const subscription = bus.subscribe('*');
  for (let i = 1; i <= 5; i++) bus.publish(draft('n', i));
  const first = await subscription.receive(0, 2, signal);
  assert.deepEqual([first.missed, first.events.map(({ data }) => data)], [2, [3, 4]]);
  const second = await subscription.receive(0, 2, signal);
  assert.deepEqual([second.missed, second.events.map(({ data }) => data)], [0, [5]]);
  subscription.stop();
  assert.deepEqual([bus.stats().dropped, bus.stats().delivered], [2, 3]);
});

test('what waits is bounded by bytes too, of one subscription and of all', () => {
  const text = 'x'.repeat(1000);
  const bus = new EventBus(undefined, { events: 1e6, bytes: 10_000 }, 25_000);
  const all = Array.from({ length: 5 }, () => bus.subscribe('*'));
  for (let i = 0; i < 100; i++) bus.publish(draft('n', text));
  assert.ok(all.every(({ waiting }) => waiting >= 1 && waiting <= 10));
  assert.ok(bus.stats().waiting <= 25);
  assert.equal(bus.stats().waiting + bus.stats().dropped, 500);
});

test('an event that has expired is left out and counted', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const bus = new EventBus();
  const subscription = bus.subscribe('*');
  bus.publish(draft('short', null, { ttlMs: 1000 }));
  bus.publish(draft('long'));
  t.mock.timers.tick(1001);
  assert.deepEqual(await types(subscription), ['long']);
  assert.equal(subscription.expired, 1);
});

test('an event that can expire comes alone, so that nobody keeps it', async () => {
  const bus = new EventBus();
  const subscription = bus.subscribe('*');
  for (const ttlMs of [undefined, 1e6, undefined]) bus.publish(draft('x', null, { ttlMs }));
  assert.equal((await types(subscription)).length, 1);
  assert.equal((await types(subscription)).length, 1);
  assert.equal((await types(subscription)).length, 1);
});

test('what the engine tells is made only where somebody wants it, and counted in any case', async () => {
  const bus = new EventBus();
  let made = 0;
  const tell = (): void => bus.tell('tool.started', () => ({ data: (made += 1), runId: 'run-1' }));
  tell();
  assert.deepEqual([made, bus.stats().published], [0, 1]);
  const subscription = bus.subscribe('tool.*');
  tell();
  const [event] = (await subscription.receive(0, 1, signal)).events;
  assert.deepEqual([event?.data, event?.source, event?.runId, event?.sequence], [1, 'engine', 'run-1', 2]);
});

test('an event is shown as the contract has it', () => {
  const event = new EventBus().publish(draft('job.done', { n: 1 }, { ttlMs: 1500, runId: 'run-7', session: 'main' }));
  const shown = describeEvent(event);
  const { id, timestamp, metadata } = shown as Record<string, unknown>;
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.deepEqual(shown, {
    ...{ id, event_type: 'job.done', data: { n: 1 }, timestamp, sequence: 1, correlation_id: event.correlationId },
    ...{ language: 'Lua', ttl: 1.5, metadata, serialization_version: 1 },
  });
  assert.deepEqual(metadata, {
    ...{ correlation_id: event.correlationId, source: 'script', tags: {}, priority: 0, ttl: 1.5 },
    ...{ run_id: 'run-7', session: 'main' },
  });
});

test('what is no event is refused', () => {
  const bus = new EventBus();
  const refused = [
    draft(''),
    draft('x'.repeat(257)),
    draft('x', 'y'.repeat(1024 * 1024 + 1)),
    draft('x', null, { correlationId: 'not one' }),
    draft('x', null, { ttlMs: 0 }),
  ];
  for (const each of refused) {
    assert.throws(
      () => bus.publish(each),
      (error) => error instanceof SpellError && error.code === 'EVENT_ARGUMENT' && Boolean(error.help),
    );
  }
  assert.throws(() => bus.subscribe(''), SpellError);
  assert.equal(bus.stats().published, 0);
});
