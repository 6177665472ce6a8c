import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SilenceGuard } from './silence-guard.js';

test('time between two waits does not count', async () => {
  const guard = new SilenceGuard(new AbortController().signal, 20);
  assert.equal(await guard.wait(() => Promise.resolve(1)), 1);
  await sleep(60);
  assert.equal(guard.timedOut, false);
  assert.equal(guard.signal.aborted, false);
  assert.equal(await guard.wait(() => Promise.resolve(2)), 2);
});

test('a wait that takes too long aborts the request', async () => {
  const guard = new SilenceGuard(new AbortController().signal, 10);
  const request = new Promise((_, reject) => {
    guard.signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
  await assert.rejects(guard.wait(() => request));
  assert.equal(guard.timedOut, true);
});

test("the caller's abort is passed on with its reason, also when it came before", async () => {
  const controller = new AbortController();
  const guard = new SilenceGuard(controller.signal, 60_000);
  const reason = new Error('stop');
  controller.abort(reason);
  for (const each of [guard, new SilenceGuard(controller.signal, 60_000)]) {
    assert.equal(each.signal.reason, reason);
    await assert.rejects(
      each.wait(() => Promise.resolve()),
      reason,
    );
    assert.equal(each.timedOut, false);
  }
});

test('the end of a request leaves nothing behind', () => {
  const { signal } = new AbortController();
  const guard = new SilenceGuard(signal, 60_000);
  guard.dispose();
  assert.equal(guard.signal.aborted, true);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});
