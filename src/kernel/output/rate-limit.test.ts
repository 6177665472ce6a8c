import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimit } from './rate-limit.js';

test('without a limit nobody waits', () => {
  const rate = new RateLimit();
  for (let i = 0; i < 10; i++) assert.equal(rate.charge(1e9), undefined);
});

test('a burst is free, what goes beyond it waits until it has been earned', async () => {
  const rate = new RateLimit(100_000);
  assert.equal(rate.charge(90_000), undefined);
  const waiting = rate.charge(20_000);
  assert.ok(waiting instanceof Promise);
  await waiting;
});

test('many short outputs cost more than their bytes', () => {
  const rate = new RateLimit(1000);
  const free = [1, 2, 3, 4, 5].filter(() => rate.charge(1) === undefined);
  assert.equal(free.length, 3);
});

test('release lets all go who wait', async () => {
  const rate = new RateLimit(1);
  const waiting = [rate.charge(1000), rate.charge(1000)];
  assert.ok(waiting.every((wait) => wait instanceof Promise));
  rate.release();
  await Promise.all(waiting);
  assert.equal(rate.charge(1e9), undefined);
  rate.hold();
  assert.ok(rate.charge(1) instanceof Promise);
  rate.release();
});

test('waits that are longer than timers can be are not cut to nothing', async () => {
  const rate = new RateLimit(1);
  const waiting = rate.charge(2 ** 33);
  const stillWaits = sleep(20, 'still waits');
  assert.equal(await Promise.race([waiting, stillWaits]), 'still waits');
  rate.release();
  await waiting;
});
