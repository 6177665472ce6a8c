// Steps into one of several calls on a line, through a whole engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../src/base/values.js';
import type { Run } from '../../src/engine/contract.js';
import { DebuggedEngine } from '../support/debugged-engine.js';

const LINES = [
  'local function one(a)', // 1
  '  local b = a', // 2
  '  return b', // 3
  'end', // 4
  'local function two(a)', // 5
  '  return one(a) + 1', // 6
  'end', // 7
  'local callable = setmetatable({}, {__call = function(self, a)', // 8
  '  return one(a)', // 9
  'end})', // 10
  'local wrapped = coroutine.wrap(function(a)', // 11
  '  while true do a = coroutine.yield(one(a)) end', // 12
  'end)', // 13
  'local x = two(one(1)) + callable(2) + wrapped(3) + call(one)', // 14
  'local function last(a)', // 15
  '  return one(a), two(a)', // 16
  'end', // 17
  'local function tail(a)', // 18
  '  return last(one(a))', // 19
  'end', // 20
  'for i = 1, 2 do one(i) two(i) end', // 21
  'local y = tail(1)', // 22
  'return x', // 23
];

const call = async (
  args: readonly Value[],
  { invoke }: { invoke: (fn: never, args: Value[]) => Promise<readonly Value[]> },
): Promise<Value> => (await invoke(args[0] as never, [1]))[0];

/** Where stepping into a call of the line ends, and the stop after that by `then`. */
async function into(debugged: DebuggedEngine, line: number, index: number, then = 'stepOut'): Promise<string[]> {
  await debugged.breakAt({ line, isTemporary: true });
  const run = debugged.run(LINES);
  await debugged.stop(run);
  await debugged.breakAt();
  await debugged.ask('stepIn', { call: index });
  const places: string[] = [];
  for (const command of [then, 'continue'] as const) {
    const stop = await debugged.stopOrEnd(run);
    if (stop === undefined) return places;
    const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
    places.push(`${frames[0]!.line} ${frames[0]!.name} < ${frames[1]?.line ?? 0}`);
    await debugged.ask(command as 'stepOut', {});
  }
  await run.outcome;
  return places;
}

test('into exactly the call that is asked for, others are stepped over', async (t) => {
  const debugged = await DebuggedEngine.attached(t, {}, { call });
  assert.deepEqual(await into(debugged, 14, 0), ['2 one < 14', '17 main chunk < 0']);
  assert.deepEqual(await into(debugged, 14, 1), ['6 two < 14', '17 main chunk < 0']);
  assert.deepEqual((await into(debugged, 14, 2))[0], '9 __call < 14');
});

test('where no function of the script is entered the step ends as one over the line', async (t) => {
  const debugged = await DebuggedEngine.attached(t, {}, { call });
  assert.deepEqual((await into(debugged, 14, 3))[0], '17 main chunk < 0');
  assert.deepEqual((await into(debugged, 14, 4))[0], '17 main chunk < 0');
});

test('into a tail call; before it, into what gives its arguments', async (t) => {
  const debugged = await DebuggedEngine.attached(t, {}, { call });
  assert.deepEqual((await into(debugged, 19, 0))[0], '2 one < 19');
  assert.deepEqual((await into(debugged, 19, 1))[0], '16 last < 22');
  assert.deepEqual((await into(debugged, 16, 1))[0], '6 two < 16');
});

test('in a loop on one line; functions of skipped sources are stepped over', async (t) => {
  const debugged = await DebuggedEngine.attached(t, {}, { call });
  assert.deepEqual((await into(debugged, 21, 1, 'continue'))[0], '6 two < 21');
  const skipping = await DebuggedEngine.attached(t, { skip: ['^=made$'] });
  await skipping.breakAt(2);
  const run = skipping.run([
    'local f = load("return 1", "=made") ', // 1
    'local x = f() + tonumber("1")', // 2
    'return x', // 3
  ]);
  await skipping.stop(run);
  await skipping.ask('stepIn', { call: 0 });
  assert.equal(await skipping.where(await skipping.stop(run)), '3 main chunk');
  await skipping.ask('continue', {});
});

async function targets(debugged: DebuggedEngine, run: Run, level = 0): Promise<{ calls: number; done: number }> {
  const stop = await debugged.stop(run);
  return debugged.ask('stepInTargets', { frameId: await debugged.frameId(stop, level) });
}

test('how many calls a line makes, and how many of them have been made', async (t) => {
  const debugged = await DebuggedEngine.attached(t, {}, { call });
  await debugged.breakAt(14, 9);
  const run = debugged.run(LINES);
  assert.deepEqual(await targets(debugged, run), { calls: 5, done: 0 });
  await debugged.ask('continue', {});
  assert.deepEqual(await targets(debugged, run, 1), { calls: 5, done: 2 });
  await assert.rejects(debugged.ask('stepIn', { call: 7 }), { code: 'DEBUG_UNKNOWN' });
  await debugged.ask('continue', {});
  await run.outcome;
});
