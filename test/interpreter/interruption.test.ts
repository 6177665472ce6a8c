import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FLAG, WORD } from '../../src/base/shared-memory.js';
import { LuaCallError } from '../../src/vm/errors.js';
import { LUA_MULTRET } from '../../src/vm/lua.js';
import type { LuaVm } from '../../src/vm/vm.js';
import { createVm, runChunk, runInterrupted } from '../support/vm.js';
import { withFlagSetter } from './with-worker.js';

/** Scripts that would run for ever; what follows the loop is never reached. */
const ENDLESS: Readonly<Record<string, string>> = {
  'a while loop': 'while true do end',
  'a repeat loop': 'repeat until false',
  'a goto': '::again:: goto again',
  'a numeric for': 'for i = 1, math.huge do end',
  'a generic for': 'for _ in function() return 1 end do end',
  'arithmetic in a loop': 'local x = 0 while true do x = (x * 3 + 1) % 1000 end',
  'pcall loops': 'while true do pcall(function() while true do end end) end',
  'pcall of a call that ends': 'while true do pcall(error, "x") end',
  'nested pcalls': 'local function f() while true do pcall(pcall, pcall, f) end end f()',
  'xpcall with a handler that loops': 'while true do xpcall(error, function() while true do end end) end',
  'a handler that fails in its handler': 'local function h() error(1) end while true do xpcall(h, h) end',
  'a handler that calls xpcall': 'local function h() xpcall(error, h) end while true do xpcall(error, h) end',
  'a coroutine': 'coroutine.wrap(function() while true do end end)()',
  'a coroutine inside pcall inside a coroutine':
    'local w = coroutine.wrap while true do pcall(w(function() pcall(w(function() while true do end end)) while true do end end)) end',
  'resume that gives its failure back':
    'while true do local co = coroutine.create(function() while true do end end) coroutine.resume(co) end',
  'a generator': 'for i in coroutine.wrap(function() while true do coroutine.yield(1) end end) do end',
  'two coroutines that yield to each other':
    'local a = coroutine.wrap(function() while true do coroutine.yield() end end) local b = coroutine.wrap(function() while true do a() coroutine.yield() end end) while true do b() end',
  'a pcall across a yield':
    'local co = coroutine.wrap(function() while true do pcall(function() coroutine.yield() while true do end end) end end) while true do co() end',
  '<close> handlers that loop':
    'while true do pcall(function() local t <close> = setmetatable({}, {__close = function() while true do end end}) while true do end end) end',
  '<close> handlers that fail':
    'while true do pcall(function() local t <close> = setmetatable({}, {__close = function() error("mine") end}) while true do end end) end',
  '<close> handlers that catch':
    'while true do pcall(function() local t <close> = setmetatable({}, {__close = function(_, e) pcall(error, e) end}) while true do end end) end',
  'a generic for with a closing value that loops':
    'while true do pcall(function() for i in function() return 1 end, nil, nil, setmetatable({}, {__close = function() while true do end end}) do end end) end',
  'coroutine.close with a handler that loops':
    'while true do local co = coroutine.create(function() local t <close> = setmetatable({}, {__close = function() while true do end end}) coroutine.yield() end) coroutine.resume(co) coroutine.close(co) end',
  'finalizers that loop':
    'while true do setmetatable({}, {__gc = function() while true do end end}) collectgarbage() end',
  'finalizers that make finalizers':
    'local mt = {} mt.__gc = function() setmetatable({}, mt) end setmetatable({}, mt) while true do collectgarbage() end',
  'tail calls': 'local function f(n) return f(n + 1) end f(1)',
  'tail calls through pcall': 'local function f() return pcall(f) end while true do f() end',
  'deep recursion': 'local function f() return 1 + f() end while true do pcall(f) end',
  'calls without a jump':
    'local f = {[0] = function() end} for n = 1, 60 do f[n] = function() f[n - 1]() f[n - 1]() end end f[60]()',
  'recursion through pcall': 'local function f() pcall(f) while true do end end f()',
  'recursion through coroutines': 'local function f() coroutine.wrap(f)() end while true do pcall(f) end',
  'a sort comparator': 'while true do pcall(table.sort, {3, 2, 1}, function() while true do end end) end',
  'a gsub call-back': 'while true do pcall(string.gsub, "abc", ".", function() while true do end end) end',
  'a gsub table with __index':
    'while true do pcall(string.gsub, "abc", ".", setmetatable({}, {__index = function() while true do end end})) end',
  'the reader of load': 'while true do load(function() while true do end end) end',
  'a chunk made by load': 'while true do pcall(load("while true do end")) end',
  __index:
    'local t = setmetatable({}, {__index = function() while true do end end}) while true do pcall(function() return t.x end) end',
  __newindex:
    'local t = setmetatable({}, {__newindex = function() while true do end end}) while true do pcall(function() t.x = 1 end) end',
  __call: 'local t = setmetatable({}, {__call = function() while true do end end}) while true do pcall(t) end',
  __concat:
    'local t = setmetatable({}, {__concat = function() while true do end end}) while true do pcall(function() return t .. "x" end) end',
  __eq: 'local mt = {__eq = function() while true do end end} local a, b = setmetatable({}, mt), setmetatable({}, mt) while true do pcall(function() return a == b end) end',
  '__lt and __le':
    'local mt = {__lt = function() while true do end end, __le = function() while true do end end} local a, b = setmetatable({}, mt), setmetatable({}, mt) while true do pcall(function() return a < b end) pcall(function() return a <= b end) end',
  '__len and __unm':
    'local mt = {__len = function() while true do end end, __unm = function() while true do end end} local a = setmetatable({}, mt) while true do pcall(function() return #a end) pcall(function() return -a end) end',
  __tostring: 'while true do pcall(tostring, setmetatable({}, {__tostring = function() while true do end end})) end',
  __pairs: 'while true do pcall(pairs, setmetatable({}, {__pairs = function() while true do end end})) end',
  'table.concat on a table with __index':
    'while true do pcall(table.concat, setmetatable({}, {__index = function() while true do end end, __len = function() return 9 end})) end',
  'a hook of the script': 'debug.sethook(function() while true do end end, "", 1) while true do end',
  'print that nobody takes': 'while true do print(("x"):rep(1000)) end',
  'print inside pcall in a coroutine':
    'coroutine.wrap(function() while true do pcall(print, ("x"):rep(100000)) end end)()',
};

/** What a VM must look like after an interruption, whatever it interrupted. */
function checkUnharmed(vm: LuaVm, shadowStack: number): void {
  assert.equal(vm.memory.word(WORD.chain), 0);
  assert.equal(vm.api.stackSave(), shadowStack);
  vm.api.lua_settop(vm.L, 0);
  const { output } = runChunk(
    vm,
    'collectgarbage() print(pcall(error, "x")) print(coroutine.wrap(function() return 1 end)())',
  );
  assert.equal(output, 'false\tx\n1\n');
}

describe('with the flag set, the run ends', () => {
  for (const [name, code] of Object.entries(ENDLESS)) {
    test(name, () => {
      const vm = createVm();
      const shadowStack = vm.api.stackSave();
      const result = runInterrupted(vm, `${code} io.warn("swallowed")`);
      assert.deepEqual([result.status, result.interrupted], [2, true], result.error);
      assert.doesNotMatch(result.output, /swallowed/);
      checkUnharmed(vm, shadowStack);
    });
  }
});

/** As the engine does it: the trap takes the flag away, another thread sets it again after a while. */
describe('with the flag set again and again by another thread, the run ends', () => {
  for (const [name, code] of Object.entries(ENDLESS)) {
    test(name, async () => {
      let traps = 0;
      const vm: LuaVm = createVm({
        hooks: {
          trap: () => {
            traps++;
            vm.memory.setWord(WORD.flag, 0);
            return 1;
          },
        },
      });
      const shadowStack = vm.api.stackSave();
      const [result] = await withFlagSetter({ memory: vm.memory.memory, flags: [FLAG.interrupt], everyMs: 20 }, () =>
        runChunk(vm, `${code} io.warn("swallowed")`),
      );
      assert.deepEqual([result.status, result.interrupted], [2, true], result.error);
      assert.doesNotMatch(result.output, /swallowed/);
      // One for the run and one for a handler that loops: nothing else takes the interruption for an error of its own.
      assert.ok(traps > 0 && traps <= 3, `${traps} traps`);
      checkUnharmed(vm, shadowStack);
    });
  }
});

/** A VM whose scripts can set the flag themselves, which the trap takes away again. */
function createInterruptible(warn: (piece: string) => void = () => undefined): LuaVm {
  const vm: LuaVm = createVm({
    hooks: {
      warn,
      trap: () => {
        vm.memory.setWord(WORD.flag, 0);
        return 1;
      },
    },
    hostFunctions: {
      interrupt: () => {
        vm.memory.setWord(WORD.flag, FLAG.interrupt);
        return 0;
      },
      through: (machine, L) => {
        machine.call(L, machine.api.lua_gettop(L) - 1, LUA_MULTRET);
        return machine.api.lua_gettop(L);
      },
      attempt: (machine, L) => {
        try {
          machine.call(L, 0, 0);
        } catch (error) {
          if (!(error instanceof LuaCallError) || error.isInterruption) throw error;
          error.release();
        }
        return 0;
      },
    },
  });
  return vm;
}

describe('what a run sees of its interruption', () => {
  test('<close> handlers run, innermost first, with a value that they cannot mistake', () => {
    const result = runChunk(
      createInterruptible(),
      `local function handler(name)
         return setmetatable({}, {__close = function(_, e) print(name, type(e), (tostring(e):gsub("0x%x+", "ADDRESS"))) end})
       end
       local outer <close> = handler("outer")
       coroutine.wrap(function()
         local inner <close> = handler("inner")
         pcall(function() local deep <close> = handler("deep") interrupt() while true do end end)
         print("swallowed")
       end)()
       print("swallowed")`,
    );
    assert.equal(result.interrupted, true);
    const lines = ['deep', 'inner', 'outer'].map((name) => `${name}\tuserdata\tinterruption: ADDRESS\n`);
    // What the run's own frame has pending is closed with its state.
    assert.equal(result.output, lines.slice(0, 2).join(''));
  });

  const once: Readonly<Record<string, string>> = {
    'by the error of a <close> handler':
      'pcall(function() local t <close> = setmetatable({}, {__close = function() error("mine") end}) interrupt() while true do end end)',
    'by such an error across coroutines and JavaScript':
      'pcall(through, coroutine.wrap(function() pcall(through, function() local t <close> = setmetatable({}, {__close = error}) interrupt() while true do end end) end))',
    'by JavaScript that handles errors':
      'attempt(function() local t <close> = setmetatable({}, {__close = function() error("mine") end}) interrupt() while true do end end)',
    'in a finalizer':
      'setmetatable({}, {__gc = function() interrupt() while true do end end}) collectgarbage() local x = 1',
    'in a finalizer, by the error of a <close> handler':
      'setmetatable({}, {__gc = function() local t <close> = setmetatable({}, {__close = error}) interrupt() while true do end end}) collectgarbage() local x = 1',
    'in the reader of load': 'load(function() interrupt() while true do end end)',
    'in coroutine.close':
      'local co = coroutine.create(function() local t <close> = setmetatable({}, {__close = function() interrupt() while true do end end}) coroutine.yield() end) coroutine.resume(co) coroutine.close(co)',
    'in a handler that coroutine.wrap runs':
      'pcall(coroutine.wrap(function() local t <close> = setmetatable({}, {__close = function() interrupt() while true do end end}) error("x") end))',
  };
  for (const [name, code] of Object.entries(once)) {
    test(`once is enough: it is not lost ${name}`, () => {
      const warnings: string[] = [];
      const vm = createInterruptible((piece) => warnings.push(piece));
      const shadowStack = vm.api.stackSave();
      const result = runChunk(vm, `${code} print("swallowed")`);
      assert.deepEqual([result.interrupted, result.output, warnings], [true, '', []], result.error);
      checkUnharmed(vm, shadowStack);
    });
  }

  test('<close> handlers may catch errors of their own meanwhile', () => {
    const result = runChunk(
      createInterruptible(),
      `local function clean() print(pcall(error, "mine")) print(pcall(coroutine.wrap(function() error("too") end))) end
       pcall(function() local t <close> = setmetatable({}, {__close = clean}) interrupt() while true do end end)
       print("swallowed")`,
    );
    assert.deepEqual([result.interrupted, result.output], [true, 'false\tmine\nfalse\ttest:1: too\n']);
  });

  test('message handlers of xpcall do not see it', () => {
    const result = runChunk(
      createInterruptible(),
      'xpcall(function() interrupt() while true do end end, print) print("swallowed")',
    );
    assert.deepEqual([result.interrupted, result.output], [true, '']);
  });

  test('coroutines that it passed through are dead', () => {
    const vm = createInterruptible();
    const result = runChunk(
      vm,
      'co = coroutine.create(function() interrupt() while true do end end) coroutine.resume(co)',
    );
    assert.equal(result.interrupted, true);
    assert.equal(
      runChunk(vm, 'print(coroutine.status(co), coroutine.resume(co))').output,
      'dead\tfalse\tcannot resume dead coroutine\n',
    );
  });

  test('coroutines that only wait live on', () => {
    const vm = createInterruptible();
    runChunk(
      vm,
      'co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) print(co()) interrupt() while true do end',
    );
    assert.equal(runChunk(vm, 'print(co(), co())').output, '2\t3\n');
  });

  test('a trap that says go on changes nothing', () => {
    const count = { traps: 0 };
    const vm = createVm({
      hooks: {
        trap: () => {
          count.traps++;
          return 0;
        },
      },
    });
    const code = `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
      local t = {} for i = 1, 200 do t[i] = (i * 7919) % 211 end table.sort(t, function(a, b) return a > b end)
      local co = coroutine.wrap(function(...) local n = select("#", ...) while true do n = n + select("#", coroutine.yield(n, ...)) end end)
      print(fib(15), table.concat(t, ","), co(1, nil), co(nil, nil, nil), pcall(error, {}) , ("x"):rep(10):gsub("x", function(c) return c:upper() end))`;
    const plain = runChunk(vm, code).output;
    assert.deepEqual(count, { traps: 0 });
    assert.equal(runInterrupted(vm, code).output, plain);
    assert.ok(count.traps > 1000);
  });
});
