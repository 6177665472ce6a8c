// Runs that call a host function by its name instead of running code.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostMethod } from '../../src/base/values.js';
import { failureOf, gate, resultsOf, TestEngine } from '../support/engine.js';

test('a call gives the results of the function, as a run of its own', async (t) => {
  const engine = new TestEngine(t);
  const run = engine.engine.run({ call: 'JSON.parse', args: ['{"a":[1,2.5,"x"]}'] });
  assert.equal(run.id, 'run-1');
  assert.deepEqual(resultsOf(await run.outcome), [{ a: [1, 2.5, 'x'] }]);
});

test('values of every kind reach the function', async (t) => {
  const seen: unknown[] = [];
  const engine = new TestEngine(t, { call: (args) => void seen.push(...args) });
  const args = [null, true, 1, 2n ** 60n, 0.5, 'text', new Uint8Array([255]), [1, 2], { a: { b: 'c' } }];
  await engine.engine.run({ call: 'State.load', args }).outcome;
  assert.deepEqual(seen, args);
});

test('a failing call is captured as a failing script is', async (t) => {
  const engine = new TestEngine(t);
  const failure = failureOf(await engine.engine.run({ call: 'JSON.parse', args: ['{'] }).outcome);
  assert.equal(failure.kind, 'runtime');
  assert.deepEqual(
    failure.frames.map(({ kind, name }) => [kind, name]),
    [['host', 'JSON.parse']],
  );
});

test('a name that no function has, and values that do not fit, fail the call and nothing else', async (t) => {
  const engine = new TestEngine(t);
  const unknown = failureOf(await engine.engine.run({ call: 'No.thing', args: [] }).outcome);
  assert.match(unknown.message, /no host function No\.thing/);
  const large = failureOf(await engine.engine.run({ call: 'JSON.stringify', args: [2n ** 70n] }).outcome);
  assert.match(large.message, /does not fit into 64 bits/);
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('a call that waits is interrupted and has a deadline', async (t) => {
  const called = gate();
  const waits: HostMethod = (_args, { signal }) => {
    called.open();
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  const engine = new TestEngine(t, { call: waits });
  const run = engine.engine.run({ call: 'State.load', args: [] });
  await called.opened;
  run.interrupt();
  assert.equal(failureOf(await run.outcome).kind, 'interrupted');
  const late = engine.engine.run({ call: 'State.load', args: [], timeoutMs: 20 });
  assert.equal(failureOf(await late.outcome).kind, 'timeout');
});

test('a call leaves the arguments and the place of the last script as they are', async (t) => {
  const places: string[] = [];
  const engine = new TestEngine(t, { call: (_args, { workingDirectory }) => void places.push(workingDirectory) });
  await engine.results('function noted() return arg and arg[1], package.path end', {
    scriptName: 'a.lua',
    args: ['first'],
    workingDirectory: '/tmp',
  });
  await engine.engine.run({ call: 'State.load', args: [] }).outcome;
  assert.deepEqual(places, ['/tmp']);
});
