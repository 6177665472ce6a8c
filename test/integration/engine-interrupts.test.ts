// Whatever a script does, it can be stopped: from its first instruction on, wherever it loops or waits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { HostMethod, LuaFunctionRef, Value } from '../../src/base/values.js';
import type { Run } from '../../src/engine/contract.js';
import { failureOf, gate, TestEngine } from '../support/engine.js';

/** Scripts that would run for ever; `go()` tells the test that they have begun to. */
const ENDLESS: Readonly<Record<string, string>> = {
  'an empty loop': 'go() while true do end',
  'a numeric loop': 'go() for i = 1, math.huge do end',
  'a jump': 'go() ::again:: goto again',
  'a loop of calls': 'local function f() end go() while true do f() end',
  'tail calls': 'local function f() return f() end go() f()',
  'recursion that catches its overflow': 'local function f() pcall(f) f() end go() f()',
  'a loop inside pcall': 'go() while true do pcall(function() while true do end end) end',
  'a loop of failing pcalls': 'go() while true do pcall(error) end',
  'a handler of xpcall that loops': 'go() while true do xpcall(error, function() while true do end end) end',
  'a handler of xpcall that fails': 'go() while true do xpcall(error, function() error() end) end',
  'a loop inside a coroutine': 'go() coroutine.wrap(function() while true do end end)()',
  'a loop that resumes loops':
    'go() while true do coroutine.resume(coroutine.create(function() while true do end end)) end',
  'pcall around coroutine.wrap':
    'go() while true do pcall(coroutine.wrap(function() pcall(function() while true do end end) end)) end',
  'coroutines inside coroutines': `
    local function nest(n) if n == 0 then go() while true do end end coroutine.wrap(nest)(n - 1) end nest(20)`,
  'a loop of yields':
    'local step = coroutine.wrap(function() while true do coroutine.yield() end end) go() while true do step() end',
  'a finalizer': 'setmetatable({}, {__gc = function() go() while true do end end}) collectgarbage() while true do end',
  'finalizers without end': `
    local function again() setmetatable({}, {__gc = again}) end again() go() while true do local t = {} end`,
  'a handler of <close>':
    'do local x <close> = setmetatable({}, {__close = function() go() while true do end end}) end',
  'a handler of <close> that fails, inside pcall': `
    go() while true do pcall(function()
      local x <close> = setmetatable({}, {__close = function() error("mine") end}) while true do end
    end) end`,
  'a handler of <close> in a coroutine that is closed': `
    local co = coroutine.create(function()
      local x <close> = setmetatable({}, {__close = function() go() while true do end end}) coroutine.yield()
    end) coroutine.resume(co) while true do coroutine.close(co) end`,
  'a comparator': 'go() while true do table.sort({3, 1, 2}, function() while true do end end) end',
  'a call-back of gsub': 'go() while true do string.gsub("abc", ".", function() while true do end end) end',
  'an iterator': 'go() for _ in function() return 1 end do end',
  'an iterator of gmatch': 'local text = string.rep("a", 100) go() while true do for _ in text:gmatch(".") do end end',
  'a reader of load': 'go() while true do load(function() while true do end end) end',
  'a reader of load that never ends': 'go() load(function() return " " end)',
  'an __index': 'local t = setmetatable({}, {__index = function() while true do end end}) go() return t.x',
  'a chain of __index': `
    local a, b = {}, {} setmetatable(a, {__index = function() return b.x end}) setmetatable(b, {__index = function() return 1 end})
    go() while true do local _ = a.x end`,
  'an __add, an __eq, a __lt, a __concat, a __len, a __call, an __unm': `
    local mt = {} for _, name in ipairs({"add", "eq", "lt", "concat", "len", "call", "unm"}) do mt["__" .. name] = function() return 1 end end
    local a, b = setmetatable({}, mt), setmetatable({}, mt)
    go() while true do local _ = a + b, a == b, a < b, a .. b, #a, a(), -a end`,
  'a __tostring that string.format calls': `
    local t = setmetatable({}, {__tostring = function() while true do end end}) go() while true do pcall(string.format, "%s", t) end`,
  'a __tostring that print calls':
    'local t = setmetatable({}, {__tostring = function() go() while true do end end}) print(t)',
  'output without end': 'go() while true do print("y") end',
  'string building': 'go() while true do local s = "" for i = 1, 100 do s = s .. i end end',
  'table building': 'go() while true do local t = {} for i = 1, 1000 do t[i] = {i} end end',
  'a loop of host calls': 'go() while true do call("echo") end',
  'a loop of caught host errors': 'go() while true do pcall(call, "fail") end',
  'a host call that waits': 'call("wait")',
  'a host call that waits, inside pcall': 'while true do pcall(call, "wait") end',
  'a host call that waits, inside a coroutine':
    'coroutine.wrap(function() while true do pcall(call, "wait") end end)()',
  'a call-back that loops': 'call("invoke", function() go() while true do end end)',
  'a call-back that catches':
    'call("invoke", function() go() while true do pcall(function() while true do end end) end end)',
  'a call-back that waits for the host': 'call("invoke", function() call("wait") end)',
  'call-backs inside call-backs': `
    local function down(n) if n == 0 then go() while true do end end while true do pcall(call, "invoke", down, n - 1) end end down(5)`,
};

class StoppableEngine extends TestEngine {
  /** Runs the script, interrupts it once it has said `go()` or waits, and checks that it ends. */
  async check(name: string, script: string): Promise<void> {
    const { opened, open } = gate();
    this.onGo = open;
    const run = this.run(`local function go() return call("go") end ${script}`);
    await opened;
    run.interrupt();
    const outcome = await run.outcome;
    const failure = failureOf(outcome);
    assert.equal(failure.kind, 'interrupted', `${name}: ${failure.message}`);
    assert.equal('engineReplaced' in outcome, false, name);
    assert.notEqual(failure.frames.length, 0, name);
    assert.deepEqual(await this.results('return marker'), [1], name);
  }

  onGo: () => void = () => undefined;
  readonly signals: AbortSignal[] = [];

  static create(t: TestContext): StoppableEngine {
    const call: HostMethod = async ([what, fn, ...args], context): Promise<Value> => {
      if (what === 'go') engine.onGo();
      if (what === 'fail') throw new Error('failed');
      if (what === 'invoke') return (await context.invoke(fn as LuaFunctionRef, args))[0];
      if (what !== 'wait') return what;
      engine.signals.push(context.signal);
      engine.onGo();
      return new Promise(() => undefined);
    };
    // Errors of methods are bugs here, and told to the log.
    const engine = new StoppableEngine(t, { call, graceMs: 20_000 });
    return engine;
  }
}

test('an interruption ends', async (t) => {
  const engine = StoppableEngine.create(t);
  await engine.results('marker = 1');
  for (const [name, script] of Object.entries(ENDLESS)) await t.test(name, () => engine.check(name, script));
});

test('a deadline ends', async (t) => {
  const engine = StoppableEngine.create(t);
  await engine.results('marker = 1');
  for (const [name, script] of Object.entries(ENDLESS)) {
    await t.test(name, async () => {
      const outcome = await engine.outcome(`local function go() end ${script}`, { timeoutMs: 20 });
      const failure = failureOf(outcome);
      assert.deepEqual([failure.kind, failure.message], ['timeout', 'timed out']);
      assert.equal('engineReplaced' in outcome, false);
      assert.deepEqual(await engine.results('return marker'), [1]);
    });
  }
});

test('the report of an interruption says where the script was', async (t) => {
  const engine = StoppableEngine.create(t);
  const { opened, open } = gate();
  engine.onGo = open;
  const run = engine.run(`
local function work(n)
  call("go")
  while true do end
end
local co = coroutine.wrap(function() pcall(work, 7) end)
co()`);
  await opened;
  run.interrupt();
  const failure = failureOf(await run.outcome);
  assert.equal(failure.message, 'interrupted');
  const work = failure.frames.find(({ name, line }) => name === 'work' || line === 4 || line === 3);
  assert.deepEqual(
    work?.locals?.map(({ name, value }) => `${name}=${value.preview}`),
    ['n=7'],
  );
  assert.equal(failure.frames.at(-1)?.line, 7);
  assert.equal(failure.frames.filter(({ coroutineBoundary }) => coroutineBoundary).length, 1);
});

test('methods see that their run is interrupted, and what they answer then reaches nobody', async (t) => {
  const answered = gate();
  const begun = gate();
  const engine = new TestEngine(t, {
    call: async (_args, { signal }) => {
      begun.open();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      answered.open();
      return 'too late';
    },
  });
  const run = engine.run('print(pcall(call)) print("went on")');
  await begun.opened;
  run.interrupt();
  assert.equal(failureOf(await run.outcome).kind, 'interrupted');
  await answered.opened;
  assert.equal(engine.text(), '');
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('methods see a deadline too', async (t) => {
  const signals: AbortSignal[] = [];
  const engine = new TestEngine(t, {
    call: (_args, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  });
  assert.equal((await engine.failure('call()', { timeoutMs: 500 })).kind, 'timeout');
  assert.equal(signals[0]?.aborted, true);
});

test('a call-back that is interrupted rejects in the method', async (t) => {
  const seen: unknown[] = [];
  const begun = gate();
  const ended = gate();
  const engine = new TestEngine(t, {
    call: async ([fn], context) => {
      if (fn === undefined) {
        begun.open();
        return null;
      }
      await context.invoke(fn as LuaFunctionRef, []).catch((error: unknown) => seen.push(error));
      ended.open();
      return null;
    },
  });
  const run = engine.run('call(function() call() while true do end end)');
  await begun.opened;
  run.interrupt();
  assert.equal(failureOf(await run.outcome).kind, 'interrupted');
  await ended.opened;
  assert.equal((seen[0] as { code?: string }).code, 'INTERRUPTED');
});

test('a read of standard input is interrupted', async (t) => {
  const begun = gate();
  const engine = new TestEngine(t, {
    readInput: (_maxBytes, signal) => {
      begun.open();
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
  });
  const run = engine.run('while true do print(pcall(io.read)) end');
  await begun.opened;
  run.interrupt();
  assert.equal(failureOf(await run.outcome).kind, 'interrupted');
  assert.equal(engine.text(), '');
});

test('handlers of <close> run when a script is interrupted, with host calls and pcall at hand', async (t) => {
  const { opened, open } = gate();
  const engine = new TestEngine(t, {
    call: ([what]) => {
      if (what === 'go') open();
      return what;
    },
  });
  const run = engine.run(`
    local x <close> = setmetatable({}, {__close = function()
      print("closing", call("answer"), select("#", pcall(error)))
    end})
    call("go")
    while true do end`);
  await opened;
  run.interrupt();
  assert.equal(failureOf(await run.outcome).kind, 'interrupted');
  assert.equal(engine.text(), 'closing\tanswer\t2\n');
});

test('an interruption before the run was sent, or right after, ends it before it begins', async (t) => {
  const begun = gate();
  const engine = new TestEngine(t, {
    call: async () => {
      await begun.opened;
      return null;
    },
  });
  const first = engine.run('call()');
  const queued = engine.run('print("never") while true do end');
  queued.interrupt();
  begun.open();
  assert.equal((await first.outcome).status, 'ok');
  assert.equal(failureOf(await queued.outcome).kind, 'interrupted');
  const sent = engine.run('while true do end');
  sent.interrupt();
  assert.equal(failureOf(await sent.outcome).kind, 'interrupted');
  assert.equal(engine.text(), '');
  const early = new TestEngine(t);
  const run = early.run('while true do end');
  run.interrupt();
  assert.equal(failureOf(await run.outcome).kind, 'interrupted');
});

test('interrupting a run that has ended does nothing to the next', async (t) => {
  const engine = new TestEngine(t, { graceMs: 300 });
  for (let i = 0; i < 20; i++) {
    const run = engine.run('return 1');
    await run.outcome;
    run.interrupt();
    run.interrupt('timeout');
  }
  // Longer than the grace period: nothing is left that would end it.
  assert.deepEqual(await engine.results('local c = os.clock() while os.clock() - c < 0.8 do end return 1'), [1]);
});

test('interrupting a run whose last output is still being taken does nothing to the next', async (t) => {
  const { opened, open } = gate();
  const done = gate();
  const engine = new TestEngine(t, {
    graceMs: 100,
    onOutput: () => opened,
    call: () => {
      done.open();
      return null;
    },
  });
  const run = engine.run('kept = "in this engine" print("last words") call() return 1');
  await done.opened;
  // Soon the thread is done with it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  run.interrupt();
  await new Promise((resolve) => setTimeout(resolve, 200));
  open();
  assert.deepEqual(await run.outcome, { status: 'ok', results: [1] });
  const next = await engine.outcome('local c = os.clock() while os.clock() - c < 0.5 do end return kept');
  assert.deepEqual(next, { status: 'ok', results: ['in this engine'] });
});

test('a script whose output nobody takes can be interrupted', async (t) => {
  const begun = gate();
  const { opened, open } = gate();
  let bytesTaken = 0;
  const engine = new TestEngine(t, {
    graceMs: 20_000,
    onOutput: async ({ bytes }) => {
      begun.open();
      await opened;
      bytesTaken += bytes.length;
    },
  });
  const run = engine.run(
    'pcall(function() while true do print(string.rep("x", 1000)) end end) while true do print("y") end',
  );
  await begun.opened;
  await new Promise((resolve) => setTimeout(resolve, 100));
  run.interrupt();
  let hasEnded = false;
  const outcome = run.outcome.then((ended) => {
    hasEnded = true;
    return ended;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(hasEnded, false, 'its output has not been taken');
  open();
  assert.equal(failureOf(await outcome).kind, 'interrupted');
  assert.ok(bytesTaken < 1_000_000, 'the backlog is bounded');
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('runs interrupted at any moment end once, with ok or interrupted; the next one is unharmed', async (t) => {
  const engine = new TestEngine(t, { graceMs: 20_000, call: ([value]) => value });
  await engine.engine.ready;
  const counts = { ok: 0, interrupted: 0 };
  const scripts = [
    'local n = 0 for i = 1, 20000 do n = n + i end return n',
    'local n = 0 for i = 1, 2000 do local ok, v = pcall(function() return i end) n = n + (v or 0) end return n * 1.0',
    'local n = 0 for i = 1, 20 do n = n + call(i) end return n',
    'for i = 1, 200 do io.write("x") end return 200',
    'local n = 0 for v in coroutine.wrap(function() for i = 1, 500 do coroutine.yield(i) end end) do n = n + v end return n',
  ];
  const expected = [200010000, 2001000, 210, 200, 125250];
  let seed = 12345;
  const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const until = performance.now() + 4000;
  for (let i = 0; i < 600 && performance.now() < until; i++) {
    const which = i % scripts.length;
    const run: Run = engine.run(scripts[which]!);
    const when = random();
    if (when < 0.1) run.interrupt();
    else if (when < 0.3) setImmediate(() => run.interrupt());
    else if (when < 0.9) setTimeout(() => run.interrupt(), Math.floor(when * 4));
    const outcome = await run.outcome;
    if (outcome.status === 'ok') {
      assert.deepEqual(outcome.results, [expected[which]]);
      counts.ok++;
    } else {
      assert.equal(failureOf(outcome).kind, 'interrupted');
      assert.equal('engineReplaced' in outcome, false);
      counts.interrupted++;
    }
  }
  assert.ok(counts.ok > 0 && counts.interrupted > 0, JSON.stringify(counts));
  assert.deepEqual(await engine.results('return 1 + 1'), [2]);
});
