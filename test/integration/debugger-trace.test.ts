// Traces: what a script does, written to its standard error and counted.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { DebugRequest } from '../../src/debugger/contract.js';
import { DebuggedEngine } from '../support/debugged-engine.js';
import { failureOf, resultsOf } from '../support/engine.js';

const LINES = [
  'local total = 0', // 1
  'local function greet(name, n)', // 2
  '  total = total + n', // 3
  '  return "Hello " .. name', // 4
  'end', // 5
  'for i = 1, 2 do', // 6
  '  greet("Ann", i)', // 7
  'end', // 8
  'return total', // 9
];

async function traced(
  t: TestContext,
  asked: DebugRequest<'setTrace'>,
  attach: DebugRequest<'attach'> = {},
): Promise<DebuggedEngine> {
  const debugged = await DebuggedEngine.attached(t, attach, { call: () => Promise.resolve('answered') });
  await debugged.ask('setTrace', asked);
  return debugged;
}

/** Lines of the trace, without folder and times. */
function written(debugged: DebuggedEngine, runId?: string): string[] {
  const text = debugged.test.text('stderr', runId);
  const short = text.replaceAll('/work/', '').replace(/ \(\d+\.\d\d ms\)/g, ' (ms)');
  return short.split('\n').slice(0, -1);
}

test('lines with their text, indented by the depth of calls', async (t) => {
  const debugged = await traced(t, { lines: true });
  assert.deepEqual(resultsOf(await debugged.run(LINES).outcome), [3]);
  assert.deepEqual(written(debugged), [
    'job.lua:1  local call = State.load; local total = 0',
    'job.lua:5  end',
    'job.lua:6  for i = 1, 2 do',
    'job.lua:7  greet("Ann", i)',
    '  job.lua:3  total = total + n',
    '  job.lua:4  return "Hello " .. name',
    'job.lua:6  for i = 1, 2 do',
    'job.lua:7  greet("Ann", i)',
    '  job.lua:3  total = total + n',
    '  job.lua:4  return "Hello " .. name',
    'job.lua:6  for i = 1, 2 do',
    'job.lua:9  return total',
  ]);
  const { lines, functions } = await debugged.ask('traced', {});
  assert.deepEqual(functions, []);
  assert.deepEqual(
    lines.slice(0, 2).map(({ source, line, count }) => [source.path, line, count]),
    [
      ['/work/job.lua', 6, 3],
      ['/work/job.lua', 7, 2],
    ],
  );
});

test('calls with arguments, results and times; functions of the host too', async (t) => {
  const debugged = await traced(t, { calls: true });
  await debugged.run([
    'local function both(...) return call("key"), ... end', // 1
    'both({1, 2}, nil)', // 2
    'local function none() end', // 3
    'local function last(n) return none(n) end', // 4
    'last(5)', // 5
    'string.format("%d", 1)', // 6
  ]).outcome;
  assert.deepEqual(written(debugged), [
    'job.lua:0  -> main chunk()',
    'job.lua:1  -> both({1, 2}, nil)',
    '  job.lua:1  -> State.load("key")',
    '  job.lua:1  <- State.load = "answered" (ms)',
    'job.lua:1  <- both = "answered", {1, 2}, nil (ms)',
    'job.lua:4  -> last(5)',
    'job.lua:3  -> none()',
    'job.lua:3  <- none (ms)',
    'job.lua:6  <- main chunk (ms)',
  ]);
});

test('variables that have changed since the line before', async (t) => {
  const debugged = await traced(t, { variables: true });
  await debugged.run([
    'local total, list = 0, {}', // 1
    'local function add(n)', // 2
    '  local twice = n * 2', // 3
    '  total = total + twice', // 4
    '  list[#list + 1] = total', // 5
    'end', // 6
    'add(3)', // 7
    'list = "none"', // 8
    'for i = 1, 2 do', // 9
    '  local x = i', // 10: is gone before the next line
    'end', // 11
  ]).outcome;
  assert.deepEqual(written(debugged), [
    'job.lua:1  call = function State.load',
    'job.lua:1  total = 0',
    'job.lua:1  list = {}',
    'job.lua:6  add = function (n)',
    '  job.lua:3  twice = 6',
    '  job.lua:4  total: 0 -> 6',
    'job.lua:7  total: 0 -> 6',
    'job.lua:8  list: {} -> "none"',
    'job.lua:9  i = 1',
    'job.lua:9  i = 2',
  ]);
});

test('errors that unwind, in coroutines and out of the run', async (t) => {
  const debugged = await traced(t, { calls: true });
  const failure = failureOf(
    await debugged.run([
      'local function bad() error("no") end', // 1
      'local function outer() bad() return 1 end', // 2
      'pcall(outer)', // 3
      'local co = coroutine.create(function(a) coroutine.yield(a) bad() end)', // 4
      'coroutine.resume(co, 1) coroutine.resume(co)', // 5
      'outer()', // 6
    ]).outcome,
  );
  assert.match(failure.message, /no$/);
  assert.deepEqual(written(debugged), [
    'job.lua:0  -> main chunk()',
    'job.lua:2  -> outer()',
    '  job.lua:1  -> bad()',
    '  job.lua:1  <- bad raised',
    'job.lua:2  <- outer raised',
    '[co 2] job.lua:4  -> function <job.lua:4>(1)',
    '[co 2] job.lua:1  -> bad()',
    '[co 2] job.lua:1  <- bad raised',
    '[co 2] job.lua:4  <- function <job.lua:4> raised',
    'job.lua:2  -> outer()',
    '  job.lua:1  -> bad()',
    '  job.lua:1  <- bad raised',
    'job.lua:2  <- outer raised',
    'job.lua:0  <- main chunk raised',
  ]);
});

test('functions are counted: calls, and time of their own and with what they call', async (t) => {
  const debugged = await traced(t, { calls: true });
  await debugged.run([
    'local function spin(n) local x = 0 for i = 1, n do x = x + i end return x end', // 1
    'local function twice() spin(200000) spin(200000) end', // 2
    'local function down(n) if n > 0 then down(n - 1) end end', // 3
    'twice() down(10)', // 4
    'local co = coroutine.wrap(function() coroutine.yield() end)', // 5
    'co() spin(400000) co()', // 6
  ]).outcome;
  const { functions, lines } = await debugged.ask('traced', {});
  assert.deepEqual(lines, []);
  const of = (name: string): (typeof functions)[number] => functions.find((each) => each.name.startsWith(name))!;
  assert.deepEqual(
    ['main chunk', 'spin', 'twice', 'down', 'function <'].map((name) => of(name).calls),
    [1, 3, 1, 11, 1],
  );
  assert.equal(functions[0]?.name, 'spin');
  assert.deepEqual([of('spin').line, of('spin').source?.path], [1, '/work/job.lua']);
  assert.ok(of('twice').totalMs > of('twice').selfMs);
  // What recursion takes is counted once, and a coroutine that waits takes nothing.
  const sum = functions.reduce((ms, { selfMs }) => ms + selfMs, 0);
  assert.ok(of('down').totalMs <= sum && of('main chunk').totalMs <= sum + 0.001);
  assert.ok(of('function <').totalMs < of('spin').totalMs / 2);
  assert.deepEqual((await debugged.ask('traced', { limit: 2 })).functions.length, 2);
  await debugged.ask('setTrace', {});
  assert.deepEqual(await debugged.ask('traced', {}), { functions: [], lines: [] });
});

test('every call is counted once, though the engine leaves the interpreter and enters it again', async (t) => {
  const debugged = await traced(t, { calls: true });
  await debugged.run(['local function f(n) end', 'local function g(n) return f(n) end', 'for i = 1, 5000 do g(i) end'])
    .outcome;
  const { functions } = await debugged.ask('traced', {});
  const calls = functions.filter(({ line }) => line > 0).map(({ name, calls: n }) => `${name} ${n}`);
  assert.deepEqual(calls.sort(), ['f 5000', 'g 5000']);
});

test('it lasts over runs until it is set again, and leaves no trace then', async (t) => {
  const debugged = await traced(t, { lines: true, calls: true, variables: true });
  await debugged.run(['local x = 1', 'x = 2']).outcome;
  const all = [
    'job.lua:0  -> main chunk()',
    'job.lua:1  local call = State.load; local x = 1',
    'job.lua:1  call = function State.load',
    'job.lua:1  x = 1',
    'job.lua:2  x = 2',
    'job.lua:2  <- main chunk (ms)',
  ];
  assert.deepEqual(written(debugged), all);
  await debugged.run(['local x = 1', 'x = 2']).outcome;
  assert.deepEqual(written(debugged), [...all, ...all]);
  await debugged.ask('setTrace', {});
  await debugged.run(['local x = 1', 'x = 2']).outcome;
  assert.deepEqual(written(debugged), [...all, ...all]);
});

test('chunks that are skipped are not traced', async (t) => {
  const debugged = await traced(t, { lines: true, calls: true }, { skip: ['job\\.lua$'] });
  await debugged.run(['load("local y = 1", "=inner")()']).outcome;
  assert.deepEqual(written(debugged), [
    '  inner:0  -> main chunk()'.slice(2),
    '  inner:1  local y = 1',
    'inner:1  <- main chunk (ms)',
  ]);
});

test('breakpoints, steps and returned values beside it', async (t) => {
  const debugged = await traced(t, { lines: true, calls: true });
  await debugged.breakAt(3);
  const run = debugged.run(LINES);
  await debugged.stop(run);
  await debugged.ask('stepOut', {});
  const stop = await debugged.stop(run);
  assert.equal(await debugged.where(stop), '6 main chunk');
  const values = (await debugged.scope(stop, 'Return values')).map(({ value }) => value);
  assert.deepEqual(values, ['"Hello Ann"']);
  await debugged.breakAt();
  await debugged.ask('setTrace', {});
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [3]);
  assert.equal(written(debugged).length, 10);
});

test('an endless script is held back by its reader and can be interrupted', async (t) => {
  let bytes = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let seen = (): void => undefined;
  const first = new Promise<void>((resolve) => (seen = resolve));
  const debugged = await DebuggedEngine.attached(
    t,
    {},
    {
      onOutput: async (chunk) => {
        bytes += chunk.bytes.length;
        seen();
        await held;
      },
    },
  );
  await debugged.ask('setTrace', { lines: true, calls: true });
  const run = debugged.run(['local n = 0', 'while true do', '  n = n + 1', 'end']);
  await first;
  run.interrupt();
  release();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
  assert.ok(bytes < 2 ** 20);
});

test('long values and lines are cut, and stay on one line', async (t) => {
  const debugged = await traced(t, { calls: true, lines: true });
  await debugged.run([`local text = "${'x'.repeat(300)}"`, '(function(a) end)(text .. "\\n")']).outcome;
  const lines = written(debugged);
  assert.ok(lines.every((line) => line.length < 180));
  assert.ok(lines.some((line) => line.includes('…')));
});

test('lines whose text is not known show their place', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.ask('detach', {});
  await debugged.run(['function early()', '  return 1', 'end']).outcome;
  await debugged.ask('attach', {});
  await debugged.ask('setTrace', { lines: true });
  await debugged.run(['early()'], { chunkName: '=cell' }).outcome;
  assert.deepEqual(written(debugged), ['cell:1  local call = State.load; early()', '  job.lua:2']);
});
