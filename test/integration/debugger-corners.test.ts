// Breakpoints and steps where functions are called in unusual ways: iterators, loaded chunks, call-backs, protected calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../src/base/values.js';
import type { HitCondition } from '../../src/debugger/contract.js';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';
import { resultsOf } from '../support/engine.js';

const call = async (
  args: readonly Value[],
  { invoke }: { invoke: (fn: never, args: Value[]) => Promise<readonly Value[]> },
): Promise<Value> => (await invoke(args[0] as never, [1]))[0];

test('a breakpoint in a coroutine that a for loop iterates over', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(4);
  const run = debugged.run([
    'local function each(n)', // 1
    '  return coroutine.wrap(function()', // 2
    '    for i = 1, n do', // 3
    '      coroutine.yield(i * 10)', // 4
    '    end', // 5
    '  end)', // 6
    'end', // 7
    'local sum = 0', // 8
    'for v in each(3) do', // 9
    '  sum = sum + v', // 10
    'end', // 11
    'return sum', // 12
  ]);
  const seen: unknown[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
    const resumer = frames.find(({ isResumer }) => isResumer === true);
    seen.push([(await debugged.evaluate('i', frames[0]!.id)).value, frames[0]!.line, resumer?.kind, frames.at(-1)?.line]);
    assert.notEqual(stop.threadId, 1);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(seen, ['1', '2', '3'].map((i) => [i, 4, 'host', 9]));
  assert.deepEqual(resultsOf(await run.outcome), [60]);
});

test('chunks that are named otherwise or not at all have breakpoints by their number', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const lines = [
    'local made = load("local a = 1\\nreturn a", "=made")', // 1
    'local text = load("local b = 2\\nreturn b")', // 2
    'return made() + text()', // 3
  ];
  await debugged.run(lines).outcome;
  const { sources } = await debugged.ask('loadedSources', {});
  const references = ['=made', 'local b = 2\nreturn b'].map(
    (name) => sources.find(({ chunkName }) => chunkName === name)?.reference ?? assert.fail(name),
  );
  const breakpoints = references.map((reference, i) => ({ id: i + 1, source: { reference }, line: 2 }));
  const states = (await debugged.ask('setBreakpoints', { breakpoints })).breakpoints;
  assert.deepEqual(states.map(({ isVerified, line }) => [isVerified, line]), [[true, 2], [true, 2]]); // prettier-ignore
  const run = debugged.run(lines);
  const seen: unknown[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
    seen.push([stop.breakpointIds, frames[0]!.source?.reference, frames[0]!.line]);
    const { text } = await debugged.ask('source', { reference: frames[0]!.source?.reference ?? 0 });
    assert.match(String(text), /^local [ab] = /);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(seen, references.map((reference, i) => [[i + 1], reference, 2]));
  assert.deepEqual(resultsOf(await run.outcome), [3]);
});

/** For a line that is hit six times: the hits at which it stops. */
const operators: Readonly<Record<HitCondition['operator'], readonly number[]>> = {
  '==': [3],
  '~=': [1, 2, 4, 5, 6],
  '<': [1, 2],
  '<=': [1, 2, 3],
  '>': [4, 5, 6],
  '>=': [3, 4, 5, 6],
  every: [3, 6],
};
for (const [operator, hits] of Object.entries(operators)) {
  test(`hits ${operator} 3`, async (t) => {
    const debugged = await DebuggedEngine.attached(t);
    await debugged.breakAt({ line: 2, hitCondition: { operator: operator as HitCondition['operator'], count: 3 } });
    const run = debugged.run(['for i = 1, 6 do', '  local x = i', 'end']);
    const seen: number[] = [];
    for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
      seen.push(Number((await debugged.evaluate('i', await debugged.frameId(stop))).value));
      await debugged.ask('continue', {});
    }
    assert.deepEqual(seen, hits);
  });
}

test('a temporary breakpoint tells that it is removed, before it tells of its stop', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt({ line: 2, isTemporary: true }, { line: 3, isTemporary: true, condition: 'i == 2' });
  await debugged.ask('setFunctionBreakpoints', { breakpoints: [{ id: 9, name: 'f', isTemporary: true }] });
  const run = debugged.run(['for i = 1, 3 do', '  local x = i', '  x = x + 1', 'end', 'function f() return 1 end', 'return f() + f()']);
  const ids: unknown[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    ids.push(stop.breakpointIds);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(ids, [[1], [2], [9]]);
  const told = debugged.events.flatMap((event) => {
    if (event.type === 'stopped') return [`stopped ${event.breakpointIds.join()}`];
    return event.type === 'breakpoint' && event.reason === 'removed' ? [`removed ${event.breakpoint.id}`] : [];
  });
  assert.deepEqual(told, ['removed 1', 'stopped 1', 'removed 2', 'stopped 2', 'removed 9', 'stopped 9']);
});

const FUNCTIONS = [
  'local function other(a)', // 1
  '  -- nothing', // 2
  '  local b = a', // 3
  '  return b', // 4
  'end', // 5
  'local x = 1', // 6
  'local y = other(x)', // 7
  'return y', // 8
];

test('to a line of another function, or of one that is never reached', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(6);
  const run = debugged.run(FUNCTIONS);
  await debugged.stop(run);
  assert.deepEqual(await debugged.ask('runTo', { source: { path: PATH }, line: 2 }), { line: 3 });
  const stop = await debugged.stop(run);
  assert.deepEqual([stop.reason, stop.breakpointIds, await debugged.where(stop)], ['step', [], '3 other']);
  // Another stop would come first; here the run ends, and the next one does not stop there.
  await debugged.ask('runTo', { source: { path: PATH }, line: 6 });
  await run.outcome;
  await debugged.breakAt();
  assert.deepEqual(await debugged.walk(debugged.run(FUNCTIONS)), []);
});

test('functions of skipped sources are stepped over, through and out of, but breakpoints in them stop', async (t) => {
  const lines = [
    'local lib = load("local f = ...\\nlocal x = f(1)\\nlocal y = x\\nreturn y", "=lib")', // 1
    'local function back(a)', // 2
    '  return a', // 3
    'end', // 4
    'local x = lib(back)', // 5
    'return x', // 6
  ];
  const debugged = await DebuggedEngine.attached(t, { skip: ['^=lib$'] });
  await debugged.breakAt(5);
  assert.deepEqual(await debugged.walk(debugged.run(lines), 'stepIn', 'stepIn'), ['5 main chunk', '3 back', '6 main chunk']); // prettier-ignore
  assert.deepEqual(await debugged.walk(debugged.run(lines), 'stepIn', 'stepOut'), ['5 main chunk', '3 back', '6 main chunk']); // prettier-ignore
  assert.deepEqual(await debugged.walk(debugged.run(lines), 'next'), ['5 main chunk', '6 main chunk']);
});

test('out of a function that a host method calls back, and over its end', async (t) => {
  const lines = [
    'local function each(v)', // 1
    '  local w = v', // 2
    '  return w', // 3
    'end', // 4
    'local x = call(each)', // 5
    'local y = x', // 6
    'return y', // 7
  ];
  const debugged = await DebuggedEngine.attached(t, {}, { call });
  await debugged.breakAt(2);
  assert.deepEqual(await debugged.walk(debugged.run(lines), 'stepOut', 'next'), ['2 each', '6 main chunk', '7 main chunk']); // prettier-ignore
  assert.deepEqual(await debugged.walk(debugged.run(lines), 'next', 'next', 'next'), ['2 each', '3 each', '6 main chunk', '7 main chunk']); // prettier-ignore
});

test('over a line that yields inside a protected call inside a coroutine', async (t) => {
  const lines = [
    'local function body()', // 1
    '  local ok, got = pcall(function()', // 2
    '    local a = coroutine.yield(1)', // 3
    '    local b = coroutine.yield(a)', // 4
    '    error({b})', // 5
    '  end)', // 6
    '  return got[1]', // 7
    'end', // 8
    'local co = coroutine.wrap(body)', // 9
    'local x = co()', // 10
    'local y = co("y")', // 11
    'local z = co("z")', // 12
    'return x, y, z', // 13
  ];
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(2);
  const over = debugged.run(lines);
  assert.deepEqual(await debugged.walk(over, 'next', 'next', 'next', 'next'), ['2 body', '6 body', '2 body', '7 body', '13 main chunk']); // prettier-ignore
  assert.deepEqual(resultsOf(await over.outcome), [1, 'y', 'z']);
  await debugged.breakAt(3);
  const inside = debugged.run(lines);
  assert.deepEqual(await debugged.walk(inside, 'next', 'next', 'next', 'next'), ['3 function </work/job.lua:2>', '4 function </work/job.lua:2>', '5 function </work/job.lua:2>', '7 body', '13 main chunk']); // prettier-ignore
  assert.deepEqual(resultsOf(await inside.outcome), [1, 'y', 'z']);
});

test('the condition of a function breakpoint fails: it stops once and says why', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const breakpoints = [{ id: 3, name: 'f', condition: 'a.b.c' }];
  await debugged.ask('setFunctionBreakpoints', { breakpoints });
  const run = debugged.run(['function f(a) return a end', 'f(1) f(2)', 'return f({b = {c = true}}).b.c']);
  const stops: unknown[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    stops.push([stop.reason, stop.breakpointIds, stop.text?.replace(/\(.*/, '').trim()]);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(stops, [
    ['function breakpoint', [3], 'the condition `a.b.c` failed: attempt to index a number value'],
    ['function breakpoint', [3], undefined],
  ]);
  assert.deepEqual(resultsOf(await run.outcome), [true]);
});
