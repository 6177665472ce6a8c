// Engines whose thread is stuck or dies: replaced after a grace period, and going on from the last image.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { LuaFunctionRef } from '../../src/base/values.js';
import type { RunOutcome } from '../../src/engine/contract.js';
import { gate, TestEngine } from '../support/engine.js';

/** One call of a library function that takes hours and looks at nothing meanwhile. */
const STUCK = 'string.find(string.rep("a", 40), string.rep("a?", 40) .. string.rep("a", 40))';

/** After this time a script is inside that call, also on a busy machine. */
const DEADLINE_MS = 300;

const GRACE_MS = 200;

/** The same from the answer to `call` on. */
const INSIDE_MS = 300;

function stuckFailure(outcome: RunOutcome, kind: string): void {
  assert.equal(outcome.status, 'error');
  assert.equal(outcome.failure.kind, kind);
  assert.equal(outcome.engineReplaced, true);
  assert.match(outcome.failure.message, /could not be stopped; its engine has been replaced/);
}

/** Every engine thread that is started while the test runs. */
function watchWorkers(t: TestContext): Worker[] {
  const workers: Worker[] = [];
  const add = (worker: Worker): void => void workers.push(worker);
  process.on('worker', add);
  t.after(() => process.off('worker', add));
  return workers;
}

test('a script that cannot be stopped loses its engine after the grace period; the next run has a new one', async (t) => {
  const { opened, open } = gate();
  const engine = new TestEngine(t, {
    graceMs: GRACE_MS,
    call: () => {
      open();
      return null;
    },
  });
  await engine.results('kept = "globals go with the engine"');
  const stuck = engine.run(`print("before") call() ${STUCK}`);
  const queued = engine.run('return kept, print == nil');
  await opened;
  await pause(INSIDE_MS);
  stuck.interrupt();
  stuckFailure(await stuck.outcome, 'interrupted');
  assert.equal(engine.text(), 'before\n');
  assert.deepEqual(await queued.outcome, { status: 'ok', results: [undefined, false] });
});

test('a deadline replaces a stuck engine too, in pcall, in a coroutine and in a call-back', async (t) => {
  for (const script of [
    STUCK,
    `while true do pcall(function() ${STUCK} end) end`,
    `coroutine.wrap(function() ${STUCK} end)()`,
    `call(function() ${STUCK} end)`,
  ]) {
    const engine = new TestEngine(t, {
      graceMs: GRACE_MS,
      call: async ([fn], context) => (typeof fn === 'string' ? null : context.invoke(fn as LuaFunctionRef, [])),
    });
    stuckFailure(await engine.outcome(script, { timeoutMs: DEADLINE_MS }), 'timeout');
    assert.deepEqual(await engine.results('return 1'), [1]);
    await engine.engine.dispose();
  }
});

test('a stuck script ends as it would have if it comes to its end within the grace period', async (t) => {
  const { opened, open } = gate();
  const engine = new TestEngine(t, {
    graceMs: 60_000,
    call: () => {
      open();
      return null;
    },
  });
  const run = engine.run(`
    kept = 1
    call()
    string.find(string.rep("a", 22), string.rep("a?", 22) .. string.rep("a", 22))
    while true do end`);
  await opened;
  await pause(10);
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.message, 'interrupted');
  assert.deepEqual(await engine.results('return kept'), [1]);
});

test('with images the new engine has what was there after the last run', async (t) => {
  const engine = new TestEngine(t, { graceMs: GRACE_MS, keepImages: true, call: () => null });
  await engine.results(`
    counter = 41
    local up = 0
    function next_up() up = up + 1 return up end
    next_up()
    generator = coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end)
    generator()
    Point = {} Point.__index = Point function Point.new(x) return setmetatable({x = x}, Point) end
    function Point:twice() return self.x * 2 end
    p = Point.new(21)
    bytes = "\\xff\\0"
    find, read = string.find, io.read`);
  stuckFailure(await engine.outcome(`counter = 99 ${STUCK}`, { timeoutMs: DEADLINE_MS }), 'timeout');
  assert.deepEqual(
    await engine.results(
      'return counter, next_up(), generator(), p:twice(), bytes, (find("abc", "b")), getmetatable(p) == Point, type(call)',
    ),
    [41, 2, 2, 42, new Uint8Array([255, 0]), 2, true, 'function'],
  );
  // Images go on being taken, and host functions work in the restored engine.
  await engine.results('counter = counter + 1 call("x") print("from the new engine")');
  stuckFailure(await engine.outcome(STUCK, { timeoutMs: DEADLINE_MS }), 'timeout');
  assert.deepEqual(await engine.results('return counter, next_up()'), [42, 3]);
  assert.equal(engine.text(), 'from the new engine\n');
});

test('the memory of lost engines is given back', async (t) => {
  const engine = new TestEngine(t, { graceMs: 20, keepImages: true, call: () => null });
  await engine.results('hoard = string.rep("x", 50000000)');
  const lose = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) stuckFailure(await engine.outcome(STUCK, { timeoutMs: 100 }), 'timeout');
  };
  await lose(3);
  const before = process.memoryUsage().rss;
  await lose(8);
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < 450 * 2 ** 20, `${grown / 2 ** 20} MiB`);
});

test('failed and interrupted runs leave an image as well', async (t) => {
  const engine = new TestEngine(t, { graceMs: GRACE_MS, keepImages: true, call: () => null });
  await engine.failure('a = 1 error("x")');
  await engine.failure('b = 2 while true do end', { timeoutMs: DEADLINE_MS });
  assert.deepEqual(await engine.outcome('c = 3 os.exit(0)'), { status: 'exit', code: 0 });
  stuckFailure(await engine.outcome(STUCK, { timeoutMs: DEADLINE_MS }), 'timeout');
  assert.deepEqual(await engine.results('return a, b, c'), [1, 2, 3]);
});

test('an image that would be too large is not taken, and the log says so', async (t) => {
  const engine = new TestEngine(t, { graceMs: GRACE_MS, keepImages: true, call: () => null });
  await engine.results('kept = 1');
  await engine.results('kept = 2 big = string.rep("x", 150000000)');
  assert.match(engine.log[0]?.message ?? '', /more than 128 MiB/);
  stuckFailure(await engine.outcome(STUCK, { timeoutMs: DEADLINE_MS }), 'timeout');
  assert.deepEqual(await engine.results('return kept, big == nil'), [1, true]);
});

test('files of a lost engine are closed files in the next', async (t) => {
  const engine = new TestEngine(t, {
    graceMs: GRACE_MS,
    keepImages: true,
    call: () => null,
    permissions: { read: true, write: true, net: false, run: false, env: false },
  });
  await engine.results('file = io.tmpfile() file:write("x")');
  stuckFailure(await engine.outcome(STUCK, { timeoutMs: DEADLINE_MS }), 'timeout');
  assert.deepEqual(await engine.results('local other = io.tmpfile() return io.type(file), io.type(other)'), [
    'closed file',
    'file',
  ]);
});

test('a thread that dies is replaced: its run fails, the others go on', async (t) => {
  const workers = watchWorkers(t);
  const { opened, open } = gate();
  const signals: AbortSignal[] = [];
  const engine = new TestEngine(t, {
    keepImages: true,
    call: (_args, { signal }) => {
      signals.push(signal);
      open();
      return new Promise(() => undefined);
    },
  });
  await engine.results('kept = 1');
  const lost = engine.run('print("written") call()');
  const queued = engine.run('return kept');
  await opened;
  await workers[0]!.terminate();
  const outcome = await lost.outcome;
  assert.equal(outcome.status, 'error');
  assert.equal(outcome.engineReplaced, true);
  assert.equal(outcome.failure.kind, 'internal');
  assert.match(outcome.failure.message, /the engine thread has died/);
  assert.equal(signals[0]?.aborted, true);
  assert.equal(engine.text(), 'written\n');
  assert.deepEqual(await queued.outcome, { status: 'ok', results: [1] });
  assert.equal(workers.length, 2);
});

test('a thread that dies while nothing runs is replaced before the next run', async (t) => {
  const workers = watchWorkers(t);
  const engine = new TestEngine(t, { keepImages: true });
  await engine.results('kept = 1');
  await workers[0]!.terminate();
  assert.deepEqual(await engine.results('return kept'), [1]);
});

test('a thread that dies before it is up is not started again and again', async (t) => {
  const workers = watchWorkers(t);
  const engine = new TestEngine(t);
  const run = engine.run('return 1');
  await new Promise((resolve) => process.nextTick(resolve));
  await workers[0]!.terminate();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'internal');
  await assert.rejects(engine.engine.ready, /did not start/);
  assert.equal(workers.length, 1);
});

test('interrupting a run again, while its engine is being replaced, does nothing to the next', async (t) => {
  const { opened, open } = gate();
  const output = gate();
  const engine = new TestEngine(t, {
    graceMs: GRACE_MS,
    call: () => {
      open();
      return null;
    },
    // Holds the replacement up.
    onOutput: () => output.opened,
  });
  const run = engine.run(`print("x") call() ${STUCK}`);
  await opened;
  await pause(INSIDE_MS);
  run.interrupt();
  for (let i = 0; i < 10; i++) {
    await pause(GRACE_MS / 4);
    run.interrupt();
  }
  output.open();
  stuckFailure(await run.outcome, 'interrupted');
  const next = await engine.outcome('local c = os.clock() while os.clock() - c < 0.6 do end return 1');
  assert.deepEqual(next, { status: 'ok', results: [1] });
});

test('an engine can be closed while its script is stuck, and while it is being replaced', async (t) => {
  for (const wait of [0, GRACE_MS + 100]) {
    const { opened, open } = gate();
    const engine = new TestEngine(t, {
      graceMs: GRACE_MS,
      call: () => {
        open();
        return null;
      },
    });
    const run = engine.run(`call() ${STUCK}`);
    await opened;
    await pause(INSIDE_MS);
    run.interrupt();
    await pause(wait);
    await engine.engine.dispose();
    assert.equal((await run.outcome).status, 'error');
  }
});
