import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mock, test } from 'node:test';
import type { ModelRequest } from './model-provider.js';
import { ProviderGate } from './provider-gate.js';
import type { GateLimits } from './provider-gate.js';

const request = (text = 'Hi', signal = new AbortController().signal): ModelRequest => ({
  model: 'm',
  messages: [{ role: 'user', text }],
  signal,
});

/** A gate on a clock that only moves when it is told to. */
function timed(limits: GateLimits): { gate: ProviderGate; pass: (ms: number) => Promise<void> } {
  let now = 0;
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    mock.timers.tick(ms);
    await new Promise(setImmediate);
  };
  return { gate: new ProviderGate(limits, () => now), pass };
}

function watch(gate: ProviderGate, of = request()): { reasons: string[]; isIn: () => boolean; leave: () => void } {
  const reasons: string[] = [];
  let leave: (() => void) | undefined;
  const entering = gate.enter(of, (reason) => reasons.push(reason));
  entering.then(
    (entered) => (leave = () => entered.leave({ inputTokens: 50, outputTokens: 50 })),
    () => undefined,
  );
  return { reasons, isIn: () => leave !== undefined, leave: () => leave?.() };
}

const turn = (): Promise<unknown> => new Promise(setImmediate);

test('requests beyond those of a minute wait until the first of them is a minute old', async () => {
  const { gate, pass } = timed({ requestsPerMinute: 2 });
  const [one, two, three] = [watch(gate), watch(gate), watch(gate)];
  await turn();
  assert.deepEqual([one.isIn(), two.isIn(), three.isIn(), gate.queued], [true, true, false, 1]);
  assert.deepEqual(three.reasons, ['60.0 s for its 2 requests per minute']);
  await pass(59_999);
  assert.equal(three.isIn(), false);
  await pass(1);
  assert.deepEqual([three.isIn(), gate.queued, gate.waitedMs], [true, 0, 60_000]);
});

test('tokens count as they were used, not as they were guessed', async () => {
  const { gate, pass } = timed({ tokensPerMinute: 120 });
  const one = watch(gate, request('four'));
  await turn();
  one.leave();
  const [small, big] = [watch(gate, request('x'.repeat(80))), watch(gate, request('x'.repeat(84)))];
  await turn();
  assert.deepEqual([small.isIn(), big.isIn()], [true, false]);
  assert.match(big.reasons[0] ?? '', /tokens per minute/);
  await pass(60_000);
  assert.equal(big.isIn(), true);
});

test('what alone is more than a minute holds is let through when nothing else is', async () => {
  const { gate, pass } = timed({ tokensPerMinute: 10 });
  const [huge, next] = [watch(gate, request('x'.repeat(400))), watch(gate)];
  await turn();
  assert.deepEqual([huge.isIn(), next.isIn()], [true, false]);
  await pass(60_000);
  assert.equal(next.isIn(), true);
});

test('so many at a time, in the order in which they came', async () => {
  const { gate } = timed({ maxConcurrency: 1 });
  const [one, two, three] = [watch(gate), watch(gate), watch(gate)];
  await turn();
  assert.deepEqual([one.isIn(), two.isIn(), gate.active], [true, false, 1]);
  assert.deepEqual(two.reasons, ['until one of 1 requests has ended']);
  one.leave();
  one.leave();
  await turn();
  assert.deepEqual([two.isIn(), three.isIn(), gate.active], [true, false, 1]);
});

test('nobody goes while the server asks to wait', async () => {
  const { gate, pass } = timed({});
  gate.hold(5000);
  const one = watch(gate);
  await turn();
  assert.deepEqual([one.isIn(), one.reasons], [false, ['5.0 s, as the server asks for']]);
  await pass(5000);
  assert.equal(one.isIn(), true);
});

test('who is aborted leaves the line, and the others move up', async () => {
  const { gate } = timed({ maxConcurrency: 1 });
  const one = watch(gate);
  const controller = new AbortController();
  const reason = new Error('stop');
  const aborted = gate.enter(request('Hi', controller.signal), () => undefined);
  const three = watch(gate);
  await turn();
  controller.abort(reason);
  await assert.rejects(aborted, reason);
  one.leave();
  await turn();
  assert.deepEqual([three.isIn(), gate.active, gate.queued], [true, 1, 0]);
});

test('nothing stays registered on a signal', async () => {
  const { gate } = timed({ maxConcurrency: 1 });
  const { signal } = new AbortController();
  const [one, two] = [watch(gate), watch(gate, request('Hi', signal))];
  await turn();
  one.leave();
  await turn();
  assert.equal(two.isIn(), true);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});
