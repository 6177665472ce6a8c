// Steps through a whole engine: a table of scripts, the commands given one after each stop, and where each stopped.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../src/base/values.js';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';
import { gate, resultsOf } from '../support/engine.js';

type Command = 'next' | 'stepIn' | 'stepOut' | 'continue';

interface Scenario {
  readonly lines: readonly string[];
  readonly breakAt: readonly number[];
  readonly commands: readonly Command[];
  readonly places: readonly string[];
}

const CALLS = [
  'local function inner(n)', // 1
  '  local m = n + 1', // 2
  '  return m', // 3
  'end', // 4
  'local function outer(n)', // 5
  '  local a = inner(n)', // 6
  '  local b = inner(a)', // 7
  '  return a + b', // 8
  'end', // 9
  'local x = outer(1)', // 10
  'local y = x', // 11
  'return y', // 12
];

const COROUTINE = [
  'local function body(a)', // 1
  '  local b = coroutine.yield(a + 1)', // 2
  '  local c = coroutine.yield(b + 1)', // 3
  '  return c', // 4
  'end', // 5
  'local co = coroutine.create(body)', // 6
  'local _, x = coroutine.resume(co, 1)', // 7
  'local _, y = coroutine.resume(co, x)', // 8
  'local _, z = coroutine.resume(co, y)', // 9
  'return z', // 10
];

const TAIL = [
  'local function last(n)', // 1
  '  local m = n', // 2
  '  return m', // 3
  'end', // 4
  'local function first(n)', // 5
  '  local k = n', // 6
  '  return last(k)', // 7
  'end', // 8
  'local x = first(1)', // 9
  'return x', // 10
];

const RECURSIVE_TAIL = [
  'local function loop(n)', // 1
  '  local m = n', // 2
  '  if m == 0 then return 0 end', // 3
  '  return loop(m - 1)', // 4
  'end', // 5
  'local x = loop(3)', // 6
  'return x', // 7
];

const ERRORS = [
  'local function fails()', // 1
  '  local x = 1', // 2
  '  error("boom")', // 3
  'end', // 4
  'local ok = pcall(fails)', // 5
  'local done = not ok', // 6
  'return done', // 7
];

const META = [
  'local t = setmetatable({}, {', // 1
  '  __add = function(a, b)', // 2
  '    local sum = 7', // 3
  '    return sum', // 4
  '  end,', // 5
  '})', // 6
  'local x = t + 1', // 7
  'return x', // 8
];

const LOAD = [
  'local f = load("local a = 1\\nlocal b = a + 1\\nreturn b", "=made")', // 1
  'local x = f()', // 2
  'return x', // 3
];

const CALLBACK = [
  'local function each(v)', // 1
  '  local w = v', // 2
  '  return w', // 3
  'end', // 4
  'local x = call(each)', // 5
  'return x', // 6
];

const SORT = [
  'local list = {2, 1}', // 1
  'table.sort(list, function(a, b)', // 2
  '  local less = a < b', // 3
  '  return less', // 4
  'end)', // 5
  'return list[1]', // 6
];

const LOOP = [
  'local n = 0', // 1
  'while n < 2 do', // 2
  '  n = n + 1', // 3
  'end', // 4
  'return n', // 5
];

const scenarios: Readonly<Record<string, Scenario>> = {
  'over a call': { lines: CALLS, breakAt: [10], commands: ['next', 'next'], places: ['10 main chunk', '11 main chunk', '12 main chunk'] },
  'over, off the end of a function': { lines: CALLS, breakAt: [3], commands: ['next', 'next', 'continue'], places: ['3 inner', '7 outer', '3 inner'] },
  'in and out again': { lines: CALLS, breakAt: [10], commands: ['stepIn', 'stepIn', 'stepOut', 'stepIn', 'stepOut', 'stepOut'], places: ['10 main chunk', '6 outer', '2 inner', '7 outer', '2 inner', '8 outer', '11 main chunk'] },
  'a breakpoint comes before the end of a step': { lines: CALLS, breakAt: [10, 2], commands: ['next', 'stepOut'], places: ['10 main chunk', '2 inner', '7 outer', '2 inner'] },
  'over a resume': { lines: COROUTINE, breakAt: [7], commands: ['next', 'next', 'next'], places: ['7 main chunk', '8 main chunk', '9 main chunk', '10 main chunk'] },
  'into a coroutine, and from its yield to its resumer': { lines: COROUTINE, breakAt: [7], commands: ['stepIn', 'stepIn', 'stepIn', 'stepIn'], places: ['7 main chunk', '2 body', '8 main chunk', '3 body', '9 main chunk'] },
  'over a yield stays with the coroutine': { lines: COROUTINE, breakAt: [2], commands: ['next', 'next', 'next'], places: ['2 body', '3 body', '4 body', '10 main chunk'] },
  'out of a coroutine goes to who resumed it when it ends': { lines: COROUTINE, breakAt: [2], commands: ['stepOut'], places: ['2 body', '10 main chunk'] },
  'over a tail call': { lines: TAIL, breakAt: [7], commands: ['next'], places: ['7 first', '10 main chunk'] },
  'into a tail call': { lines: TAIL, breakAt: [7], commands: ['stepIn', 'stepOut'], places: ['7 first', '2 last', '10 main chunk'] },
  'over a tail call of itself': { lines: RECURSIVE_TAIL, breakAt: [4], commands: ['next'], places: ['4 loop', '4 loop', '4 loop'] },
  'over an error that is caught': { lines: ERRORS, breakAt: [2], commands: ['next', 'next'], places: ['2 fails', '3 fails', '6 main chunk'] },
  'over a call that fails inside pcall': { lines: ERRORS, breakAt: [5], commands: ['next'], places: ['5 main chunk', '6 main chunk'] },
  'into a metamethod': { lines: META, breakAt: [7], commands: ['stepIn', 'next', 'next'], places: ["7 main chunk", "3 metamethod 'add'", "4 metamethod 'add'", '8 main chunk'] },
  'over a metamethod': { lines: META, breakAt: [7], commands: ['next'], places: ['7 main chunk', '8 main chunk'] },
  'into code from load': { lines: LOAD, breakAt: [2], commands: ['stepIn', 'next', 'stepOut'], places: ['2 main chunk', '1 main chunk', '2 main chunk', '3 main chunk'] },
  'into a call-back of the host': { lines: CALLBACK, breakAt: [5], commands: ['stepIn', 'next', 'stepOut'], places: ['5 main chunk', '2 each', '3 each', '6 main chunk'] },
  'over a host call with a call-back': { lines: CALLBACK, breakAt: [5], commands: ['next'], places: ['5 main chunk', '6 main chunk'] },
  'into a comparator': { lines: SORT, breakAt: [2], commands: ['stepIn', 'stepIn', 'stepIn', 'stepOut'], places: ['2 main chunk', '5 main chunk', '2 main chunk', '3 function </work/job.lua:2>', '6 main chunk'] },
  'through a loop': { lines: LOOP, breakAt: [2], commands: ['next', 'next', 'next', 'next', 'next'], places: ['2 main chunk', '3 main chunk', '2 main chunk', '3 main chunk', '2 main chunk', '5 main chunk'] },
  'off the end of the run': { lines: LOOP, breakAt: [5], commands: ['next'], places: ['5 main chunk'] },
}; // prettier-ignore

for (const [name, { lines, breakAt, commands, places }] of Object.entries(scenarios)) {
  test(`step ${name}`, async (t) => {
    const call = async (
      args: readonly Value[],
      { invoke }: { invoke: (fn: never, args: Value[]) => Promise<readonly Value[]> },
    ): Promise<Value> => (await invoke(args[0] as never, [1]))[0];
    const debugged = await DebuggedEngine.attached(t, {}, { call });
    await debugged.breakAt(...breakAt);
    const run = debugged.run(lines);
    assert.deepEqual(await debugged.walk(run, ...commands), places);
    assert.equal((await run.outcome).status, 'ok');
  });
}

test('what a function returned is shown after a step out of it', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(2);
  const run = debugged.run(['local function two()', '  return 1, "b"', 'end', 'local a, b = two()', 'return a']);
  await debugged.stop(run);
  await debugged.ask('stepOut', {});
  const stop = await debugged.stop(run);
  const returned = await debugged.scope(stop, 'Return values');
  assert.deepEqual(
    returned.map(({ value }) => value),
    ['1', '"b"'],
  );
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [1]);
});

test('the first line of a run, and to a line', async (t) => {
  const debugged = await DebuggedEngine.attached(t, { stopOnEntry: true });
  const run = debugged.run(CALLS);
  const entry = await debugged.stop(run);
  assert.deepEqual([entry.reason, await debugged.where(entry)], ['entry', '1 main chunk']);
  assert.deepEqual(await debugged.ask('runTo', { source: { path: PATH }, line: 7 }), { line: 7 });
  const stop = await debugged.stop(run);
  assert.deepEqual([stop.reason, stop.breakpointIds, await debugged.where(stop)], ['step', [], '7 outer']);
  await debugged.ask('continue', {});
  await run.outcome;
});

test('functions of skipped sources are stepped through', async (t) => {
  const debugged = await DebuggedEngine.attached(t, { skip: ['^=made$'] });
  await debugged.breakAt(2);
  assert.deepEqual(await debugged.walk(debugged.run(LOAD), 'stepIn'), ['2 main chunk', '3 main chunk']);
});

test('a busy loop is paused, stepped and goes on', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const begun = gate();
  const run = debugged.run([
    'stop = false', // 1
    'local n = 0', // 2
    'repeat', // 3
    '  n = n + 1', // 4
    '  if n == 1 then print("begun") end', // 5
    'until stop', // 6
    'return n', // 7
  ]);
  const check = setInterval(() => debugged.test.text() !== '' && begun.open(), 1);
  await begun.opened;
  clearInterval(check);
  assert.deepEqual(await debugged.ask('pause', {}), { willStop: true });
  const paused = await debugged.stop(run);
  assert.equal(paused.reason, 'pause');
  const place = await debugged.where(paused);
  assert.match(place, /^[456] main chunk$/);
  await debugged.ask('next', {});
  const stepped = await debugged.stop(run);
  assert.notEqual(await debugged.where(stepped), place);
  await debugged.evaluate('stop = true', await debugged.frameId(stepped), 'repl');
  await debugged.ask('continue', {});
  assert.equal((await run.outcome).status, 'ok');
});

test('a run that waits for the host is paused there; the answer is kept, call-backs wait', async (t) => {
  const [called, answer] = [gate(), gate()];
  const debugged = await DebuggedEngine.attached(
    t,
    {},
    {
      call: async () => {
        called.open();
        await answer.opened;
        return 'answered';
      },
    },
  );
  const run = debugged.run(['local before = 1', 'local x = call()', 'return x']);
  await called.opened;
  await debugged.ask('pause', {});
  const stop = await debugged.stop(run);
  const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
  assert.deepEqual(
    frames.map(({ kind, waitsFor, line }) => [kind, waitsFor, line]),
    [
      ['host', 'state.load', 0],
      ['main', undefined, 2],
    ],
  );
  answer.open();
  assert.equal((await debugged.evaluate('before', frames[1]!.id)).value, '1');
  await debugged.ask('next', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '3 main chunk');
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), ['answered']);
});

test('an interruption ends a pause, and a deadline does not run while paused', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(1);
  const interrupted = debugged.run(['local x = 1', 'return x']);
  await debugged.stop(interrupted);
  interrupted.interrupt();
  const outcome = await interrupted.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
  assert.equal(debugged.events.at(-1)?.type, 'thread');

  const timed = debugged.run(['local x = 1', 'return x'], { timeoutMs: 2000 });
  await debugged.stop(timed);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await timed.outcome), [1]);
});

test('terminate and detach', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(1);
  const run = debugged.run(['local x = 1', 'return x']);
  await debugged.stop(run);
  await debugged.ask('terminate', {});
  assert.equal((await run.outcome).status, 'error');
  const other = debugged.run(['local x = 1', 'return x']);
  await debugged.stop(other);
  await debugged.ask('detach', {});
  assert.deepEqual(resultsOf(await other.outcome), [1]);
  await assert.rejects(debugged.ask('next', {}), { code: 'DEBUG_NOT_PAUSED' });
});
