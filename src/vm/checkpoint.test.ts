import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { luaProgram } from '../../test/support/lua-programs.js';
import { createVm, resumeRun, runChunk, startRun, takeOutput, type VmSetup } from '../../test/support/vm.js';
import { FLAG, WORD } from '../base/shared-memory.js';
import { checkpoint, imageBytes, restore, type VmImage } from './checkpoint.js';
import { LUA_MULTRET, LUA_OK, LUA_YIELD } from './lua.js';
import type { HostFunction, LuaVm } from './vm.js';

/** Any bit but the one for checkpoints: the trap is asked at every instruction. */
const COUNTING = FLAG.interrupt;

/** A VM whose trap counts, and asks for a checkpoint yield after so many instructions. */
class Steppable {
  readonly vm: LuaVm;
  instructions = 0;
  /** Not a number: never. */
  yieldAfter = NaN;

  constructor(setup: VmSetup = {}) {
    this.vm = createVm({ clock: { now: () => 1.8e12 }, ...setup, hooks: { ...setup.hooks, trap: () => this.trap() } });
  }

  private trap(): number {
    const { memory } = this.vm;
    if (memory.word(WORD.flag) === FLAG.yield) {
      memory.setWord(WORD.flag, 0);
      return 2;
    }
    if (++this.instructions >= this.yieldAfter) {
      this.yieldAfter = NaN;
      memory.setWord(WORD.flag, FLAG.yield);
    }
    return 0;
  }

  /** Starts a chunk and lets it run for so many instructions and on to where it can yield; gives its state. */
  start(code: string, instructions: number): { run: number; status: number } {
    const run = startRun(this.vm, code);
    this.instructions = 0;
    this.yieldAfter = instructions;
    this.vm.memory.setWord(WORD.flag, instructions === 0 ? FLAG.yield : COUNTING);
    return { run, status: resumeRun(this.vm, run) };
  }
}

function finish(vm: LuaVm, run: number): string {
  vm.memory.setWord(WORD.flag, 0);
  assert.equal(resumeRun(vm, run), LUA_OK, vm.errorText(run));
  return takeOutput(vm).toString();
}

/** What a program prints when it is left alone, and how many instructions it has. */
function undisturbed(code: string): { output: string; instructions: number } {
  const steppable = new Steppable();
  const { run, status } = steppable.start(code, NaN);
  assert.equal(status, LUA_OK, status === LUA_OK ? '' : steppable.vm.errorText(run));
  return { output: takeOutput(steppable.vm).toString(), instructions: steppable.instructions };
}

/** Takes an image after a part of the program, then continues it in every way there is. */
function checkContinuations(code: string, fraction: number): void {
  const { output, instructions } = undisturbed(code);
  const first = new Steppable();
  const { run, status } = first.start(code, Math.floor(fraction * instructions));
  const prefix = takeOutput(first.vm).toString();
  if (status === LUA_OK) {
    assert.equal(prefix, output);
    return;
  }
  assert.equal(status, LUA_YIELD);
  const image = checkpoint(first.vm);
  assert.equal(prefix + finish(first.vm, run), output, 'continued');
  restore(first.vm, image);
  assert.equal(prefix + finish(first.vm, run), output, 'restored into the same VM');
  const other = new Steppable();
  runChunk(other.vm, 'leftover = {} for i = 1, 1000 do leftover[i] = {i} end');
  restore(other.vm, image);
  assert.equal(prefix + finish(other.vm, run), output, 'restored into another VM');
}

const SCRIPTS: Readonly<Record<string, string>> = {
  'coroutines in coroutines': `local function gen(n) for i = 1, n do coroutine.yield(i) end end
    local outer = coroutine.wrap(function() for v in coroutine.wrap(function() gen(5) end) do coroutine.yield(v * 2) end end)
    for v in outer do print(v) end`,
  'pcall and errors': `for i = 1, 20 do print(i, pcall(function() if i % 3 == 0 then error({i}) end return i, i * 2 end)) end`,
  'nested pcall across yields': `local co = coroutine.wrap(function() print(pcall(function() pcall(coroutine.yield, 1) error("x", 0) end)) return "end" end) print(co()) print(co())`,
  metamethods: `local mt = {} mt.__index = function(t, k) return k end mt.__add = function(a, b) return setmetatable({v = a.v + b.v}, mt) end
    mt.__eq = function(a, b) return a.v == b.v end mt.__concat = function(a, b) return "cat" end mt.__call = function(self, ...) return select("#", ...) end mt.__len = function() return 42 end
    local x = setmetatable({v = 1}, mt) for i = 1, 10 do local y = x + x print(y.v, y == x, y .. x, y(1, nil, nil), #y, y.other) end`,
  'closures and upvalues': `local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end
    local inc, get = counter() for i = 1, 20 do inc() end print(get()) local fs = {} for i = 1, 5 do fs[i] = function() i = i + 1 return i end end for i = 1, 5 do print(fs[i](), fs[i]()) end`,
  goto: 'local i = 0 ::top:: i = i + 1 if i % 2 == 0 then goto next end print(i) ::next:: if i < 15 then goto top end',
  'string building': `local s = "" for i = 1, 50 do s = s .. string.char(i + 60) .. i end print(#s, s) local t = {} for i = 1, 50 do t[#t + 1] = ("%q"):format(i) end print(table.concat(t, ","))`,
  'sort comparators': `local t = {} for i = 1, 60 do t[i] = (i * 37) % 61 end table.sort(t, function(a, b) return a > b end) print(table.concat(t, " "))`,
  'gsub call-backs': `print((("hello world"):gsub("%w+", function(w) local r = "" for i = #w, 1, -1 do r = r .. w:sub(i, i) end return r end)))`,
  'generic for with a closing value': `local function iter() local n = 0 return function() n = n + 1 if n < 6 then return n end end, nil, nil, setmetatable({}, {__close = function() print("closed") end}) end
    for i in iter() do print(i) end for i in iter() do print(i) if i == 3 then break end end print(pcall(function() for i in iter() do if i == 2 then error("stop", 0) end end end))`,
  'deep recursion':
    'local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end print(f(3000)) local function g(n, ...) if n == 0 then return select("#", ...) end return g(n - 1, n, ...) end print(g(60))',
  'garbage and finalizers': `local n = 0 for i = 1, 300 do local t = setmetatable({}, {__gc = function() n = n + 1 end}) t.x = ("y"):rep(i) if i % 50 == 0 then collectgarbage() end end
    collectgarbage() print(n) local weak = setmetatable({}, {__mode = "k"}) for i = 1, 100 do weak[{}] = i end collectgarbage() print(next(weak))`,
  'randomness, time and order': `for i = 1, 5 do print(math.random(1000), os.time()) end local t = {} for i = 1, 30 do t["k" .. i] = i end for k, v in pairs(t) do io.write(k, " ") end print()`,
};

describe('any prefix of a run, restored, continues to the same output', () => {
  for (const [name, code] of Object.entries(SCRIPTS)) {
    test(name, () => {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (fraction) => checkContinuations(code, fraction)),
        { numRuns: 12, examples: [[0], [0.999]] },
      );
    });
  }

  test('random programs', () => {
    fc.assert(fc.property(luaProgram, fc.double({ min: 0, max: 1, noNaN: true }), checkContinuations), { numRuns: 60 });
  });

  test('every instruction in a VM of its own', () => {
    const code = `local function gen() for i = 1, 3 do coroutine.yield(i) end end
      for v in coroutine.wrap(gen) do print(v, pcall(error, {})) end print(pcall(function() local x <close> = setmetatable({}, {__close = function() print("closed") end}) error("end", 0) end))`;
    const { output } = undisturbed(code);
    // The flag is set all the time: only what comes with the image makes the next instruction run.
    const create = (): LuaVm => createVm({ clock: { now: () => 1.8e12 }, hooks: { trap: () => 2 } });
    let vm = create();
    const run = startRun(vm, code);
    vm.memory.setWord(WORD.flag, FLAG.yield);
    let printed = '';
    let moves = 0;
    while (resumeRun(vm, run) === LUA_YIELD) {
      printed += takeOutput(vm).toString();
      const image = checkpoint(vm);
      vm = create();
      restore(vm, image);
      vm.memory.setWord(WORD.flag, FLAG.yield);
      assert.ok(++moves < 2000, 'no progress');
    }
    assert.ok(moves > 15, `${moves} moves`);
    assert.equal(printed + takeOutput(vm).toString(), output);
  });
});

describe('where a run cannot yield, the image is taken at the next point where it can', () => {
  const through: HostFunction = (vm, L) => {
    vm.call(L, 0, LUA_MULTRET);
    return vm.api.lua_gettop(L);
  };
  const ask: HostFunction = (vm) => {
    vm.memory.setWord(WORD.flag, FLAG.yield);
    return 0;
  };
  const places: Readonly<Record<string, string>> = {
    'a sort comparator': 'table.sort({2, 1}, function(a, b) ask() print("in") return a < b end)',
    'a gsub call-back': '("x"):gsub("x", function() ask() print("in") end)',
    'a call by JavaScript': 'through(function() ask() print("in") end)',
    'a finalizer': 'setmetatable({}, {__gc = function() ask() print("in") end}) collectgarbage()',
    'coroutine.close':
      'local co = coroutine.create(function() local t <close> = setmetatable({}, {__close = function() ask() print("in") end}) coroutine.yield() end) coroutine.resume(co) coroutine.close(co)',
    'a coroutine inside a comparator':
      'table.sort({2, 1}, function(a, b) coroutine.wrap(function() ask() print("in") end)() return a < b end)',
    'the reader of load': 'load(function() ask() print("in") end)',
    'a message handler': 'xpcall(error, function() ask() print("in") end)',
  };
  for (const [name, code] of Object.entries(places)) {
    test(name, () => {
      const steppable = new Steppable({ hostFunctions: { through, ask } });
      const { vm } = steppable;
      const run = startRun(vm, `print("before"); ${code}; print("after"); return "end"`);
      assert.equal(resumeRun(vm, run), LUA_YIELD);
      const prefix = takeOutput(vm).toString();
      assert.equal(prefix, 'before\nin\n');
      const other = new Steppable({ hostFunctions: { through, ask } }).vm;
      restore(other, checkpoint(vm));
      assert.equal(finish(other, run), 'after\n');
      assert.equal(other.stringAt(run, -1), 'end');
      assert.equal(finish(vm, run), 'after\n');
    });
  }

  test('inside coroutines, pcalls and metamethods that is at once', () => {
    const { vm } = new Steppable({ hostFunctions: { ask } });
    const run = startRun(
      vm,
      `local t = setmetatable({}, {__index = function() ask() local x = 1 print("late") return x end})
       local inner = coroutine.wrap(function() coroutine.yield() pcall(function() return t.field end) end)
       inner() coroutine.wrap(function() inner() end)() print("end")`,
    );
    assert.equal(resumeRun(vm, run), LUA_YIELD);
    assert.equal(takeOutput(vm).toString(), '');
    assert.equal(finish(vm, run), 'late\nend\n');
  });

  test('a host function that goes on after its callee is continued in another VM', () => {
    const relayed: HostFunction = (vm, L) => {
      vm.pushString(L, 'relayed');
      return vm.api.lua_gettop(L);
    };
    const relay: HostFunction = (vm, L) => {
      vm.callThen(L, 0, LUA_MULTRET, 'relayed');
      return relayed(vm, L);
    };
    const hostFunctions = { ask, relay, relayed };
    const steppable = new Steppable({ hostFunctions });
    const run = startRun(steppable.vm, 'print(relay(function() ask() local x = 1 return x, "two" end))');
    assert.equal(resumeRun(steppable.vm, run), LUA_YIELD);
    const other = new Steppable({ hostFunctions }).vm;
    restore(other, checkpoint(steppable.vm));
    assert.equal(finish(other, run), '1\ttwo\trelayed\n');
  });
});

describe('between runs', () => {
  test('globals, closures and coroutines come back, in the same VM and in another', () => {
    const vm = createVm();
    runChunk(
      vm,
      'n = 0 function count() n = n + 1 return n end co = coroutine.wrap(function() for i = 1, 9 do coroutine.yield(i) end end) co() count()',
    );
    const image = checkpoint(vm);
    const look = 'print(n, count(), co(), added)';
    assert.equal(runChunk(vm, `${look} added = true`).output, '1\t2\t2\tnil\n');
    assert.equal(runChunk(vm, look).output, '2\t3\t3\ttrue\n');
    restore(vm, image);
    assert.equal(runChunk(vm, look).output, '1\t2\t2\tnil\n');
    const other = createVm();
    restore(other, image);
    assert.equal(runChunk(other, look).output, '1\t2\t2\tnil\n');
    assert.equal(runChunk(vm, look).output, '2\t3\t3\tnil\n');
  });

  test('an image outlives what the VM does, many times over', () => {
    const vm = createVm();
    runChunk(vm, 'keep = {} for i = 1, 1000 do keep[i] = {i} end');
    const image = checkpoint(vm);
    for (let i = 0; i < 20; i++) {
      restore(vm, image);
      const { output } = runChunk(
        vm,
        'local s = 0 for i = 1, 1000 do s = s + keep[i][1] keep[i] = nil end collectgarbage() print(s) junk = ("x"):rep(1e5)',
      );
      assert.equal(output, '500500\n');
    }
  });

  test('a failed and an interrupted run leave a VM that can be kept', () => {
    const vm = createVm();
    runChunk(vm, 'x = 1 error({})');
    runChunk(vm, 'x = 2 coroutine.wrap(function() while true do end end)()', () => {
      vm.memory.setWord(WORD.flag, FLAG.interrupt);
    });
    const other = createVm();
    restore(other, checkpoint(vm));
    assert.equal(runChunk(other, 'print(x, pcall(error, "e"))').output, '1\tfalse\te\n');
  });

  test('host functions are known by their place', () => {
    const say =
      (word: string): HostFunction =>
      (vm, L) => {
        vm.pushString(L, word);
        return 1;
      };
    const hostFunctions = { one: say('one'), two: say('two') };
    const vm = createVm({ hostFunctions });
    runChunk(vm, 'held = {two, one}');
    const image = checkpoint(vm);
    const other = createVm({ hostFunctions });
    restore(other, image);
    assert.equal(runChunk(other, 'print(held[1](), held[2](), one == held[2])').output, 'two\tone\ttrue\n');
    const stranger = createVm({ hostFunctions: { two: say('two'), one: say('one') } });
    assert.throws(() => restore(stranger, image), /other host functions/);
    assert.equal(runChunk(stranger, 'print(one())').output, 'one\n');
  });
});

describe('memory', () => {
  const big = 'big = {} for i = 1, 30 do big[i] = ("x"):rep(1000000) .. i end';

  test('that grew after the image was taken', () => {
    const steppable = new Steppable();
    const { vm } = steppable;
    const before = vm.memory.memory.buffer.byteLength;
    const { run } = steppable.start(`local t = {1, 2, 3} print(#t) ${big} print(#big)`, 5);
    const image = checkpoint(vm);
    takeOutput(vm);
    const rest = finish(vm, run);
    assert.ok(vm.memory.memory.buffer.byteLength > before);
    restore(vm, image);
    assert.equal(finish(vm, run), rest);
    assert.equal(runChunk(vm, 'print(#big, big[30]:sub(-3))').output, '30\tx30\n');
  });

  test('that must grow to hold the image', () => {
    const vm = createVm();
    runChunk(vm, big);
    const image = checkpoint(vm);
    assert.ok(image.heap.byteLength > 30_000_000);
    assert.ok(Math.abs(imageBytes(vm) - image.low.byteLength - image.heap.byteLength) < 2000);
    const small = createVm();
    restore(small, image);
    assert.equal(
      runChunk(small, 'print(#big, #big[7], big[30]:sub(-3)) big[31] = ("y"):rep(1e7)').output,
      '30\t1000001\tx30\n',
    );
  });

  test('the limit stays that of the VM, the count is that of the image', () => {
    const vm = createVm();
    runChunk(vm, big);
    const image = checkpoint(vm);
    const used = vm.memory.word(WORD.memoryUsed);
    const limited = createVm({ memoryLimit: used + 2_000_000 });
    restore(limited, image);
    assert.equal(limited.memory.word(WORD.memoryUsed), used);
    assert.equal(
      runChunk(limited, 'print(pcall(string.rep, "x", 4e6)) big = nil collectgarbage() print(#string.rep("x", 4e6))')
        .output,
      'false\tnot enough memory\n4000000\n',
    );
  });

  test('and the C stack pointer is where it was', () => {
    const vm = createVm();
    const image = checkpoint(vm);
    vm.api.stackAlloc(64);
    restore(vm, image);
    assert.equal(vm.api.stackSave(), image.stackPointer);
    assert.equal(runChunk(vm, 'print("on")').output, 'on\n');
  });

  test('what is in the output ring is not part of it', () => {
    const vm = createVm();
    const run = startRun(vm, 'print("out")');
    const image: VmImage = checkpoint(vm);
    resumeRun(vm, run);
    restore(vm, image);
    assert.equal(takeOutput(vm).toString(), 'out\n');
    assert.equal(runChunk(vm, 'print("more")').output, 'more\n');
  });
});
