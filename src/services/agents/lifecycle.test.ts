import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGENT_ACTIONS, Lifecycle } from './lifecycle.js';
import type { AgentAction } from './lifecycle.js';

/** A lifecycle after some actions; every look at the clock takes a second. */
function after(...actions: readonly AgentAction[]): Lifecycle {
  let seconds = 0;
  const lifecycle = new Lifecycle('a', () => 1000 * seconds++);
  for (const action of actions) lifecycle.perform(action, `to ${action}`);
  return lifecycle;
}

const possible = (...actions: readonly AgentAction[]): string =>
  AGENT_ACTIONS.filter((action) => {
    try {
      after(...actions, action);
      return true;
    } catch {
      return false;
    }
  }).join(' ');

test('each state allows its own changes and no others', () => {
  assert.equal(after().current, 'Ready');
  assert.equal(possible(), 'initialize start terminate set_error');
  assert.equal(possible('start'), 'pause stop terminate set_error');
  assert.equal(possible('start', 'pause'), 'resume stop terminate set_error');
  assert.equal(possible('set_error'), 'terminate recover');
  assert.equal(possible('terminate'), '');
  assert.equal(after('start', 'pause', 'resume').current, 'Running');
  assert.equal(after('start', 'pause', 'stop').current, 'Ready');
  assert.equal(after('set_error', 'recover').current, 'Ready');
  assert.equal(after('initialize').current, 'Ready');
});

test('a wrong change names the state, and what there is instead', () => {
  assert.throws(() => after('resume'), {
    code: 'AGENT_STATE',
    message: "Agent 'a' cannot resume: it is Ready, not Paused",
    help: 'in this state there are initialize, start, terminate, set_error',
  });
  assert.throws(() => after('terminate', 'start'), { help: 'build another agent' });
});

test('questions are answered when ready and running', () => {
  after().checkUsable();
  after('start').checkUsable();
  const refused: [AgentAction[], RegExp, RegExp][] = [
    [['start', 'pause'], /is Paused/, /resume/],
    [['set_error'], /is Error/, /recover/],
    [['terminate'], /is Terminated/, /build another/],
  ];
  for (const [actions, message, help] of refused) {
    assert.throws(() => after(...actions).checkUsable(), { code: 'AGENT_STATE', message, help });
  }
});

test('history and figures say what has been', () => {
  const lifecycle = after('set_error', 'recover');
  assert.deepEqual(
    lifecycle.history().map(({ from, to, elapsed, reason }) => [from, to, elapsed, reason]),
    [
      ['Uninitialized', 'Initializing', 1, undefined],
      ['Initializing', 'Ready', 1, undefined],
      ['Ready', 'Error', 1, 'to set_error'],
      ['Error', 'Recovering', 1, 'to recover'],
      ['Recovering', 'Ready', 1, 'to recover'],
    ],
  );
  assert.deepEqual(lifecycle.metrics(), {
    current_state: 'Ready',
    total_transitions: 5,
    error_count: 1,
    recovery_attempts: 1,
    uptime: 6,
    last_transition: '1970-01-01T00:00:05.000Z',
    state_time_distribution: { Uninitialized: 1, Initializing: 1, Ready: 2, Error: 1, Recovering: 1 },
  });
  assert.deepEqual([lifecycle.lastError, lifecycle.isHealthy], ['to set_error', true]);
  assert.equal(after('set_error').isHealthy, false);
});

test('of the history the last hundred changes are kept', () => {
  const lifecycle = after();
  for (let i = 0; i < 60; i++) for (const action of ['start', 'stop'] as const) lifecycle.perform(action);
  assert.equal(lifecycle.history().length, 100);
  assert.equal(lifecycle.metrics()['total_transitions'], 122);
});
