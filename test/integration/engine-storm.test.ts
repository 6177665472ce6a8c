// The interpreter under a storm of interruptions, and long scripts that enter its optimised code while they run: results stay right.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LuaFunctionRef } from '../../src/base/values.js';
import { failureOf, TestEngine } from '../support/engine.js';

/** Calls and protected calls in coroutines: where a wrong word in an activation shows first. */
const DANGEROUS = `
  local function g(i) return i end
  local function h() local t = {} t.x = 1 if rounds % 7 == 0 then error("x") end return t end
  local total = 0
  local function body(n)
    for i = 1, n do
      rounds = rounds + 1
      total = total + g(i)
      pcall(h)
      if i % 10 == 0 then coroutine.yield(i) end
    end
    return n
  end
  rounds = 0
  for _ = 1, 10 do
    local co = coroutine.create(body)
    local last
    while coroutine.status(co) ~= "dead" do
      local ok, value = coroutine.resume(co, 50)
      assert(ok, value)
      last = value
    end
    assert(last == 50)
  end
  return total, rounds`;

/** What DANGEROUS gives. */
const RESULTS = [12750, 500];

function createRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
}

test('calls, pcalls and coroutines are unharmed by interruptions at any moment', async (t) => {
  const engine = new TestEngine(t, { graceMs: 30_000 });
  await engine.engine.ready;
  const random = createRandom(42);
  const until = performance.now() + 5000;
  let interrupted = 0;
  for (let i = 0; i < 3000 && performance.now() < until; i++) {
    const run = engine.run(DANGEROUS);
    if (i % 4 !== 0) {
      const spins = Math.floor(random() * 3);
      const interrupt = (left: number): void => {
        if (left === 0) run.interrupt();
        else
          setImmediate(() => {
            interrupt(left - 1);
          });
      };
      interrupt(spins);
    }
    const outcome = await run.outcome;
    if (outcome.status === 'ok') assert.deepEqual(outcome.results, RESULTS);
    else {
      assert.equal(failureOf(outcome).kind, 'interrupted');
      assert.equal('engineReplaced' in outcome, false);
      interrupted++;
    }
  }
  assert.ok(interrupted > 0);
  assert.deepEqual(await engine.results(DANGEROUS), RESULTS);
  assert.deepEqual(await engine.results('collectgarbage() return collectgarbage("count") < 3000'), [true]);
});

/** Scripts of some length, each with what Lua 5.4 gives for it; in some of them nothing can yield. */
const LONG: Readonly<Record<string, readonly [script: string, results: readonly unknown[]]>> = {
  'a loop': ['local s = 0 for i = 1, 3e7 do s = (s + i * i) % 1000003 end return s', [761038]],
  recursion: [
    'local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(30)',
    [832040],
  ],
  'strings and tables': [
    `local parts = {} for i = 1, 400000 do parts[#parts + 1] = i % 7 .. "" end
     local text = table.concat(parts) local count = 0 for d in text:gmatch("3") do count = count + 1 end return #text, count`,
    [400000, 57143],
  ],
  coroutines: [
    `local function numbers(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
     local s = 0 for i = 1, 20 do for v in numbers(20000) do s = s + v end end return s`,
    [4000200000],
  ],
  'coroutines that call themselves': [
    `local function sum(depth) if depth == 0 then local s = 0 for i = 1, 100000 do s = s + i % 3 end return s end
       return (select(2, coroutine.resume(coroutine.create(sum), depth - 1))) end
     local s = 0 for i = 1, 60 do s = s + sum(5) end return s`,
    [6000000],
  ],
  'pcall and error': [
    `local n = 0 for i = 1, 60000 do local ok = pcall(function() if i % 2 == 0 then error(i) end end) if not ok then n = n + 1 end end return n`,
    [30000],
  ],
  'a comparator': [
    `local t, x = {}, 1 for i = 1, 100000 do x = (x * 1103515245 + 12345) % 2147483648 t[i] = x end
     local n = 0 table.sort(t, function(a, b) n = n + 1 for i = 1, 5 do n = n + 0 end return a < b end)
     for i = 2, #t do assert(t[i - 1] <= t[i]) end return #t`,
    [100000],
  ],
  'a call-back of gsub': [
    `local n = 0 local text = string.rep("abc", 20000):gsub("%w", function(c) for i = 1, 200 do n = n + 1 end return c:upper() end) return n, text:sub(1, 6), #text`,
    [12000000, 'ABCABC', 60000],
  ],
  'one long call-back of gsub': [
    `local text = ("x"):gsub(".", function() local s = 0 for i = 1, 2e7 do s = s + i % 5 end return tostring(s) end) return text`,
    ['40000000'],
  ],
  metamethods: [
    `local mt = {} mt.__add = function(a, b) return setmetatable({v = a.v + b.v}, mt) end mt.__index = function(t, k) return #k end
     local a = setmetatable({v = 0}, mt) local one = setmetatable({v = 1}, mt) local n = 0
     for i = 1, 400000 do a = a + one n = n + a.name end return a.v, n`,
    [400000, 1600000],
  ],
  'a call-back of the host': [
    'return call(function() local s = 0 for i = 1, 2e7 do s = s + i % 7 end return s end)',
    [60000003],
  ],
  'host calls': ['local s = 0 for i = 1, 3000 do s = s + call(i) end return s', [4501500]],
  'open lists of results': [
    `local function three(i) return i, i + 1, i + 2 end
     local n = 0 for i = 1, 1000000 do local t = select("#", three(i), three(i)) n = n + t end
     local packed = 0 for i = 1, 300000 do local t = {three(i), three(i)} packed = packed + #t end return n, packed`,
    [4000000, 1200000],
  ],
  '<close> variables': [
    `local n = 0 local mt = {__close = function() n = n + 1 end}
     for i = 1, 200000 do local x <close> = setmetatable({}, mt) end return n`,
    [200000],
  ],
  finalizers: [
    `local n = 0 for i = 1, 100000 do setmetatable({}, {__gc = function() n = n + 1 end}) end
     collectgarbage() collectgarbage() return n`,
    [100000],
  ],
  'a generic for and integer division': [
    'local s = 0 for k = 1, 100 do for i, v in ipairs({1, 2, 3, 4, 5}) do for j = 1, 4000 do s = s + (v * j) // 3 end end end return s',
    [4000466600],
  ],
};

test('entering optimised code while they run does not change what scripts do', async (t) => {
  for (const [name, [script, results]] of Object.entries(LONG)) {
    await t.test(name, async (inner) => {
      // A new engine has not warmed up.
      const engine = new TestEngine(inner, {
        call: async ([value], context) =>
          typeof value === 'number' ? value : (await context.invoke(value as LuaFunctionRef, []))[0],
      });
      assert.deepEqual(await engine.results(script), results);
      assert.deepEqual(await engine.results(script), results);
    });
  }
});

test('the same for a script that waits for the host in between, and prints', async (t) => {
  const engine = new TestEngine(t, {
    call: async ([value]) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return value;
    },
  });
  const [sum] = await engine.results(
    'local s = 0 for i = 1, 60 do for j = 1, 20000 do s = s + j % 3 end s = s + call(i) print(i) end return s',
  );
  assert.equal(sum, 1_201_890);
  assert.equal(engine.text(), Array.from({ length: 60 }, (_, i) => `${i + 1}\n`).join(''));
});
