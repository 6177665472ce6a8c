import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CircuitBreaker } from './circuit-breaker.js';
import type { BreakerState } from './circuit-breaker.js';
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

const LIMITS = { ...HOOK_BREAKER, slowMs: 100 } as const;

type Step =
  | { readonly kind: 'run'; readonly ms: number; readonly failed: boolean }
  | { readonly kind: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('run' as const), ms: fc.constantFrom(1, 100, 101), failed: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 2500, 5000, 20_000, 60_000) }),
  },
);

/** What it should say, computed anew at every step from all that has happened. */
class Model {
  private executions: ('good' | 'failed' | 'slow')[] = [];
  private pauses = 0;
  private until: number | undefined;

  state(now: number): BreakerState {
    if (this.until === undefined) return 'closed';
    return now < this.until ? 'open' : 'half-open';
  }

  run({ ms, failed }: { ms: number; failed: boolean }, now: number): void {
    const verdict = failed ? 'failed' : ms > LIMITS.slowMs ? 'slow' : 'good';
    if (this.state(now) === 'half-open') {
      if (verdict === 'good') [this.until, this.pauses, this.executions] = [undefined, 0, []];
      else this.open(now);
      return;
    }
    this.executions.push(verdict);
    const last = this.executions.slice(-LIMITS.window);
    if (last.length < LIMITS.enough) return;
    const share = (bad: string): number => last.filter((each) => each === bad).length / last.length;
    if (share('failed') >= LIMITS.share || share('slow') >= LIMITS.share) this.open(now);
  }

  private open(now: number): void {
    this.until = now + Math.min(LIMITS.pauseMs * 2 ** this.pauses, LIMITS.longestPauseMs);
    this.pauses += 1;
    this.executions = [];
  }
}

test('it opens, tries again and closes as it should, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      let now = 0;
      const [breaker, model] = [new CircuitBreaker(LIMITS, () => now), new Model()];
      for (const each of steps) {
        if (each.kind === 'wait') now += each.ms;
        else if (breaker.allows) {
          model.run(each, now);
          breaker.record(each.ms, each.failed);
        }
        assert.equal(breaker.state, model.state(now));
        assert.equal(breaker.allows, breaker.state !== 'open');
        assert.ok(breaker.leftMs >= 0 && breaker.leftMs <= LIMITS.longestPauseMs);
      }
    }),
    { numRuns: 500 },
  );
});
