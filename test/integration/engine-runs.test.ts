// Runs from queue to outcome: results, output, arguments, order, exit, and the ends of an engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import type { LuaFunctionRef } from '../../src/base/values.js';
import type { RunOutcome } from '../../src/engine/contract.js';
import { failureOf, gate, resultsOf, TestEngine, textOf } from '../support/engine.js';

test('a run gives what its chunk returns and writes what it prints', async (t) => {
  const engine = new TestEngine(t);
  const run = engine.run('print("hi", 1, 2.5) io.stderr:write("careful\\n") return 1, "two"');
  assert.deepEqual(await run.outcome, { status: 'ok', results: [1, 'two'] });
  assert.equal(engine.text('stdout'), 'hi\t1\t2.5\n');
  assert.equal(engine.text('stderr'), 'careful\n');
});

test('results of every kind come as plain data, what cannot cross as text', async (t) => {
  const engine = new TestEngine(t);
  assert.deepEqual(
    await engine.results(`return nil, true, 1, 2^53, math.maxinteger, math.mininteger, 0.5, -0.0, "text", "\\xff\\0",
      {1, 2, {3}}, {a = {b = "c"}}, {}, nil`),
    [
      undefined,
      true,
      1,
      2 ** 53,
      9223372036854775807n,
      -9223372036854775808n,
      0.5,
      -0,
      'text',
      new Uint8Array([0xff, 0]),
      [1, 2, [3]],
      { a: { b: 'c' } },
      {},
      undefined,
    ],
  );
  assert.deepEqual(await engine.results('local t = {} t.t = t return t, {print}, io.stdout, coroutine.create(print)'), [
    '{t={…}}',
    '{function: builtin}',
    'userdata',
    'thread',
  ]);
  assert.deepEqual(await engine.results('local a = {1} return a, {a, a}'), [[1], [[1], [1]]]);
  assert.match(textOf((await engine.results('\n\nreturn function() end'))[0]), /^function: test\.lua:3$/);
});

test('a chunk may return as many values as fit on the stack', async (t) => {
  const engine = new TestEngine(t);
  const results = await engine.results('local t = {} for i = 1, 999000 do t[i] = i end return table.unpack(t)');
  assert.equal(results.length, 999_000);
  assert.deepEqual(results.slice(-2), [998_999, 999_000]);
});

test('arguments are what `...` holds, with any text in them', async (t) => {
  const engine = new TestEngine(t);
  const args = ['', 'a b', '*', '"quoted"', 'ünï', '--flag', '\n'];
  assert.deepEqual(await engine.results('return select("#", ...), {...}', { args }), [args.length, args]);
  const many = Array.from({ length: 1000 }, (_, i) => `argument ${i}`);
  assert.deepEqual(await engine.results('return {...}', { args: many }), [many]);
  assert.deepEqual(await engine.results('return select("#", ...)'), [0]);
});

test('more arguments than fit are refused, and the engine lives on', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure('return 1', { args: new Array<string>(1_100_000).fill('x') });
  assert.match(failure.message, /1100000 arguments are too many/);
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('runs wait for each other, in order; globals stay and locals go', async (t) => {
  const engine = new TestEngine(t);
  const outcomes = ['x = 1', 'x = x + 1; local y = 5', 'x = x * 10', 'return x, y'].map(
    (code) => engine.run(code).outcome,
  );
  assert.deepEqual((await Promise.all(outcomes)).at(-1), { status: 'ok', results: [20, undefined] });
});

test('each run has an id, which its output carries', async (t) => {
  const engine = new TestEngine(t);
  const runs = [1, 2, 3].map((n) => engine.run(`print("run ${n}") io.stderr:write("error ${n}")`));
  await Promise.all(runs.map((run) => run.outcome));
  assert.equal(new Set(runs.map(({ id }) => id)).size, 3);
  runs.forEach(({ id }, i) => {
    assert.equal(engine.text('stdout', id), `run ${i + 1}\n`);
    assert.equal(engine.text('stderr', id), `error ${i + 1}`);
  });
});

test('a run has ended only when all of its output has been taken', async (t) => {
  const { opened, open } = gate();
  const taken: string[] = [];
  const engine = new TestEngine(t, {
    onOutput: async ({ bytes }) => {
      await opened;
      taken.push(Buffer.from(bytes).toString());
    },
  });
  let hasEnded = false;
  const outcome = engine.run('print("late")').outcome.then((ended) => {
    hasEnded = true;
    return ended;
  });
  await engine.engine.ready;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(hasEnded, false);
  open();
  resultsOf(await outcome);
  assert.deepEqual(taken, ['late\n']);
});

test('bytes run as well as text; a line for the shell and a byte order mark do not count', async (t) => {
  const engine = new TestEngine(t);
  const run = async (code: string | Uint8Array): Promise<RunOutcome> =>
    engine.engine.run({ code, chunkName: '=bytes' }).outcome;
  assert.deepEqual(resultsOf(await run(Buffer.from('return "\xff", #"\xff"', 'latin1'))), [new Uint8Array([0xff]), 1]);
  assert.deepEqual(resultsOf(await run('#!/usr/bin/env llmspell\nreturn 1')), [1]);
  assert.match(failureOf(await run('\ufeff#!x\nreturn nil + 1')).message, /^bytes:2: /);
});

test('compiled chunks do not run', async (t) => {
  const engine = new TestEngine(t);
  const outcome = await engine.engine.run({ code: '\x1bLua', chunkName: '=binary' }).outcome;
  assert.match(failureOf(outcome).message, /attempt to load a binary chunk/);
});

test('os.exit ends the run from anywhere, and the engine lives on', async (t) => {
  const engine = new TestEngine(t, { call: async ([fn], context) => context.invoke(fn as LuaFunctionRef, []) });
  for (const [code, exit] of [
    ['os.exit(3)', 3],
    ['os.exit(true)', 0],
    ['os.exit(false)', 1],
    ['os.exit()', 0],
    ['pcall(os.exit, 4)', 4],
    ['xpcall(function() os.exit(5) end, print)', 5],
    ['coroutine.wrap(function() pcall(coroutine.wrap(os.exit), 6) end)()', 6],
    ['call(function() os.exit(7) end)', 7],
    ['table.sort({1, 2, 3}, function() os.exit(8) end)', 8],
    ['local x <close> = setmetatable({}, {__close = function() error("no") end}) os.exit(9)', 9],
    ['print("before") os.exit(10) print("after")', 10],
  ] as const) {
    assert.deepEqual(await engine.outcome(`${code} print("still there")`), { status: 'exit', code: exit }, code);
  }
  assert.equal(engine.text(), 'before\n');
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('an engine is ready before or after its first run is given', async (t) => {
  const engine = new TestEngine(t);
  const early = engine.results('return 1');
  await engine.engine.ready;
  assert.deepEqual(await early, [1]);
});

test('closing ends the run under way and refuses the others', async (t) => {
  const { opened, open } = gate();
  const engine = new TestEngine(t, {
    call: () => {
      open();
      return null;
    },
  });
  const runs = ['call() while true do end', 'return 1'].map((code) => engine.run(code));
  await opened;
  await engine.engine.dispose();
  for (const run of [...runs, engine.run('return 2')]) {
    const failure = failureOf(await run.outcome);
    assert.equal(failure.kind, 'internal');
    assert.match(failure.message, /the engine has been closed/);
    run.interrupt();
  }
  await engine.engine.dispose();
  await engine.engine.outputTaken();
});

test('closing aborts host calls and takes the output that was written', async (t) => {
  const { opened, open } = gate();
  const signals: AbortSignal[] = [];
  const engine = new TestEngine(t, {
    call: (_args, { signal }) => {
      signals.push(signal);
      open();
      return new Promise(() => undefined);
    },
  });
  const run = engine.run('print("written") call()');
  await opened;
  await engine.engine.dispose();
  failureOf(await run.outcome);
  assert.equal(signals[0]?.aborted, true);
  assert.equal(engine.text(), 'written\n');
});

test('an engine that is closed at once is not ready', async (t) => {
  const engine = new TestEngine(t);
  const run = engine.run('return 1');
  await engine.engine.dispose();
  await assert.rejects(engine.engine.ready, { code: 'ENGINE_START' });
  failureOf(await run.outcome);
});

test('an engine that cannot start says why, to every run', async (t) => {
  const engine = new TestEngine(t, { maxMemoryBytes: 1000 });
  const early = engine.run('return 1');
  await assert.rejects(engine.engine.ready, {
    code: 'ENGINE_START',
    message: /memory limit of 1000 bytes is too small/,
  });
  for (const run of [early, engine.run('return 2')]) {
    const failure = failureOf(await run.outcome);
    assert.equal(failure.kind, 'internal');
    assert.match(failure.message, /memory limit of 1000 bytes is too small/);
  }
});

test('outputTaken waits for what has been written so far', async (t) => {
  const taken: string[] = [];
  const engine: TestEngine = new TestEngine(t, {
    call: async () => {
      await engine.engine.outputTaken();
      return taken.join('');
    },
    onOutput: async ({ bytes }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      taken.push(Buffer.from(bytes).toString());
    },
  });
  assert.deepEqual(await engine.results('print("a") io.write("b") return call()'), ['a\nb']);
});

test('a consumer of output that fails is told to the log; the run goes on', async (t) => {
  const engine = new TestEngine(t, {
    onOutput: () => {
      throw new Error('the pipe is gone');
    },
  });
  assert.deepEqual(await engine.results('for i = 1, 3 do print(i) end return 1'), [1]);
  assert.equal(engine.log[0]?.level, 'error');
  assert.match(engine.log[0].message, /the pipe is gone/);
});

test('warnings go to standard error once they are on', async (t) => {
  const engine = new TestEngine(t);
  await engine.results('warn("off") warn("@on") warn("a", "b")');
  assert.equal(engine.text('stderr'), 'Lua warning: ab\n');
});

test('output that nobody takes does not hold up the end of the engine', async (t) => {
  const { opened, open } = gate();
  const engine = new TestEngine(t, {
    onOutput: () => {
      open();
      return new Promise(() => undefined);
    },
  });
  const run = engine.run('print("x")');
  await opened;
  await engine.engine.dispose();
  assert.equal(failureOf(await run.outcome).kind, 'internal');
});

test('each run has its own input', async (t) => {
  const inputs = new Map([
    ['run-1', ['one\nleft over\n']],
    ['run-2', ['two\n']],
  ]);
  const engine = new TestEngine(t, {
    readInput: async (_bytes, _signal, runId) => {
      const piece = inputs.get(runId)?.shift();
      return piece === undefined ? null : Buffer.from(piece);
    },
  });
  assert.deepEqual(await engine.results('return io.read()'), ['one']);
  assert.deepEqual(await engine.results('return io.read(), io.read() == nil'), ['two', true]);
});

test('input that may not be asked for is an error, input that cannot be read a result', async (t) => {
  const engine = new TestEngine(t, {
    readInput: async (_bytes, _signal, runId) => {
      throw new SpellError(runId === 'run-1' ? 'STDIN_NOT_ALLOWED' : 'INPUT', 'no input here', {
        help: 'ask elsewhere',
      });
    },
  });
  assert.match((await engine.failure('return io.read()')).message, /no input here/);
  assert.deepEqual(await engine.results('return select("#", io.read()), (select(2, io.read()))'), [
    3,
    'no input here (ask elsewhere)',
  ]);
});
