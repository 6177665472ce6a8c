import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitBreaker } from './circuit-breaker.js';
import { HOOK_BREAKER } from './hooks/hook-registry.js';

function timed(): { breaker: CircuitBreaker; pass: (ms: number) => void } {
  let now = 0;
  return { breaker: new CircuitBreaker({ ...HOOK_BREAKER, slowMs: 100 }, () => now), pass: (ms) => (now += ms) };
}

function record(breaker: CircuitBreaker, times: number, ms: number, failed: boolean): void {
  for (let i = 0; i < times; i++) breaker.record(ms, failed);
}

test('it opens when half of the last executions have failed, once there are five', () => {
  const { breaker } = timed();
  record(breaker, 4, 1, true);
  assert.equal(breaker.state, 'closed');
  breaker.record(1, true);
  assert.deepEqual([breaker.state, breaker.allows, breaker.reason, breaker.opened], ['open', false, 'errors', 1]);
});

test('fewer failures than that leave it closed', () => {
  const { breaker } = timed();
  record(breaker, 11, 1, false);
  record(breaker, 9, 1, true);
  assert.equal(breaker.state, 'closed');
  // The window has moved on: one of the good ones is forgotten.
  breaker.record(1, true);
  assert.equal(breaker.state, 'open');
});

test('it opens when half of them were slow', () => {
  const { breaker } = timed();
  record(breaker, 5, 101, false);
  assert.deepEqual([breaker.state, breaker.reason], ['open', 'latency']);
});

test('after a pause one try decides, and a failed one doubles the pause', () => {
  const { breaker, pass } = timed();
  record(breaker, 5, 1, true);
  pass(4999);
  assert.deepEqual([breaker.state, breaker.leftMs], ['open', 1]);
  pass(1);
  assert.deepEqual([breaker.state, breaker.allows], ['half-open', true]);
  breaker.record(1, true);
  pass(9999);
  assert.equal(breaker.state, 'open');
  pass(1);
  breaker.record(1, false);
  assert.deepEqual([breaker.state, breaker.leftMs], ['closed', 0]);
  record(breaker, 4, 1, true);
  assert.equal(breaker.state, 'closed');
  breaker.record(1, true);
  assert.equal(breaker.leftMs, 5000);
});

test('a slow try is a failed one; the pause grows to a minute and no further', () => {
  const { breaker, pass } = timed();
  record(breaker, 5, 1, true);
  for (let i = 0; i < 10; i++) {
    pass(breaker.leftMs);
    breaker.record(1000, false);
  }
  assert.deepEqual([breaker.leftMs, breaker.reason], [60_000, 'latency']);
});
