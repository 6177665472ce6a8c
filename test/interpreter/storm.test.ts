import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAG, WORD } from '../../src/base/shared-memory.js';
import { LUA_YIELD } from '../../src/vm/lua.js';
import type { LuaVm } from '../../src/vm/vm.js';
import { createVm, finishRun, resumeRun, startRun, takeOutput } from '../support/vm.js';
import { withFlagSetter } from './with-worker.js';

/** How long each storm lasts at least; on a busy machine longer, until there was enough of it. */
const STORM_MS = 1000;
const STORM_MAX_MS = 30_000;
const ENOUGH_TRAPS = 2000;

/**
 * The loop `g(i) pcall(h)` in coroutines: every kind of call, open lists, closing, metamethods, stacks that grow. It checks itself, so
 * that the first wrong value is seen where it happens, and prints sums that are the same in every run.
 */
const LOOP = `
  local function g(i) return i * 2, i + 1, i end
  local function h(x) if x % 7 == 0 then error({x}) end return x, x end
  local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
  local function pass(...) return ... end
  local Number = {}
  Number.__index = function(t, k) return k .. t.v end
  Number.__add = function(a, b) return setmetatable({v = a.v + b.v}, Number) end
  Number.__eq = function(a, b) return a.v == b.v end
  Number.__close = function(t) t.closed = true end
  local function check(ok, what, i) if not ok then error("corrupt: " .. what .. " at " .. i) end end
  local function work(name, n)
    local sum = 0
    for i = 1, n do
      local a, b, c = g(i)
      check(a == i * 2 and b == i + 1 and c == i, "results", i)
      local ok, e, twice = pcall(h, i)
      if i % 7 == 0 then check(not ok and e[1] == i, "error", i) else check(ok and e == i and twice == i, "pcall", i) end
      check(select("#", g(i), pass(g(i))) == 4, "open list", i)
      local t = {g(i), pass(i, nil, i)}
      check(t[1] == i * 2 and t[4] == i and #t == 4, "table", i)
      check(deep(i % 50) == i % 50, "recursion", i)
      local closed
      do
        local guard <close> = setmetatable({v = i}, Number)
        closed = guard
        check((guard + guard).v == 2 * i and guard.x == "x" .. i and guard == setmetatable({v = i}, Number), "metamethod", i)
      end
      check(rawget(closed, "closed") == true, "close", i)
      local s = ("%d,%s"):format(i, name):gsub("%d+", function(d) return tostring(tonumber(d) + 1) end)
      check(s == (i + 1) .. "," .. name, "string", i)
      local sorted = {i, i - 1, i + 3, i - 2, i + 5}
      table.sort(sorted, function(x, y) return x < y end)
      check(sorted[1] == i - 2 and sorted[5] == i + 5, "sort", i)
      sum = (sum * 31 + a + b + c) % 1000003
      check(coroutine.yield(sum) == i, "resume", i)
    end
    return "end", sum
  end
  local rounds = 30
  local workers = {}
  for i, name in ipairs{"a", "b", "c"} do workers[i] = coroutine.create(work) end
  workers[4] = coroutine.wrap(function(...) return pcall(coroutine.wrap(work), ...) end)
  for i = 0, rounds do
    for k, worker in ipairs(workers) do
      local one, two = i, nil
      if i == 0 then one, two = "n" .. k, rounds end
      if type(worker) == "thread" then print(k, coroutine.resume(worker, one, two)) elseif i == 0 then print(k, worker(one, two)) end
    end
  end
`;

/** What the script prints when nothing disturbs it. */
function undisturbed(): string {
  const vm = createVm();
  return finishRun(vm, startRun(vm, LOOP)).output;
}

interface Storm {
  readonly rounds: number;
  readonly traps: number;
  readonly yields: number;
  readonly interruptions: number;
}

/** Runs the loop over and over under a rain of flags; `answer` is the trap's, given the flag word. */
async function storm(
  flags: readonly number[],
  answer: (flag: number, traps: number) => number,
): Promise<readonly [Storm, number]> {
  const wanted = undisturbed();
  let traps = 0;
  // Most traps leave the word as it is: where both threads share a core, the next ones come from the same setting.
  const look = (words: Int32Array, index: number): number =>
    traps % 512 === 0 ? Atomics.exchange(words, index, 0) : Atomics.load(words, index);
  const vm: LuaVm = createVm({
    hooks: { trap: () => answer(look(vm.memory.words, WORD.flag >> 2), ++traps) },
  });
  return withFlagSetter({ memory: vm.memory.memory, flags, everyMs: 0 }, () => {
    const count = { rounds: 0, yields: 0, interruptions: 0 };
    const start = performance.now();
    const lasts = (ms: number): boolean => performance.now() - start < ms;
    while (lasts(STORM_MS) || (traps < ENOUGH_TRAPS && lasts(STORM_MAX_MS))) {
      const { status, output, yields } = runThrough(vm);
      count.rounds++;
      count.yields += yields;
      if (status === 0) assert.equal(output, wanted);
      else count.interruptions++;
      assert.ok(wanted.startsWith(output), output.slice(-500));
    }
    return { ...count, traps };
  });
}

/** One run of the loop, resumed after every yield of the trap's. */
function runThrough(vm: LuaVm): { status: number; output: string; yields: number } {
  const run = startRun(vm, LOOP);
  let yields = 0;
  let status = resumeRun(vm, run);
  while (status === LUA_YIELD) {
    assert.equal(vm.memory.word(WORD.hookYield), 1, 'the run itself yields only to the trap');
    yields++;
    status = resumeRun(vm, run);
  }
  if (status !== 0) assert.ok(vm.isInterruption(run, -1), vm.errorText(run));
  assert.equal(vm.memory.word(WORD.chain), 0);
  const output = takeOutput(vm).toString();
  vm.api.lua_settop(vm.L, 0);
  return { status, output, yields };
}

const { interrupt, memory, yield: leave } = FLAG;

test('a storm of traps that go on corrupts nothing', async () => {
  const [{ traps, yields, interruptions }] = await storm([interrupt, 0, leave, memory, 0, interrupt | leave], () => 0);
  assert.ok(traps >= ENOUGH_TRAPS);
  assert.deepEqual([yields, interruptions], [0, 0]);
});

test('a storm of checkpoint yields corrupts nothing', async () => {
  const [{ yields, interruptions }] = await storm([leave, 0, leave], (flag) => ((flag & leave) !== 0 ? 2 : 0));
  assert.equal(interruptions, 0);
  assert.ok(yields > ENOUGH_TRAPS / 4, `${yields} yields`);
});

test('yields asked for where the flag word says something else corrupt nothing', async () => {
  const [{ yields, interruptions }] = await storm([leave, leave | interrupt, interrupt, 0, memory], () => 2);
  assert.equal(interruptions, 0);
  assert.ok(yields > ENOUGH_TRAPS / 4, `${yields} yields`);
});

test('a storm of interruptions leaves the VM whole', async () => {
  const [{ interruptions, yields }] = await storm([interrupt, 0, leave, memory], (flag, traps) => {
    if (traps % 101 === 0) return 1;
    return (flag & leave) !== 0 ? 2 : 0;
  });
  assert.ok(interruptions > 10 && yields > 10, `${interruptions} interruptions, ${yields} yields`);
});
