// The memory limit: a refusal is an error that a script may survive, a second one ends the run, and the session goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LuaFunctionRef, Value } from '../../src/base/values.js';
import { shown, TestEngine } from '../support/engine.js';

const MIB = 2 ** 20;
const maxMemoryBytes = 32 * MIB;

/** Fills the memory to the last byte that a small table needs. */
const FILL = 'while true do hoard = {hoard} end';

test('a refusal can be survived', async (t) => {
  const engine = new TestEngine(t, { maxMemoryBytes });
  assert.deepEqual(
    await engine.results(`
      local ok, message = pcall(function() local t = {} while true do t[#t + 1] = string.rep("x", 100000) .. #t end end)
      local length = #string.rep("y", 5000000)
      return ok, message, length, collectgarbage("count") < 10000`),
    [false, 'not enough memory', 5_000_000, true],
  );
});

test('an uncaught refusal is a failure of the kind memory', async (t) => {
  const engine = new TestEngine(t, { maxMemoryBytes });
  const failure = await engine.failure('local t = {}\nwhile true do t[#t + 1] = string.rep("x", 100000) .. #t end');
  assert.equal(failure.kind, 'memory');
  assert.equal(failure.message, 'not enough memory');
  assert.equal(failure.frames.at(-1)?.line, 2);
});

for (const [name, script] of [
  ['one after the other', `local t pcall(function() while true do t = {t} end end) while true do t = {t} end`],
  ['in a loop that catches them', `local t while true do pcall(function() while true do t = {t} end end) end`],
  [
    'in coroutines',
    `local t while true do coroutine.resume(coroutine.create(function() while true do t = {t} end end)) end`,
  ],
  ['in a handler', `local t while true do xpcall(error, function() while true do t = {t} end end) end`],
] as const) {
  test(`a second refusal ends the run: ${name}`, async (t) => {
    const engine = new TestEngine(t, { maxMemoryBytes, graceMs: 60_000 });
    const outcome = await engine.outcome(script);
    assert.equal(outcome.status, 'error');
    assert.equal(outcome.failure.kind, 'memory');
    assert.match(outcome.failure.message, /^not enough memory/);
    assert.equal(outcome.engineReplaced, undefined);
    assert.deepEqual(await engine.results('return 1'), [1]);
  });
}

test('a run starts with a clean record', async (t) => {
  const engine = new TestEngine(t, { maxMemoryBytes });
  for (let i = 0; i < 3; i++) {
    const [ok, message] = await engine.results(
      'return pcall(function() local t = {} while true do t[#t + 1] = string.rep("x", 100000) .. #t end end)',
    );
    assert.deepEqual([ok, message], [false, 'not enough memory']);
  }
});

test('a session that is full can tell so, run scripts and be emptied', async (t) => {
  for (const keepImages of [false, true]) {
    const engine = new TestEngine(t, { maxMemoryBytes, keepImages });
    const outcome = await engine.outcome(FILL);
    assert.equal(outcome.status, 'error');
    assert.equal(outcome.failure.kind, 'memory');
    assert.equal(outcome.engineReplaced, undefined);
    assert.notEqual(outcome.failure.frames.length, 0);
    // Neither a failure nor its report, nor many runs, need what is not there.
    for (let i = 0; i < 5; i++) {
      assert.equal((await engine.failure('error("told")')).message, 'test.lua:1: told');
      assert.equal((await engine.failure('x x')).kind, 'syntax');
      assert.deepEqual(await engine.results('return hoard ~= nil, "text" .. 1'), [true, 'text1']);
    }
    for (const filler of ['x = {x}', 'x = x .. "y"', 'x = function() return x end']) {
      assert.equal((await engine.failure(`x = "" while true do ${filler} hoard = {hoard} end`)).kind, 'memory');
    }
    assert.deepEqual(
      await engine.results('x = nil hoard = nil collectgarbage() return collectgarbage("count") < 2000'),
      [true],
    );
    assert.deepEqual(await engine.results('return #string.rep("x", 10000000)'), [10_000_000]);
    await engine.engine.dispose();
  }
});

test('a full session stays near its limit, whatever runs leave behind', async (t) => {
  const engine = new TestEngine(t, { maxMemoryBytes });
  await engine.failure(FILL);
  for (let i = 0; i < 20; i++) await engine.outcome('for i = 1, 100 do hoard = {hoard} end');
  const [kib] = await engine.results('return collectgarbage("count")');
  assert.ok(Number(kib) * 1024 < maxMemoryBytes + 4 * MIB, `${shown(kib)} KiB`);
});

test('values from the host count, and are refused as any other', async (t) => {
  const big = 'x'.repeat(20 * MIB);
  const engine = new TestEngine(t, { maxMemoryBytes, call: () => big });
  assert.deepEqual(await engine.results('local one = call() return #one, pcall(call)'), [
    20 * MIB,
    false,
    'not enough memory',
  ]);
  const list = Array.from({ length: 3_000_000 }, (_, i) => i);
  const lists = new TestEngine(t, { maxMemoryBytes, call: () => list });
  assert.deepEqual(await lists.results('return pcall(call)'), [false, 'not enough memory']);
  assert.deepEqual(await lists.results('return 1'), [1]);
});

test('a call-back whose arguments have no room fails for both sides, and the run goes on', async (t) => {
  const seen: unknown[] = [];
  const engine = new TestEngine(t, {
    maxMemoryBytes,
    call: async ([fn], context): Promise<Value> => {
      await context.invoke(fn as LuaFunctionRef, ['x'.repeat(40 * MIB)]).catch((error: unknown) => seen.push(error));
      return 'answered';
    },
  });
  const results = await engine.results('return select("#", pcall(call, print)), pcall(string.rep, "x", 10)');
  assert.deepEqual(results, [2, true, 'xxxxxxxxxx']);
  assert.equal(seen.length, 1);
  assert.match(String(seen[0]), /not enough memory/);
  assert.equal(engine.text(), '');
});

test('a chunk that is too large to compile is a failure of the kind memory', async (t) => {
  const engine = new TestEngine(t, { maxMemoryBytes });
  const failure = await engine.failure(`return "${'x'.repeat(50 * MIB)}"`);
  assert.deepEqual([failure.kind, failure.message], ['memory', 'not enough memory']);
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('a limit beyond what the VM can have is the most it can have', async (t) => {
  for (const limit of [2 ** 32, 2 ** 32 + 1000, 8e9, Infinity]) {
    const engine = new TestEngine(t, { maxMemoryBytes: limit });
    assert.deepEqual(await engine.results('return #string.rep("x", 30000000)'), [30_000_000]);
    await engine.engine.dispose();
  }
});
