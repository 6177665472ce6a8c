import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ValueObject } from '../value-kinds.js';
import { Alerts } from './alerts.js';
import type { Measured } from './alerts.js';

const CALM: Measured = { metrics: { requests_failed: 0 }, health: 'healthy', errorRate: 0 };

function alerts(condition: ValueObject, more: ValueObject = {}): { alerts: Alerts; wait: (seconds: number) => void } {
  let now = 0;
  const made = new Alerts(() => now);
  made.configure({ name: 'a', condition, ...more });
  return { alerts: made, wait: (seconds) => void (now += seconds * 1000) };
}

test('conditions on metrics, health and the rate of errors', () => {
  const cases: [ValueObject, Partial<Measured>, unknown][] = [
    [{ type: 'metric_threshold', metric: 'requests_failed', threshold: 2 }, { metrics: { requests_failed: 3 } }, 3],
    [{ type: 'metric_threshold', metric: 'n', operator: '<=', threshold: 2n }, { metrics: { n: 2 } }, 2],
    [{ type: 'health_status', status: 'degraded' }, { health: 'degraded' }, 'degraded'],
    [{ type: 'health_status' }, { health: 'unhealthy' }, 'unhealthy'],
    [{ type: 'error_rate', threshold: 0.5 }, { errorRate: 0.75 }, 0.75],
  ];
  for (const [condition, measured, value] of cases) {
    const { alerts: made } = alerts(condition);
    assert.deepEqual(made.check(CALM), []);
    const [raised] = made.check({ ...CALM, ...measured });
    assert.deepEqual(raised, {
      name: 'a',
      severity: 'warning',
      message: `a: ${String(value)}`,
      value,
      timestamp: '1970-01-01T00:00:00.000Z',
    });
    assert.deepEqual(made.list(), [raised]);
  }
});

test('one that was raised rests for its time, and one that is disabled always', () => {
  const condition = { type: 'error_rate', threshold: 0.5 };
  const broken = { ...CALM, errorRate: 1 };
  const { alerts: made, wait } = alerts(condition, { cooldown_seconds: 10 });
  assert.equal(made.check(broken).length, 1);
  wait(9);
  assert.equal(made.check(broken).length, 0);
  wait(1);
  assert.equal(made.check(broken).length, 1);
  assert.equal(made.list().length, 2);
  assert.deepEqual(alerts(condition, { enabled: false }).alerts.check(broken), []);
});

test('what is wrong is named', () => {
  const condition = { type: 'error_rate', threshold: 0.5 };
  const cases: [ValueObject, RegExp][] = [
    [{ condition }, /name: it is missing/],
    [{ name: 'a' }, /condition: expected a table, got nil/],
    [{ name: 'a', condition, severity: 'high' }, /severity: it is none of info/],
    [{ name: 'a', condition, enabled: 1 }, /enabled: expected a boolean/],
    [{ name: 'a', condition, cooldown_seconds: -1 }, /cooldown_seconds: -1 is below 0/],
    [{ name: 'a', condition: { type: 'error_rat' } }, /'error_rat' is none of .*did you mean 'error_rate'/],
    [{ name: 'a', condition: { type: 'error_rate', threshold: 2 } }, /between 0 and 1/],
    [{ name: 'a', condition: { type: 'metric_threshold' } }, /condition.metric: it is missing/],
    [{ name: 'a', condition: { type: 'metric_threshold', metric: 'x', operator: '!' } }, /condition.operator/],
    [{ name: 'a', condition: { type: 'metric_threshold', metric: 'x' } }, /threshold: expected a number, got nil/],
    [{ name: 'a', condition: { type: 'health_status', status: 'ill' } }, /condition.status/],
  ];
  for (const [table, message] of cases)
    assert.throws(() => new Alerts().configure(table), { code: 'AGENT_ALERT', message });
});
