import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createVm, finishRun, resumeRun, startRun, takeOutput, type RunResult } from '../../test/support/vm.js';
import { FLAG, WORD } from '../base/shared-memory.js';
import { LineHook } from './line-hook.js';
import { LUA_YIELD, OFFSETS } from './lua.js';
import type { HostFunction, LuaVm } from './vm.js';

/** A VM with a line hook; functions are told apart by the line they are defined at (0 for a main chunk). */
class Debugged {
  readonly vm: LuaVm;
  readonly hook: LineHook;
  /** Lines that called out, in order. */
  readonly hits: number[] = [];
  /** `linedefined` of every function that was classified, in order. */
  readonly classified: number[] = [];
  /** Called at every hit; its answer is the hook's. */
  onHit: (line: number, L: number) => number = () => 0;

  constructor(
    /** Breakpoint lines by the line their function is defined at. */
    public breakpoints: Readonly<Record<number, readonly number[]>>,
    hostFunctions: Readonly<Record<string, HostFunction>> = {},
  ) {
    this.vm = createVm({
      hostFunctions: { ...hostFunctions, reinstall: (_vm, L) => this.reinstall(L) },
      hooks: {
        trap: () => 2,
        classify: (_L, _ar, proto) => {
          const defined = this.vm.memory.word(proto + OFFSETS.proto.lineDefined);
          this.classified.push(defined);
          return this.hook.classify(proto, this.breakpoints[defined] ?? []);
        },
        hook: (L, ar) => {
          const line = this.vm.memory.word(ar + OFFSETS.debug.currentLine);
          this.hits.push(line);
          return this.onHit(line, L);
        },
      },
    });
    this.hook = new LineHook(this.vm);
  }

  private reinstall(L: number): number {
    this.hook.clear();
    this.hook.install(L);
    return 0;
  }

  run(lines: readonly string[]): RunResult {
    const run = startRun(this.vm, lines.join('\n'));
    this.hook.install(run);
    return finishRun(this.vm, run);
  }
}

function hitsOf(lines: readonly string[], breakpoints: Readonly<Record<number, readonly number[]>>): readonly number[] {
  const debugged = new Debugged(breakpoints);
  const { error } = debugged.run(lines);
  assert.equal(error, undefined);
  return debugged.hits;
}

describe('which lines call out', () => {
  test('those with a breakpoint, each time they are reached', () => {
    const lines = ['local x = 0', 'for i = 1, 3 do', '  x = x + i', '  x = x * 2', 'end', 'print(x)'];
    assert.deepEqual(hitsOf(lines, { 0: [3] }), [3, 3, 3]);
    assert.deepEqual(hitsOf(lines, { 0: [1, 4, 6] }), [1, 4, 4, 4, 6]);
    assert.deepEqual(hitsOf(lines, { 0: [2, 5, 60] }), [2, 2, 2, 2]);
  });

  test('lines far apart, and every bit of the map', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `x = ${i + 1}`);
    for (const chosen of [[1, 300], [7, 8, 9, 15, 16, 17], [150], Array.from({ length: 300 }, (_, i) => i + 1)]) {
      assert.deepEqual(hitsOf(lines, { 0: chosen }), chosen);
    }
  });

  test('one call-out tells about a function, whatever it does', () => {
    const debugged = new Debugged({ 1: [2] });
    const { output } = debugged.run([
      'local function with(n)',
      '  return n + 1',
      'end',
      'local function without(n)',
      '  local s = 0',
      '  for i = 1, n do s = s + i end',
      '  return s',
      'end',
      'local x = 0',
      'for i = 1, 1000 do x = x + without(10) end',
      'print(x, with(1))',
    ]);
    assert.equal(output, '55000\t2\n');
    assert.deepEqual(debugged.hits, [2]);
    assert.deepEqual(debugged.classified.sort(), [0, 1, 4]);
    assert.equal(debugged.hook.size, 3);
  });

  test('a function without a breakpoint runs without a trap, one with a breakpoint keeps it', () => {
    const traps: number[] = [];
    const debugged = new Debugged(
      { 5: [6] },
      {
        look: (vm, L) => {
          const caller = vm.memory.word(vm.memory.word(L + OFFSETS.state.ci) + OFFSETS.callInfo.previous);
          traps.push(vm.memory.word(caller + OFFSETS.callInfo.trap));
          return 0;
        },
      },
    );
    debugged.run([
      'local function without()',
      '  local x = 1',
      '  look()',
      'end',
      'local function with()',
      '  look()',
      'end',
      'without()',
      'with()',
    ]);
    assert.deepEqual(traps, [0, 1]);
  });

  test('no hook, no call-outs', () => {
    const debugged = new Debugged({ 0: [1] });
    assert.equal(finishRun(debugged.vm, startRun(debugged.vm, 'print(1)')).output, '1\n');
    const run = startRun(debugged.vm, 'print(1)');
    debugged.hook.install(run);
    debugged.hook.remove(run);
    finishRun(debugged.vm, run);
    assert.deepEqual([debugged.hits, debugged.classified], [[], []]);
  });
});

describe('the line after a call is not missed', () => {
  const bodies: Readonly<Record<string, string>> = {
    'nothing returned': 'return',
    'one value': 'return 1',
    'two values': 'return 1, 2',
    varargs: 'return ...',
    'a tail call of Lua': 'return two()',
    'a tail call of C': 'return select("#", ...)',
    'a closed variable': 'local c <close> = setmetatable({}, {__close = function() end}) return 1',
    'an upvalue that is closed': 'local u = 1 keep = function() return u end return u',
    'an error that is caught': 'return pcall(error, "x")',
    'a yield and a resume': 'return coroutine.wrap(function() coroutine.yield(1) end)()',
    'a stack that grew': 'return select("#", table.unpack({}, 1, 5000))',
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(name, () => {
      const lines = [
        'local function two() return 1, 2 end',
        `local function callee(...) ${body} end`,
        'local function caller()',
        '  local x',
        '  callee(1)',
        '  x = 1',
        '  local a, b = callee(1, 2)',
        '  x = a',
        '  return x',
        'end',
        'for i = 1, 2 do caller() end',
      ];
      assert.deepEqual(hitsOf(lines, { 3: [6, 8, 9] }), [6, 8, 9, 6, 8, 9]);
    });
  }

  test('nor the line after a metamethod or an iterator', () => {
    const lines = [
      'local t = setmetatable({}, {__index = function() return 1, 2 end, __add = function() return 1, 2 end})',
      'local function two() return nil, 2 end',
      'local x = t.field',
      'x = 1',
      'x = t + 1',
      'x = 2',
      'for i in two do end',
      'x = 3',
    ];
    assert.deepEqual(hitsOf(lines, { 0: [4, 6, 8] }), [4, 6, 8]);
  });
});

describe('changes while a script runs', () => {
  test('a new breakpoint reaches a loop that is already running', () => {
    const debugged = new Debugged({});
    const { output } = debugged.run(
      [
        'local function loop()',
        '  for i = 1, 6 do',
        '    if i == 3 then set() end',
        '    local y = i',
        '  end',
        'end',
        'loop() print("end")',
      ].map((line) => line.replace('set()', 'reinstall()')),
    );
    assert.deepEqual([output, debugged.hits], ['end\n', []]);

    let calls = 0;
    const changing: Debugged = new Debugged(
      {},
      {
        set: () => {
          calls++;
          changing.breakpoints = { 1: [4] };
          return 0;
        },
      },
    );
    changing.run([
      'local function loop()',
      '  for i = 1, 6 do',
      '    if i == 3 then set() reinstall() end',
      '    local y = i',
      '  end',
      'end',
      'loop()',
    ]);
    assert.equal(calls, 1);
    assert.deepEqual(changing.hits, [4, 4, 4, 4]);
  });

  test('a breakpoint taken away at its own hit is gone', () => {
    const debugged = new Debugged({ 0: [2] });
    debugged.onHit = (_line, L) => {
      if (debugged.hits.length === 2) {
        debugged.breakpoints = {};
        debugged.hook.clear();
        debugged.hook.install(L);
      }
      return 0;
    };
    debugged.run(['for i = 1, 10 do', '  local x = i', 'end']);
    assert.deepEqual(debugged.hits, [2, 2]);
  });

  test('every line, for stepping', () => {
    const debugged = new Debugged({ 0: [2] });
    debugged.onHit = (line) => {
      debugged.vm.memory.setWord(WORD.hookEveryLine, line < 4 ? 1 : 0);
      return 0;
    };
    debugged.run(['local x = 1', 'x = 2', 'x = 3', 'x = 4', 'x = 5', 'x = 6']);
    assert.deepEqual(debugged.hits, [2, 3, 4]);
  });

  test('the hook can end the run', () => {
    const debugged = new Debugged({ 0: [2] });
    debugged.onHit = () => 1;
    const result = debugged.run(['pcall(function() end)', 'pcall(function() end)', 'print("not reached")']);
    assert.deepEqual([result.interrupted, result.output], [true, '']);
  });

  test('variables can be looked at from a hit', () => {
    const debugged = new Debugged({ 1: [2] });
    const seen: unknown[] = [];
    debugged.onHit = (_line, L) => {
      const { vm } = debugged;
      const ar = vm.api.malloc(200);
      assert.equal(vm.api.lua_getstack(L, 0, ar), 1);
      const name = vm.memory.cString(vm.api.lua_getlocal(L, ar, 1));
      seen.push([name, vm.display(L, -1)]);
      vm.pop(L);
      vm.api.free(ar);
      return 0;
    };
    debugged.run(['local function f(n)', '  return n * 2', 'end', 'f(20) f("3")']);
    assert.deepEqual(seen, [
      ['n', '20'],
      ['n', '3'],
    ]);
  });
});

describe('coroutines', () => {
  const lines = [
    'local function body()',
    '  for i = 1, 2 do',
    '    coroutine.yield(i)',
    '    local x = i',
    '  end',
    'end',
    'local co = coroutine.wrap(body)',
    'co() co() co()',
    'local done = true',
  ];
  test('a new coroutine has the hook of the one that makes it', () => {
    assert.deepEqual(hitsOf(lines, { 1: [4], 0: [9] }), [4, 4, 9]);
  });
  test('an existing one gets it when it is installed there', () => {
    const debugged = new Debugged(
      { 1: [4] },
      {
        hookThread: (vm, L) => {
          debugged.hook.install(vm.api.lua_tothread(L, 1));
          return 0;
        },
      },
    );
    const code = [
      'local function body()',
      '  for i = 1, 3 do',
      '    coroutine.yield(i)',
      '    local x = i',
      '  end',
      'end',
      'co = coroutine.create(body) coroutine.resume(co) coroutine.resume(co) hookThread(co) coroutine.resume(co) coroutine.resume(co)',
    ];
    const { error } = finishRun(debugged.vm, startRun(debugged.vm, code.join('\n')));
    assert.equal(error, undefined);
    assert.deepEqual(debugged.hits, [4, 4]);
  });
  test('a checkpoint yield at a line with a breakpoint does not hit it twice', () => {
    const debugged = new Debugged({ 0: [2, 3] });
    const run = startRun(debugged.vm, 'local x = 1\nx = 2\nx = 3\nprint(x)');
    debugged.hook.install(run);
    Atomics.or(debugged.vm.memory.words, WORD.flag >> 2, FLAG.yield);
    let status = resumeRun(debugged.vm, run);
    let yields = 0;
    while (status === LUA_YIELD) {
      yields++;
      status = resumeRun(debugged.vm, run);
    }
    assert.deepEqual([debugged.hits, takeOutput(debugged.vm).toString()], [[2, 3], '3\n']);
    assert.ok(yields > 5, `${yields} yields`);
  });
});

describe('the table of functions', () => {
  test('holds many, and tells them apart', () => {
    const debugged = new Debugged(
      Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [i + 1, i % 3 === 0 ? [i + 1] : []])),
    );
    const functions = Array.from({ length: 3000 }, (_, i) => `f[${i + 1}] = function() return ${i + 1}, 1 end`);
    const { error } = debugged.run(
      [...functions, 'for n = 1, 2 do for i = 1, #f do f[i]() end end'].map((line, i) =>
        i === 0 ? `f = {} ${line}` : line,
      ),
    );
    assert.equal(error, undefined);
    const wanted = Array.from({ length: 1000 }, (_, i) => 3 * i + 1);
    assert.deepEqual(debugged.hits, [...wanted, ...wanted]);
    assert.equal(debugged.hook.size, 3001);
    assert.equal(debugged.classified.length, 3001);
  });

  test('forgets functions that are collected, and their addresses may come back', () => {
    const debugged = new Debugged({ 1: [1] });
    finishRun(debugged.vm, startRun(debugged.vm, 'collectgarbage()'));
    const held = debugged.vm.memory.word(WORD.memoryUsed);
    const { error } = debugged.run([
      'for i = 1, 2000 do',
      '  local with = load("return (function() return " .. i .. ", 2 end)()", "=one")',
      '  local without = load("\\n\\nreturn (function() return 1, 2 end)()", "=three")',
      '  assert(with() == i and without() == 1)',
      '  if i % 100 == 0 then collectgarbage() end',
      'end',
      'collectgarbage()',
    ]);
    assert.equal(error, undefined);
    assert.equal(debugged.hits.length, 2000);
    // Two functions of two chunks each time; what is left is the main chunk.
    assert.equal(debugged.classified.length, 1 + 4 * 2000);
    assert.ok(debugged.hook.size < 10, `${debugged.hook.size} functions left`);
    debugged.hook.clear();
    assert.equal(debugged.hook.size, 0);
    assert.ok(debugged.vm.memory.word(WORD.memoryUsed) >= held);
  });

  test('finds the others after many were collected', () => {
    const debugged = new Debugged({ 1: [1] });
    const { error } = debugged.run([
      'local f = {}',
      'for i = 1, 1000 do f[i] = load("return (function() return 1, 2 end)()") f[i]() end',
      'for i = 1, 1000, 2 do f[i] = false end',
      'collectgarbage() collectgarbage()',
      'for i = 2, 1000, 2 do f[i]() end',
    ]);
    assert.equal(error, undefined);
    assert.equal(debugged.hits.length, 1500);
    assert.equal(debugged.classified.length, 1 + 2 * 1000);
    assert.equal(debugged.hook.size, 1 + 2 * 500);
  });

  test('records of collected functions are given back', () => {
    const debugged = new Debugged({ 1: Array.from({ length: 4000 }, (_, i) => i + 1) });
    const size = (): number => debugged.vm.memory.memory.buffer.byteLength;
    const lines = ['for i = 1, 20000 do load("return (function() return 1, 2 end)()")() end'];
    debugged.run(lines);
    const grown = size();
    debugged.vm.api.lua_settop(debugged.vm.L, 0);
    debugged.run(lines);
    assert.equal(size(), grown);
  });

  test('clearing an empty table, and before any function', () => {
    const debugged = new Debugged({ 0: [1] });
    debugged.hook.clear();
    debugged.hook.clear();
    assert.equal(debugged.hook.size, 0);
    debugged.run(['local x = 1']);
    assert.deepEqual(debugged.hits, [1]);
  });
});
