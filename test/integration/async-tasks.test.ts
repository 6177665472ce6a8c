// `Async`: host calls of several tasks in flight at once, who is cancelled, what fails, and what cannot be left.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { HostMethod, LuaFunctionRef, Value } from '../../src/base/values.js';
import { TestEngine, textOf } from '../support/engine.js';

/** A host method whose calls the test answers: by their first argument, in any order. */
class Held {
  readonly began: string[] = [];
  readonly aborted: string[] = [];
  private readonly waiting = new Map<string, (value: Value) => void>();
  private readonly starts = new Map<string, () => void>();

  readonly call: HostMethod = ([name], { signal }) => {
    const id = textOf(name);
    this.began.push(id);
    this.starts.get(id)?.();
    return new Promise<Value>((resolve, reject) => {
      this.waiting.set(id, resolve);
      signal.addEventListener('abort', () => {
        this.aborted.push(id);
        reject(signal.reason as Error);
      });
    });
  };

  /** When the call has come. */
  async comes(id: string): Promise<void> {
    if (!this.waiting.has(id)) await new Promise<void>((resolve) => this.starts.set(id, resolve));
    await new Promise(setImmediate);
  }

  async answer(id: string, value: Value = id): Promise<void> {
    await this.comes(id);
    this.waiting.get(id)!(value);
  }
}

function engineOf(t: TestContext, held = new Held()): { engine: TestEngine; held: Held } {
  const methods = { 'tool.execute': held.call };
  return { engine: new TestEngine(t, { methods }), held };
}

const WAIT = 'local function wait(name) return Tool.execute(name, {}) end\n';

test('calls of several tasks are in flight at once; results keep their keys', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local list = Async.all({ function() return wait("a") end, function() return wait("b") end })
    local named = Async.all({ x = function() return wait("c") end, y = Async.spawn(wait, "d") })
    return list, named`);
  await held.comes('a');
  await held.answer('b');
  await held.answer('a');
  await held.comes('d');
  await held.answer('c');
  await held.answer('d');
  assert.deepEqual(await results, [['a', 'b'], { x: 'c', y: 'd' }]);
});

test('the script goes on waiting for its own call while tasks wait for theirs', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local order = {}
    local task = Async.spawn(function() wait("a") table.insert(order, "a") end)
    wait("main")
    table.insert(order, "main")
    task:await()
    return table.concat(order, " "), task:status()`);
  await held.comes('a');
  await held.answer('main');
  await held.answer('a');
  assert.deepEqual(await results, ['main a', 'done']);
});

test('await gives all results, again and again, nil among them', async (t) => {
  const { engine } = engineOf(t);
  const code = `local task = Async.spawn(function(...) return nil, ..., nil end, 7, 8)
    local function count(...) return select("#", ...), ... end
    return task:await() == nil, {count(task:await())}, task:status()`;
  assert.deepEqual(await engine.results(code), [true, [3, null, 7], 'done']);
});

test('race gives the first with its key and cancels the others, whose requests end and whose variables are closed', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local closed = {}
    local function slow(name)
      return function()
        local guard <close> = setmetatable({}, { __close = function() table.insert(closed, name) end })
        return wait(name)
      end
    end
    local value, key = Async.race({ a = slow("a"), b = slow("b"), c = slow("c") })
    table.sort(closed)
    return value, key, closed`);
  await held.comes('a');
  await held.comes('c');
  await held.answer('b', 'won');
  assert.deepEqual(await results, ['won', 'b', ['a', 'b', 'c']]);
  assert.deepEqual(held.aborted.toSorted(), ['a', 'c']);
});

test('any gives the first success; where there is none it says why', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local value, key = Async.any({ function() error("bad") end, function() return wait("a") end, function() return wait("b") end })
    return value, key, select(2, pcall(Async.any, { function() error("first", 0) end, function() error("second") end }))`);
  await held.comes('b');
  await held.answer('a');
  assert.deepEqual(await results, ['a', 2, 'Script execution error: none of 2 tasks succeeded; the first: first']);
  assert.deepEqual(held.aborted, ['b']);
});

test('all fails with the first failure, whose value it is, and cancels the others', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local failure = { code = 7 }
    local ok, caught = pcall(Async.all, { function() wait("a") end, function() wait("b") error(failure) end })
    return ok, caught == failure, caught.code`);
  await held.comes('a');
  await held.answer('b');
  assert.deepEqual(await results, [false, true, 7]);
  assert.deepEqual(held.aborted, ['a']);
});

test('a timeout cancels the task and what it has started', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local inner
    local ok, message = pcall(Async.timeout, 5, "slow", function()
      inner = Async.spawn("inner", wait, "b")
      Async.all({ inner, function() wait("a") end })
    end)
    return ok, message, inner:status(), Async.timeout(60000, function(...) return ... end, 1, 2)`);
  assert.deepEqual(await results, [false, "Timeout error: the task 'slow' took longer than 5 ms", 'cancelled', 1, 2]);
  assert.deepEqual(held.aborted.toSorted(), ['a', 'b']);
});

test('a failure that nobody catches is reported with the stack of its task', async (t) => {
  const { engine } = engineOf(t);
  const failure = await engine.failure(`local function deep() local here = 1; error("boom") end
    Async.all({ function() deep() end })`);
  assert.match(failure.message, /test\.lua:1: boom/);
  assert.deepEqual(
    failure.frames.filter(({ kind }) => kind !== 'host').map(({ kind, name }) => name ?? kind),
    ['deep', 'lua', 'main'],
  );
  const [deep] = failure.frames.filter(({ name }) => name === 'deep');
  assert.deepEqual(
    deep?.locals?.map(({ name }) => name),
    ['here'],
  );
});

test('a task has a traceback, a status and a name; one that was cancelled cannot be waited for', async (t) => {
  const { engine } = engineOf(t);
  const results = await engine.results(`
    local failing = Async.spawn("failing", function() error("boom") end)
    local endless = Async.spawn(function() while true do Async.sleep(1) end end)
    local before = failing:status()
    local ok = pcall(failing.await, failing)
    local isCancelled, again = endless:cancel(), endless:cancel()
    return before, ok, failing:status(), failing:name(), failing:traceback():match("stack traceback") ~= nil,
      isCancelled, again, endless:status(), select(2, pcall(endless.await, endless))`);
  assert.deepEqual(results.slice(0, 8), ['ready', false, 'failed', 'failing', true, true, false, 'cancelled']);
  assert.match(textOf(results[8]), /the task 'task \d+' was cancelled/);
});

test('tasks that the script has left are cancelled and named; failures that nobody saw are told', async (t) => {
  const { engine, held } = engineOf(t);
  const run = engine.run(`${WAIT}
    Async.spawn("left over", wait, "a")
    Async.spawn("broken", function() error("boom", 0) end)
    Async.sleep(0)`);
  await held.comes('a');
  assert.equal((await run.outcome).status, 'ok');
  assert.deepEqual(held.aborted, ['a']);
  assert.equal(
    engine.text('stderr'),
    "[warn] a task had not ended with the script and was cancelled: left over\n[warn] the task 'broken' failed, and nothing waited for it: boom\n",
  );
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('an interruption ends a script whose tasks wait', async (t) => {
  const { engine, held } = engineOf(t);
  const run = engine.run(`${WAIT}
    Async.all({ function() pcall(wait, "a") end, function() while true do wait("b") end end })`);
  await held.comes('b');
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
  assert.deepEqual(held.aborted.toSorted(), ['a', 'b']);
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('an interruption ends a task that computes, and the script with it', async (t) => {
  const { engine, held } = engineOf(t);
  const run = engine.run(`${WAIT}
    local task = Async.spawn(function() wait("a") while true do pcall(function() while true do end end) end end)
    task:await()`);
  await held.answer('a', null);
  await new Promise((resolve) => setTimeout(resolve, 20));
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
});

test('os.exit in a task ends the run', async (t) => {
  const { engine } = engineOf(t);
  const outcome = await engine.outcome('Async.all({ function() os.exit(3) end, function() Async.sleep(60000) end })');
  assert.deepEqual(outcome, { status: 'exit', code: 3 });
});

/** Ways to call the host where Lua cannot leave the function that calls. */
const STUCK = {
  'a comparator of table.sort':
    'table.sort({ 2, 1 }, function(a, b) if not done then done = wait("stuck") end return a < b end)',
  'a call-back of string.gsub': 'string.gsub("x", "x", function() done = wait("stuck") end)',
  'a generator': 'for value in coroutine.wrap(function() coroutine.yield(wait("stuck")) end) do done = value end',
};

for (const [what, code] of Object.entries(STUCK)) {
  test(`${what} in a task blocks; what has come for others meanwhile is kept`, async (t) => {
    const { engine, held } = engineOf(t);
    const results = engine.results(`${WAIT}
      local order = {}
      local function stuck() local done; ${code}; table.insert(order, done) end
      local function free(name) return function() table.insert(order, wait(name)) end end
      Async.all({ free("a"), free("b"), stuck })
      return order`);
    await held.comes('stuck');
    await held.answer('b');
    await held.answer('a');
    await held.answer('stuck');
    assert.deepEqual(await results, [['stuck', 'b', 'a']]);
  });
}

test('a wait for tasks where Lua cannot be left runs them there', async (t) => {
  const { engine, held } = engineOf(t);
  const results = engine.results(`${WAIT}
    local got
    table.sort({ 2, 1 }, function(a, b)
      got = got or Async.all({ function() return wait("a") end, function() return wait("b") end })
      return a < b
    end)
    local inTask = Async.spawn(function()
      local all = coroutine.wrap(function() return Async.all({ function() return wait("c") end }) end)
      return all()
    end)
    return got, inTask:await()`);
  await held.comes('a');
  await held.answer('b');
  await held.answer('a');
  await held.answer('c');
  assert.deepEqual(await results, [['a', 'b'], ['c']]);
});

test('tasks wait for tasks; those that wait for each other are told', async (t) => {
  const { engine } = engineOf(t);
  const code = `
    local function tree(n) if n == 0 then return 1 end
      local both = Async.all({ function() return tree(n - 1) end, function() return tree(n - 1) end })
      return both[1] + both[2] end
    local a, b
    a = Async.spawn(function() return b:await() end)
    b = Async.spawn(function() return a:await() end)
    local _, message = pcall(a.await, a)
    a:cancel()
    return tree(6), message, select(2, pcall(b.await, b))`;
  const [sum, message, cancelled] = await engine.results(code);
  assert.equal(sum, 64);
  assert.match(textOf(message), /waits for tasks that wait for it/);
  assert.match(textOf(cancelled), /was cancelled/);
});

test('a task is the main coroutine of its code', async (t) => {
  const { engine } = engineOf(t);
  const code = `
    local co
    local task = Async.spawn(function()
      co = coroutine.running()
      local ok, message = pcall(coroutine.yield)
      Async.sleep(1)
      return coroutine.isyieldable(), ok, message
    end)
    Async.sleep(0)
    local resumed, why = coroutine.resume(co)
    return resumed, why, pcall(task.await, task)`;
  const [resumed, why] = await engine.results(code);
  assert.equal(resumed, false);
  assert.match(textOf(why), /a task that waits cannot be resumed/);
});

test('call-backs of calls in flight run beside each other, wait themselves, and fail for themselves', async (t) => {
  const held = new Held();
  const stream: HostMethod = async ([id, , fn], context) => {
    const [first] = await context.invoke(fn as LuaFunctionRef, [`${textOf(id)}1`]);
    const [second] = await context.invoke(fn as LuaFunctionRef, [`${textOf(id)}2`]);
    return { first, second };
  };
  let agents = 0;
  const methods = {
    'tool.execute': held.call,
    'agent.create': () => ({ id: ['x', 'y', 'z'][agents++]!, name: 'agent' }),
    'agent.stream': stream,
  };
  const engine = new TestEngine(t, { methods });
  const results = engine.results(`${WAIT}
    local function streamed(f)
      local agent = Agent.create({})
      return function() return agent:invokeStream({ text = "" }, f) end
    end
    return Async.all({ streamed(wait), streamed(wait) }), pcall(Async.all, { streamed(function() error("boom", 0) end) })`);
  await held.comes('x1');
  await held.answer('y1');
  await held.answer('y2');
  await held.answer('x1');
  await held.answer('x2');
  const [both, ok, message] = await results;
  assert.deepEqual(both, [
    { first: 'x1', second: 'x2' },
    { first: 'y1', second: 'y2' },
  ]);
  assert.equal(ok, false);
  assert.match(textOf(message), /boom/);
  assert.deepEqual(held.began, ['x1', 'y1', 'y2', 'x2']);
});

test('tasks go on while an agent is asked with a context', async (t) => {
  const held = new Held();
  const methods = {
    'tool.execute': held.call,
    'agent.create': () => ({ id: 'a', name: 'agent' }),
    'agent.execute_with_context': ((args, context) => held.call([args[2]!], context)) as HostMethod,
  };
  const engine = new TestEngine(t, { methods });
  const results = engine.results(`${WAIT}
    local agent = Agent.create({})
    local function ask() return agent:execute_with_context({ text = "" }, "context") end
    return Async.all({ ask, function() return wait("other") end })`);
  await held.comes('context');
  await held.comes('other');
  await held.answer('other');
  await held.answer('context');
  assert.deepEqual(await results, [['context', 'other']]);
});

test('thousands of tasks: time and memory grow with their number alone', async (t) => {
  const sleepers: HostMethod = async ([name]) => {
    await new Promise(setImmediate);
    return name;
  };
  const engine = new TestEngine(t, { methods: { 'tool.execute': sleepers } });
  const results = await engine.results(`${WAIT}
    local function round(n)
      local list = {}
      for i = 1, n do list[i] = function() return wait(tostring(i)) end end
      local got = Async.all(list)
      for i = 1, n do assert(got[i] == tostring(i)) end
      collectgarbage() collectgarbage()
      return collectgarbage("count")
    end
    round(1000)
    local before = round(1000)
    for _ = 1, 3 do round(1000) end
    return round(1000) - before < 100`);
  assert.deepEqual(results, [true]);
});
