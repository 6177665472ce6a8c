// What scripts say to their debugger: pauses that they ask for, what they tell, and the lines of their console.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';
import { TestEngine, resultsOf } from '../support/engine.js';

const LINES = [
  'local function check(n)', // 1
  '  local stopped = Debugger.breakpoint(n > 1)', // 2
  '  return stopped', // 3
  'end', // 4
  'local one, two = check(1), check(2)', // 5
  'local none, no = Debugger.breakpoint(nil), Debugger.breakpoint(false)', // 6
  'return one, two, none, no, Debugger.isAttached()', // 7
];

test('a script pauses itself on its own line, and a step goes to the next', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const run = debugged.run(LINES);
  const stop = await debugged.stop(run);
  assert.deepEqual([stop.reason, stop.text, stop.breakpointIds], ['breakpoint', 'Debugger.breakpoint', []]);
  const { frames } = await debugged.ask('stackTrace', { threadId: 1 });
  assert.deepEqual(
    frames.map(({ name, line }) => `${line} ${name}`),
    ['2 check', '5 main chunk'],
  );
  assert.deepEqual(
    (await debugged.scope(stop, 'Locals')).map(({ name, value }) => `${name} = ${value}`),
    ['n = 2'],
  );
  await debugged.ask('next', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '3 check');
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [false, true, false, false, true]);
});

test('without a debugger nothing stops and nothing is told', async (t) => {
  const engine = new TestEngine(t);
  const lines = [...LINES, ''].join('\n');
  assert.deepEqual(await engine.results(lines), [false, false, false, false, false]);
  await engine.results('Debugger.log("nobody")');
  assert.deepEqual([engine.text(), engine.text('stderr')], ['', '']);
});

test('after detaching it is as before', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.ask('detach', {});
  assert.deepEqual(resultsOf(await debugged.run(LINES).outcome), [false, false, false, false, false]);
});

test('a pause of the script can end its run; in an expression it does not stop', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const run = debugged.run(['local x = 1', 'Debugger.breakpoint()', 'return x']);
  const frameId = await debugged.frameId(await debugged.stop(run));
  assert.equal((await debugged.evaluate('Debugger.breakpoint()', frameId)).value, 'false');
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
});

test('in a coroutine the frames of its resumers are below', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const run = debugged.run([
    'local co = coroutine.wrap(function()', // 1
    '  Debugger.breakpoint()', // 2
    'end)', // 3
    'co()', // 4
  ]);
  const stop = await debugged.stop(run);
  const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
  assert.deepEqual(
    frames.map(({ line, kind }) => [line, kind]),
    [
      [2, 'lua'],
      [0, 'host'],
      [4, 'main'],
    ],
  );
  await debugged.ask('continue', {});
  await run.outcome;
});

test('what a script tells comes with its place', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.run(['local x = {}', 'Debugger.log("x", 1.0, nil, x)']).outcome;
  const output = debugged.events.find((event) => event.type === 'output');
  assert.deepEqual([output?.text, output?.line, output?.source.path], ['x\t1\tnil\ttable', 2, PATH]);
});

test('a paused script shows the latest lines of its console, of earlier runs as well', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.run(['Console.warn("first")', 'Console.setLevel("error")']).outcome;
  const run = debugged.run(['local x = 1', 'Console.log("x is", x)', 'Debugger.breakpoint()']);
  const stop = await debugged.stop(run);
  const lines = (await debugged.scope(stop, 'Console')).map(({ name, value }) => `${name} ${value}`);
  assert.deepEqual(lines, ['1 [warn] /work/job.lua:1 first', '2 [info] /work/job.lua:2 x is\t1']);
  await debugged.ask('continue', {});
  await run.outcome;
  assert.deepEqual([debugged.test.text(), debugged.test.text('stderr')], ['', '[warn] first\n']);
});

test('the console keeps to the order of what is printed', async (t) => {
  const engine = new TestEngine(t);
  await engine.results('print("a") Console.log("b") io.write("c\\n") Console.log("d")');
  assert.equal(engine.text(), 'a\nb\nc\nd\n');
});
