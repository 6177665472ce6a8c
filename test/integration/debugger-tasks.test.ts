// Tasks as threads of the debugger: their names, their stacks, what they wait for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DebuggedEngine } from '../support/debugged-engine.js';
import { gate } from '../support/engine.js';

test('tasks are threads with their names; those that wait have their stacks', async (t) => {
  const answer = gate();
  const held = { 'tool.execute': () => answer.opened.then(() => 'answer') };
  const debugged = await DebuggedEngine.attached(t, {}, { methods: held });
  await debugged.breakAt(7);
  const lines = [
    'local function ask()', // 1
    '  local question = "why"', // 2
    '  return Tool.execute(question, {})', // 3
    'end', // 4
    'local function count()', // 5
    '  local n = 1', // 6
    '  return n', // 7
    'end', // 8
    'local asking = Async.spawn("asking", ask)', // 9
    'local counting = Async.spawn("counting", count)', // 10
    'local got = Async.all({ asking = asking, counting = counting })', // 11
    'return got.asking, got.counting', // 12
  ];
  const run = debugged.run(lines);
  const stop = await debugged.stop(run);
  const { threads } = await debugged.ask('threads', {});
  assert.deepEqual(threads.map(({ name, status }) => `${status} ${name}`).toSorted(), [
    'running counting',
    'suspended asking',
    'suspended main',
  ]);
  assert.equal(threads.find(({ id }) => id === stop.threadId)?.name, 'counting');
  const stackOf = async (name: string): Promise<readonly number[]> => {
    const { id } = threads.find((thread) => thread.name === name)!;
    return (await debugged.ask('stackTrace', { threadId: id })).frames.map(({ line }) => line);
  };
  assert.deepEqual([await stackOf('counting'), await stackOf('asking'), await stackOf('main')], [[7], [0, 3], [0, 11]]);
  await debugged.ask('continue', {});
  answer.open();
  const outcome = await run.outcome;
  assert.deepEqual(outcome.status === 'ok' && outcome.results, ['answer', 1]);
});

test('an expression of the debugger waits for no task', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(2);
  const run = debugged.run(['local task = Async.spawn(function() return 1 end)', 'return task:await()']);
  const stop = await debugged.stop(run);
  const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
  await assert.rejects(debugged.evaluate('task:await()', frames[0]!.id), /cannot wait for tasks/);
  await debugged.ask('continue', {});
  const outcome = await run.outcome;
  assert.deepEqual(outcome.status === 'ok' && outcome.results, [1]);
});
