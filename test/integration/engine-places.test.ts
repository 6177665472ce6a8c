// Where failures happened, when the stack is gone by the time the run ends: call-backs, `<close>` handlers, lost engines.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LuaFunctionRef } from '../../src/base/values.js';
import { failureOf, TestEngine } from '../support/engine.js';

/** Name (or kind) and line, innermost first. */
const places = (failure: ReturnType<typeof failureOf>): string[] =>
  failure.frames.map(({ kind, name, line }) => `${name ?? kind}:${line ?? ''}`);

test("an error in a call-back of the host is the script's, with the whole stack", async (t) => {
  const engine = new TestEngine(t, {
    methods: { 'state.load': async ([, fn], context) => (await context.invoke(fn as LuaFunctionRef, []))[0] },
  });
  const run = engine.run('local function cb()\n  local inner = 5\n  error("boom")\nend\nState.load("x", cb)');
  const failure = failureOf(await run.outcome);
  assert.equal(failure.kind, 'runtime');
  assert.equal(failure.host, undefined);
  assert.deepEqual(places(failure), ['error:', 'lua:3', 'State.load:', 'main:5']);
  assert.deepEqual(
    failure.frames[1]?.locals?.map(({ name, value }) => `${name}=${value.preview}`),
    ['inner=5'],
  );
});

test('a call-back error that the script caught does not colour a later one', async (t) => {
  const engine = new TestEngine(t, {
    methods: { 'state.load': async ([, fn], context) => (await context.invoke(fn as LuaFunctionRef, []))[0] },
  });
  const run = engine.run('pcall(State.load, "x", function() error("boom", 0) end)\n\nlocal t = nil\nt.x = 1');
  const failure = failureOf(await run.outcome);
  assert.deepEqual(places(failure), ['main:4']);
});

test('an error of a <close> handler comes beside the one that it followed', async (t) => {
  const engine = new TestEngine(t);
  const code = 'local x <close> = setmetatable({}, {__close = function() error("second", 0) end})\nerror("first", 0)';
  const failure = failureOf(await engine.run(code).outcome);
  assert.equal(failure.message, 'first');
  assert.equal(failure.closeError, 'second');
});

test('a run lost inside one long call tells where it was', async (t) => {
  const engine = new TestEngine(t, { graceMs: 300 });
  const filler = '-- filler\n'.repeat(300);
  const code = `${filler}local function deep(s)\n  return (string.find(s, ("a*"):rep(30) .. "b"))\nend\nlocal co = coroutine.wrap(function()\n  deep(("a"):rep(60))\nend)\nco()`;
  const run = engine.run(code, { timeoutMs: 200 });
  const outcome = await run.outcome;
  const failure = failureOf(outcome);
  assert.equal(outcome.status === 'error' && outcome.engineReplaced, true);
  assert.deepEqual(
    failure.frames.map(({ kind, source, line }) => `${kind} ${source} ${line}`),
    ['lua @test.lua 302', 'lua @test.lua 305', 'main @test.lua 307'],
  );
});
