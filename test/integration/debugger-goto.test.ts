// Going on at another line, through a whole engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../src/base/values.js';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';
import { gate, resultsOf } from '../support/engine.js';

const source = { path: PATH };

const LINES = [
  'local log = {}', // 1
  'local function note(what) log[#log + 1] = what end', // 2
  'note("a")', // 3
  'note("b")', // 4
  'note("c")', // 5
  'for i = 1, 2 do', // 6
  '  note("d" .. i)', // 7
  '  note("e" .. i)', // 8
  'end', // 9
  'do', // 10
  '  local inner <close> = setmetatable({}, {__close = function() note("closed") end})', // 11
  '  note("f")', // 12
  '  note("g")', // 13
  'end', // 14
  'note(', // 15
  '  "h"', // 16
  ')', // 17
  'return table.concat(log, " ")', // 18
];

test('forwards and backwards, and again from there; the rest of the run goes on', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(4);
  const run = debugged.run(LINES);
  const stop = await debugged.stop(run);
  debugged.events.length = 0;
  for (const line of [5, 3, 5]) {
    assert.deepEqual(await debugged.ask('gotoTargets', { source, line }), { lines: [line] });
    await debugged.ask('goto', { source, line });
    const there = await debugged.stop(run);
    assert.deepEqual([there.reason, await debugged.where(there), there.threadId], ['goto', `${line} main chunk`, stop.threadId]);
  }
  assert.deepEqual(
    debugged.events.map(({ type }) => type),
    ['continued', 'stopped', 'continued', 'stopped', 'continued', 'stopped'],
  );
  await debugged.breakAt();
  await debugged.ask('next', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '6 main chunk');
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), ['a c d1 e1 d2 e2 f g closed h']);
});

test('only where the same variables are in scope, and nothing is half done', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const allowed = async (from: number): Promise<number[]> => {
    await debugged.breakAt({ line: from, isTemporary: true });
    const run = debugged.run(LINES);
    await debugged.stop(run);
    const lines: number[] = [];
    for (let line = 1; line <= LINES.length; line++) {
      const found = await debugged.ask('gotoTargets', { source, line });
      if (found.lines.includes(line)) lines.push(line);
    }
    for (const line of [1, 2, 16]) await assert.rejects(debugged.ask('goto', { source, line }), { code: 'DEBUG_REFUSED' });
    await debugged.ask('continue', {});
    await run.outcome;
    return lines;
  };
  const outside = [3, 4, 5, 6, 11, 15, 18];
  assert.deepEqual(await allowed(4), outside);
  assert.deepEqual(await allowed(18), outside);
  assert.deepEqual(await allowed(8), [7, 8]);
  assert.deepEqual(await allowed(13), [12, 13]);
});

test('in a function, in a loop, and in a coroutine that the run has resumed', async (t) => {
  const lines = [
    'local function body(n)', // 1
    '  local sum = 0', // 2
    '  for i = 1, n do', // 3
    '    sum = sum + i', // 4
    '    sum = sum * 2', // 5
    '    coroutine.yield(sum)', // 6
    '  end', // 7
    '  return sum', // 8
    'end', // 9
    'local results = {}', // 10
    'local co = coroutine.wrap(body)', // 11
    'for i = 1, 3 do results[i] = co(2) end', // 12
    'return table.concat(results, " ")', // 13
  ];
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(5);
  const run = debugged.run(lines);
  const first = await debugged.stop(run);
  await debugged.ask('goto', { source, line: 4 });
  const again = await debugged.stop(run);
  assert.deepEqual([again.reason, again.threadId, await debugged.where(again)], ['goto', first.threadId, '4 body']);
  await debugged.ask('continue', {});
  assert.equal((await debugged.stop(run)).reason, 'breakpoint');
  await debugged.ask('goto', { source, line: 6 });
  await debugged.stop(run);
  await debugged.breakAt();
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), ['2 8 8']);
});

test('not in the middle of a line, not under a call-back of the host, not in another function', async (t) => {
  const [called, answer] = [gate(), gate()];
  const debugged = await DebuggedEngine.attached(
    t,
    {},
    {
      call: async (args: readonly Value[], { invoke }) => {
        called.open();
        await answer.opened;
        await invoke(args[0] as never, []);
      },
    },
  );
  const run = debugged.run([
    'local function back()', // 1
    '  local x = 1', // 2
    '  return x', // 3
    'end', // 4
    'call(back)', // 5
    'return 1', // 6
  ]);
  const refuses = async (line: number): Promise<void> => {
    assert.deepEqual(await debugged.ask('gotoTargets', { source, line }), { lines: [] });
    await assert.rejects(debugged.ask('goto', { source, line }), { code: 'DEBUG_REFUSED' });
  };
  await called.opened;
  await debugged.ask('pause', {});
  await debugged.stop(run);
  await refuses(6);
  await debugged.breakAt(2, 6);
  answer.open();
  await debugged.ask('continue', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '2 back');
  await refuses(2);
  await debugged.ask('continue', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '6 main chunk');
  await refuses(2);
  await assert.rejects(debugged.ask('goto', { source: { path: '/work/other.lua' }, line: 6 }), { code: 'DEBUG_REFUSED' });
  assert.deepEqual(await debugged.ask('gotoTargets', { source, line: 5 }), { lines: [5] });
  await debugged.ask('terminate', {});
  await run.outcome;
});

test('a run that is ended where it would go on is ended', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(4);
  const run = debugged.run(LINES);
  await debugged.stop(run);
  await debugged.ask('goto', { source, line: 3 });
  await debugged.stop(run);
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
  assert.deepEqual(resultsOf(await debugged.test.outcome('return 1')), [1]);
});
