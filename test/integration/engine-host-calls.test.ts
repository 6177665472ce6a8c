// Host calls between the two threads: values both ways, call-backs into Lua, errors in both directions, references.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import type { CallContext, HostMethod, LuaFunctionRef, Value } from '../../src/base/values.js';
import { createFunctionRef } from '../../src/base/values.js';
import { gate, shown, TestEngine, textOf } from '../support/engine.js';

const asFunction = (value: Value): LuaFunctionRef => value as LuaFunctionRef;

/** Calls the function that is the first argument with the others; answers its first result. */
const callBack: HostMethod = async ([fn, ...args], context) => (await context.invoke(asFunction(fn), args))[0];

/** Keeps the arguments of every call and answers the first one. */
function recorder(): { readonly calls: (readonly Value[])[]; readonly call: HostMethod } {
  const calls: (readonly Value[])[] = [];
  const call: HostMethod = (args) => {
    calls.push(args);
    return args[0];
  };
  return { calls, call };
}

test('values of every kind arrive at the method as plain data', async (t) => {
  const { calls, call } = recorder();
  const engine = new TestEngine(t, { call });
  await engine.results(`call(nil, true, 1, -2^53, math.maxinteger, 0.1, 1/0, "text", "", "\\xff",
    {1, nil, 3}, {a = {b = {"c"}}}, {}, "ünï", {[1] = "one", key = "dropped"}, {["1"] = 1})`);
  assert.deepEqual(calls, [
    [
      null,
      true,
      1,
      -(2 ** 53),
      9223372036854775807n,
      0.1,
      Infinity,
      'text',
      '',
      new Uint8Array([255]),
      [1, null, 3],
      { a: { b: ['c'] } },
      {},
      'ünï',
      ['one'],
      { '1': 1 },
    ],
  ]);
});

test('what comes back is what Lua had', async (t) => {
  const engine = new TestEngine(t, { call: recorder().call });
  assert.deepEqual(
    await engine.results(`
      local same, values = {}, {true, false, 0, -1, math.maxinteger, math.mininteger, 2^53, 1.0, 0.5, -1/0, "", "text", "\\0\\xff", "ünï"}
      for i, value in ipairs(values) do
        local back = call(value)
        same[i] = back == value and math.type(back) == math.type(value)
      end
      local nan = call(0/0)
      local deep = call({list = {1, {2, {3}}}, big = math.maxinteger, bytes = "\\xfe", empty = {}})
      return same, nan ~= nan, call(nil), call(), deep.list[2][2][1], deep.big, deep.bytes, next(deep.empty),
        math.type(call(3)), math.type(call(3.5))`),
    [
      // 1.0 comes back as an integer: it has no fraction. So far from zero that could lose something.
      [true, true, true, true, true, true, true, false, true, true, true, true, true, true],
      true,
      undefined,
      undefined,
      3,
      9223372036854775807n,
      new Uint8Array([0xfe]),
      undefined,
      'integer',
      'float',
    ],
  );
});

test('values of the host become Lua values', async (t) => {
  const answers: Value[] = [
    undefined,
    null,
    5n,
    2 ** 60,
    -0,
    [],
    [null, 1],
    { a: null, b: undefined },
    Buffer.from('b'),
  ];
  const engine = new TestEngine(t, { call: ([i]) => answers[Number(i)] });
  assert.deepEqual(
    await engine.results(`
      local t, n = call(6), 0
      for _ in pairs(call(7)) do n = n + 1 end
      return call(0), call(1), call(2), math.type(call(3)), 1 / call(4), #call(5), t[1], t[2], n, call(8)`),
    [undefined, undefined, 5, 'float', -Infinity, 0, undefined, 1, 0, 'b'],
  );
});

test('values that cannot cross are refused where they are passed', async (t) => {
  const engine = new TestEngine(t, { call: recorder().call });
  const refused = await engine.results(`
    local loop = {} loop[1] = loop
    local deep = {} for i = 1, 200 do deep = {deep} end
    local messages = {}
    for i, value in ipairs({io.stdout, coroutine.create(print), loop, deep, {[{}] = 1}, {nested = {io.stdout}}}) do
      local ok, message = pcall(call, value)
      messages[i] = ok and "crossed" or message
    end
    return messages`);
  assert.deepEqual(refused, [
    [
      'cannot pass a userdata to the host',
      'cannot pass a thread to the host',
      'cannot pass a table that contains itself to the host',
      'cannot pass a table nested deeper than 100 to the host',
      'cannot pass a table with a table as key to the host',
      'cannot pass a userdata to the host',
    ],
  ]);
});

test('values that cannot come back are errors of the call', async (t) => {
  const answers: unknown[] = [2n ** 63n, Symbol('s'), () => 1];
  const engine = new TestEngine(t, { call: ([i]) => answers[Number(i)] as Value });
  const results = await engine.results(
    'return select(2, pcall(call, 0)), select(2, pcall(call, 1)), select(2, pcall(call, 2))',
  );
  assert.match(textOf(results[0]), /does not fit into 64 bits/);
  assert.match(textOf(results[1]), /could not be cloned/);
  assert.match(textOf(results[2]), /could not be cloned/);
});

test('a method calls back into Lua while the script waits', async (t) => {
  const engine = new TestEngine(t, { call: callBack });
  assert.deepEqual(
    await engine.results(`
      local up = 10
      return call(function(a, b) up = up + a return up .. b end, 5, "x"), up`),
    ['15x', 15],
  );
});

test('call-backs return any number of values, functions among them', async (t) => {
  const engine = new TestEngine(t, {
    call: async ([fn], context) => {
      const results = await context.invoke(asFunction(fn), []);
      const [value] = await context.invoke(asFunction(results[1]), ['inner']);
      return [results.length, value ?? null];
    },
  });
  assert.deepEqual(await engine.results('return call(function() return 1, function(x) return x .. "!" end, nil end)'), [
    [3, 'inner!'],
  ]);
});

test('functions come back as the same functions', async (t) => {
  const engine = new TestEngine(t, {
    call: async ([value, ask], context) => (ask === true ? context.invoke(asFunction(value), []) : value),
  });
  assert.deepEqual(
    await engine.results(`
      local function f() return f end
      return call(f) == f, call(f, true)[1] == f, call({deep = {f}}).deep[1] == f`),
    [true, true, true],
  );
});

test('plain data that looks like a function reference reaches nothing', async (t) => {
  const engine = new TestEngine(t, { call: () => ({ luaFunction: 1 }) });
  assert.deepEqual(await engine.results('local t = call() return type(t), t.luaFunction'), ['table', 1]);
  const foreign = new TestEngine(t, {
    call: async (_args, context) => await context.invoke(createFunctionRef(2), []).catch(String),
  });
  assert.deepEqual(await foreign.results('return call()'), [
    'SpellError: the host names a function that is not held any more',
  ]);
});

test('call-backs call the host, which calls back, at any reasonable depth', async (t) => {
  const engine = new TestEngine(t, { call: callBack });
  assert.deepEqual(
    await engine.results(`
      local function down(n) if n == 0 then return "bottom" end return call(down, n - 1) end
      return down(30)`),
    ['bottom'],
  );
  const [isCaught, message] = await engine.results(`
    local function down() return call(down) end
    return pcall(down)`);
  assert.equal(isCaught, false);
  assert.match(textOf(message), /overflow/);
  assert.deepEqual(await engine.results('return call(function() return 1 end)'), [1]);
});

test('several call-backs of one call run one after the other, each with its own results', async (t) => {
  const engine = new TestEngine(t, {
    call: async ([fn], context) => {
      const results = await Promise.all([1, 2, 3].map((n) => context.invoke(asFunction(fn), [n])));
      return results.flat();
    },
  });
  assert.deepEqual(
    await engine.results(`
      local busy = false
      return call(function(n)
        assert(not busy) busy = true
        for i = 1, 1000 do end
        busy = false
        return n * n
      end)`),
    [[1, 4, 9]],
  );
});

test('a call-back that calls the host is served while its own caller waits', async (t) => {
  const { opened, open } = gate();
  const engine = new TestEngine(t, {
    call: async ([fn], context) => {
      if (fn === 'open') {
        open();
        return 'inner';
      }
      const [inner] = await Promise.all([context.invoke(asFunction(fn), []), opened]);
      return inner;
    },
  });
  assert.deepEqual(await engine.results('return call(function() return call("open") end)'), [['inner']]);
});

test('call-backs run in the coroutine that waits', async (t) => {
  const engine = new TestEngine(t, { call: callBack });
  assert.deepEqual(
    await engine.results(`
      local co
      co = coroutine.create(function()
        local same = call(function() return coroutine.running() == co end)
        coroutine.yield(same)
        return pcall(call, coroutine.yield)
      end)
      local _, same = coroutine.resume(co)
      local ended, ok, message = coroutine.resume(co)
      return same, ended, ok, message`),
    [true, true, false, 'attempt to yield across a C-call boundary'],
  );
});

test('errors of a method are caught and told with their category', async (t) => {
  const engine = new TestEngine(t, {
    call: () => {
      throw new SpellError('TOOL', 'it broke', { category: 'Tool execution error' });
    },
  });
  assert.deepEqual(await engine.results('return pcall(call)'), [false, 'Tool execution error: it broke']);
});

test('an error in a call-back reaches the method, which may go on', async (t) => {
  const seen: unknown[] = [];
  const engine = new TestEngine(t, {
    call: async ([fn], context) => {
      for (let i = 0; i < 2; i++) await context.invoke(asFunction(fn), [i]).catch((error: unknown) => seen.push(error));
      return 'went on';
    },
  });
  assert.deepEqual(await engine.results('return call(function(i) error({code = i}) end)'), ['went on']);
  assert.deepEqual(await engine.results('return call(function(i) local x = nil + i end)'), ['went on']);
  assert.ok(seen.every((error) => error instanceof SpellError && error.code === 'LUA_ERROR'));
  assert.match(String(seen[2]), /test\.lua:1: attempt to perform arithmetic on a nil value/);
});

test('results of a call-back that cannot cross are its error', async (t) => {
  const engine = new TestEngine(t, { call: callBack });
  const failure = await engine.failure('call(function() return io.stdout end)');
  assert.equal(failure.message, 'cannot pass a userdata to the host');
  assert.equal(failure.host?.code, 'LUA_ERROR');
});

test('an error goes through any number of calls and call-backs, and is one error', async (t) => {
  const engine = new TestEngine(t, { call: callBack });
  const failure = await engine.failure(`
    local function down(n) if n == 0 then error("bottom") end return call(down, n - 1) end
    down(5)`);
  assert.equal(failure.message, 'test.lua:2: bottom');
  assert.equal(failure.kind, 'runtime');
  assert.equal(failure.frames.filter(({ line }) => line === 2).length, 6);
});

test("functions are the host's for the time of the call only", async (t) => {
  let kept: { readonly fn: LuaFunctionRef; readonly context: CallContext } | undefined;
  const engine = new TestEngine(t, {
    call: async ([fn], context) => {
      if (kept === undefined) kept = { fn: asFunction(fn), context };
      else return kept.context.invoke(kept.fn, []).catch((error: unknown) => (error as Error).message);
      return null;
    },
  });
  const [message] = await engine.results('call(function() print("called") end) return call()');
  assert.match(textOf(message), /has been answered/);
  assert.equal(engine.text(), '');
});

test('references are released: memory does not grow with the number of calls', async (t) => {
  const engine = new TestEngine(t, {
    call: async ([fn], context) => (fn === null ? null : context.invoke(asFunction(fn), [])),
  });
  const [before, after] = await engine.results(`
    local function once(i) return call(function() return function() return i end end) end
    local function measure() collectgarbage() collectgarbage() return collectgarbage("count") end
    for i = 1, 100 do once(i) end
    local before = measure()
    for i = 1, 10000 do once(i) end
    return before, measure()`);
  assert.ok(Number(after) < Number(before) + 20, `${shown(before)} KiB became ${shown(after)} KiB`);
});

test('references of failed calls are released too', async (t) => {
  const engine = new TestEngine(t, { call: callBack });
  const [before, after] = await engine.results(`
    local function fail() pcall(call, function() error("x") end, function() end) pcall(call, print, io.stdout) end
    local function measure() collectgarbage() collectgarbage() return collectgarbage("count") end
    for i = 1, 100 do fail() end
    local before = measure()
    for i = 1, 2000 do fail() end
    return before, measure()`);
  assert.ok(Number(after) < Number(before) + 20, `${shown(before)} KiB became ${shown(after)} KiB`);
});

test('large values cross whole', async (t) => {
  const engine = new TestEngine(t, { call: recorder().call });
  assert.deepEqual(
    await engine.results(`
      local text = string.rep("0123456789", 1000000)
      local list = {} for i = 1, 100000 do list[i] = i end
      local back = call(list)
      return call(text) == text, #back, back[100000]`),
    [true, 100_000, 100_000],
  );
});

test('standard input is read through the host', async (t) => {
  const pieces = ['line one\nli', 'ne two\n', 'rest'];
  const engine = new TestEngine(t, {
    readInput: async () => {
      const piece = pieces.shift();
      return piece === undefined ? null : Buffer.from(piece);
    },
  });
  assert.deepEqual(
    await engine.results('return io.read("l"), io.read("L"), io.read("a"), io.read("l"), io.read("a")'),
    ['line one', 'line two\n', 'rest', undefined, ''],
  );
});

test('a standard input that fails is what the read gives', async (t) => {
  const engine = new TestEngine(t, {
    readInput: async () => {
      throw new SpellError('INPUT', 'the terminal is gone');
    },
  });
  const [line, message] = await engine.results('return io.read("l")');
  assert.equal(line, undefined);
  assert.match(textOf(message), /the terminal is gone/);
});
