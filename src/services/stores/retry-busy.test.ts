import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryBusy } from './retry-busy.js';

const busy = new Error('busy');
const isBusy = (error: unknown): boolean => error === busy;

function failing(times: number): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls <= times) throw busy;
    return calls;
  };
}

test('tries until the lock is free', async () => {
  assert.equal(await retryBusy(failing(4), { isBusy, totalMs: 10_000 }), 5);
});

test('gives up with the busy error when the time is over', async () => {
  await assert.rejects(retryBusy(failing(Infinity), { isBusy, totalMs: 20 }), busy);
});

test('other errors are thrown at once', async () => {
  let calls = 0;
  const operation = (): never => {
    calls += 1;
    throw new Error('other');
  };
  await assert.rejects(retryBusy(operation, { isBusy, totalMs: 10_000 }), /other/);
  assert.equal(calls, 1);
});

test('an abort ends the wait', async () => {
  const controller = new AbortController();
  const waiting = retryBusy(failing(Infinity), { isBusy, totalMs: 60_000, signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});
