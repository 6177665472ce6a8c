// Cells: the value of the last expression is shown, whatever the code looks like.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Value } from '../../src/base/values.js';
import type { MimeBundle } from '../../src/base/values.js';
import type { RunRequest } from '../../src/engine/contract.js';
import { failureOf, gate, TestEngine } from '../support/engine.js';

class Cells {
  readonly test: TestEngine;

  constructor(t: TestContext, options: ConstructorParameters<typeof TestEngine>[1] = {}) {
    this.test = new TestEngine(t, options);
  }

  outcome(code: string | Uint8Array, request: Partial<RunRequest> = {}) {
    return this.test.engine.run({ code, chunkName: '@cell.lua', echo: true, ...request }).outcome;
  }

  async shown(code: string | Uint8Array): Promise<MimeBundle | undefined> {
    const outcome = await this.outcome(code);
    assert.equal(outcome.status, 'ok', `${String(code)}: ${JSON.stringify(outcome)}`);
    assert.deepEqual(outcome.results, []);
    return outcome.shown;
  }

  async text(code: string | Uint8Array): Promise<string | undefined> {
    const text = (await this.shown(code))?.['text/plain'];
    assert.ok(typeof text === 'string' || text === undefined);
    return text;
  }
}

test('the last expression of a cell is shown, however the cell is written', async (t) => {
  const cells = new Cells(t);
  const cases: readonly (readonly [code: string, shown: string | undefined])[] = [
    ['1 + 1', '2'],
    ['x = 1\nx', '1'],
    ['local t = {1,2}\nt', '{1, 2}'],
    ['x = 5; x + 1', '6'],
    ['print(1)', undefined],
    ['return 7', '7'],
    ['local a = 7 return a, a + 1', '7\t8'],
    ['=x', '5'],
    ['  = x, 2', '5\t2'],
    ['x -- what it is', '5'],
    ['x --[[ what\nit is ]]', '5'],
    ['-- before\nx', '5'],
    ['x;', '5'],
    ['(x\n+\n1)', '6'],
    ['x = 1\n(\nx\n+ 1)', '2'],
    ['"a" .. \n"b"', '"ab"'],
    ['nil', undefined],
    ['', undefined],
    ['-- nothing', undefined],
    ['x = 3', undefined],
    ['local x = f', undefined],
    ['function f(...) return ... end', undefined],
    ['f(x)', '3'],
    ['f()', undefined],
    ['f(nil)', undefined],
    ['f(nil, "message")', 'nil\t"message"'],
    ['f(1)\nf(2)', '2'],
    ['f(1) f(2)', '2'],
    ['y = f\nf(4)', '4'],
    ['y = f(5)', undefined],
    ['y', '5'],
    ['y = f"text"', undefined],
    ['y = f{1}', undefined],
    ['y = f\n(3)', undefined],
    ['y', '3'],
    ['y = "a"\n(y)', '"a"'],
    ['y = {}\n(y)', '{}'],
    ['y = x -1', undefined],
    ['y', '2'],
    ['local z = #"abc"', undefined],
    ['for i = 1, 3 do f(i) end', undefined],
    ['for i = 1, 3 do f(i) end f(9)', '9'],
    ['for i = 1, 3 do f(i) end (f)(9)', '9'],
    ['while false do end {1}', '{1}'],
    ['if x then f(1) end', undefined],
    ['if x then f(1) else f(2) end "done"', '"done"'],
    ['do local a = 1 end -x', '-3'],
    ['repeat local a = 1 until a\nnot a', 'true'],
    ['local function g(a) return a * 2 end\ng(4)', '8'],
    ['function t1() return 1 end t1()', '1'],
    ['g = function() return 1 end g()', '1'],
    ['local g = function() return 1 end\n(f)(8)', '8'],
    ['::again:: f(3)', '3'],
    ['goto out ::out:: f(4)', '4'],
    ['local c <const> = 5\nc', '5'],
    ['f\n(6)', '6'],
    ['local s = [[\nx\n]] s', '"x\\n"'],
    ['#!/usr/bin/env lua\n1', '1'],
    ['\ufeff1', '1'],
    ['#"abc"', '3'],
    ['#{1,2}, 3', '2\t3'],
    ['# a header of another kind\n4', '4'],
    ['f(1) -- x\n-- y\n', '1'],
    ['... ', undefined],
  ];
  for (const [code, shown] of cases) assert.equal(await cells.text(code), shown, code);
  assert.equal(await cells.text(Buffer.from('local s = "\\xff\xe9"\n#s', 'latin1')), '2');
});

test('an expression is evaluated once', async (t) => {
  const cells = new Cells(t);
  await cells.shown('n = 0 function count() n = n + 1 return n end');
  assert.equal(await cells.text('count()'), '1');
  assert.equal(await cells.text('count() count()'), '3');
  assert.equal(await cells.text('n'), '3');
});

test('syntax errors are those of the code as it was typed', async (t) => {
  const cells = new Cells(t);
  const cases = [
    ['x = ', 'cell.lua:1: unexpected symbol near <eof>'],
    ['1 +', "cell.lua:1: unexpected symbol near '1'"],
    ['x = 1\nx y z', "cell.lua:2: syntax error near 'y'"],
    ['=', "cell.lua:1: unexpected symbol near '='"],
    ['f(', 'cell.lua:1: unexpected symbol near <eof>'],
    ['x = 1\n1 = x', "cell.lua:2: unexpected symbol near '1'"],
    ['"', 'cell.lua:1: unfinished string near <eof>'],
  ] as const;
  for (const [code, message] of cases) {
    const failure = failureOf(await cells.outcome(code));
    assert.deepEqual([failure.kind, failure.message], ['syntax', message]);
  }
});

test('an error keeps its line and the frame of the cell, whose name is not shortened', async (t) => {
  const cells = new Cells(t);
  const chunkName = `@/tmp/${'long/'.repeat(40)}cell.lua`;
  const failure = failureOf(await cells.outcome('local f = function() error("no") end\n\nf()', { chunkName }));
  assert.deepEqual(
    failure.frames.map(({ kind, line, source }) => [kind, line, source]),
    [
      ['host', undefined, undefined],
      ['lua', 1, chunkName],
      ['main', 3, chunkName],
    ],
  );
  assert.equal(
    failureOf(await cells.outcome('nothing.field')).message,
    "cell.lua:1: attempt to index a nil value (global 'nothing')",
  );
});

test('values are shown as Lua writes them', async (t) => {
  const cells = new Cells(t);
  const cases = [
    ['"a\\n\\"b\\"\\\\\\0é"', '"a\\n\\"b\\"\\\\\\x00é"'],
    ['"\\xff\\n"', '"\\xFF\\n"'],
    ['1.0, -0.0, 1e100, 0/0 ~= 0/0, math.maxinteger, 2^53', '1.0\t-0.0\t1e+100\ttrue\t9223372036854775807\t9.007199254741e+15'],
    ['true', 'true'],
    ['{}', '{}'],
    ['{1, "two", {3}}', '{1, "two", {3}}'],
    ['{b = 2, a = 1, [10] = "ten", [1.5] = 0, [true] = 1, ["a b"] = 3, ["end"] = 4}',
      '{\n  [1.5] = 0,\n  [10] = "ten",\n  a = 1,\n  ["a b"] = 3,\n  b = 2,\n  ["end"] = 4,\n  [true] = 1\n}'],
    ['{1, nil, 3}', '{1, nil, 3}'],
    ['{[{}] = 1, [print] = 2}', /^\{\[(table|function)\] = \d, \[(table|function)\] = \d\}$/],
    ['t = {} t.self = t t.list = {t} t', '{list = {<cycle>}, self = <cycle>}'],
    ['setmetatable({1}, {__name = "Point"})', 'Point {1}'],
    ['setmetatable({}, {__tostring = function() return "me" end})', 'me'],
    ['{setmetatable({}, {__tostring = function() return "me" end})}', '{me}'],
    ['setmetatable({}, {__tostring = function() error("oh") end})', '<__tostring failed: cell.lua:1: oh>'],
    ['setmetatable({}, {__tostring = function() return 1 end})', '<__tostring gave no string>'],
    ['setmetatable({a = 1}, {__index = error, __pairs = error, __len = error, __eq = error})', '{a = 1}'],
    ['function add(a, b, ...) end\nadd', 'function: add(a, b, ...) cell.lua:1'],
    ['function() end', 'function: () cell.lua:1'],
    ['string.format', 'function: string.format'],
    ['JSON.parse', 'function: JSON.parse'],
    ['io.stdout', 'file (stdout)'],
    ['coroutine.create(print)', 'thread'],
    ['{text = ("x"):rep(600)}', `{\n  text = "${'x'.repeat(500)}"... (600 bytes)\n}`],
  ] as const; // prettier-ignore
  for (const [code, shown] of cases) {
    const text = await cells.text(code);
    if (typeof shown === 'string') assert.equal(text, shown, code);
    else assert.match(text ?? '', shown, code);
  }
});

test('large tables are trees of bounded size', async (t) => {
  const cells = new Cells(t);
  const nested = await cells.text('{name = ("x"):rep(40), inner = {("y"):rep(40), {1, 2}}, list = {1, 2, 3}}');
  assert.equal(
    nested,
    `{
  inner = {"${'y'.repeat(40)}", {1, 2}},
  list = {1, 2, 3},
  name = "${'x'.repeat(40)}"
}`,
  );
  const long = (await cells.text('local t = {} for i = 1, 1095 do t[i] = i end t')) ?? '';
  assert.match(long, /^\{\n {2}1, 2, 3, 4,[^]*, 100,\n {2}\.\.\. 995 more\n\}$/);
  const wide = (await cells.text('local t = {} for i = 1, 1000 do t["k" .. i] = i end t')) ?? '';
  assert.match(wide, /^\{\n {2}k1 = 1,\n {2}k10 = 10,\n[^]*\.\.\. 900 more\n\}$/);
  const deep = (await cells.text('local t = {} for i = 1, 100000 do t = {t} end t')) ?? '';
  assert.equal(deep, '{{{{{{{...}}}}}}}');
  const broad = String(
    await cells.text('local t = {} for i = 1, 90 do t[i] = {} for j = 1, 90 do t[i][j] = {i, j} end end t'),
  );
  assert.ok(broad.length < 200_000);
  assert.match(broad, /more\n\}$/);
  const huge = (await cells.text('local t = {} for i = 1, 1000000 do t["k" .. i] = i end t')) ?? '';
  assert.match(huge, /\.\.\. at least \d+ more\n\}$/);
  assert.ok(((await cells.text('("x"):rep(10000000)')) ?? '').length < 100_000);
  assert.match((await cells.text('table.unpack({}, 1, 1000), 1')) ?? '', /^nil\t1$/);
  assert.match((await cells.text('1, table.unpack({}, 1, 1000)')) ?? '', /^1\tnil\t.*\t\.\.\. 951 more$/);
});

test('tables that are plain data are shown as JSON too', async (t) => {
  const cells = new Cells(t);
  const json = async (code: string): Promise<Value> => (await cells.shown(code))?.['application/json'];
  assert.deepEqual(await json('{name = "x", list = {1, 2.5, true}, empty = {}}'), {
    empty: {},
    list: [1, 2.5, true],
    name: 'x',
  });
  const others = [
    'print', '"text"', '1', '{print}', '{1, a = 2}', '{1, nil, 3}', '{[1.5] = 1}', '{0/0}', '{1/0}', '{math.maxinteger}', '{"\\xff"}',
    'local t = {} t.t = t t', '{setmetatable({}, {})}', 'local t = {} for i = 1, 100 do t = {t} end t',
    'local t = {} for i = 1, 20000 do t[i] = i end t', '{("x"):rep(2000000)}',
  ]; // prettier-ignore
  for (const code of others) assert.equal(await json(code), undefined, code);
});

test('a value can say itself how it is shown', async (t) => {
  const cells = new Cells(t);
  const own = (body: string): string => `setmetatable({n = 1}, {__display = ${body}})`;
  assert.deepEqual(await cells.shown(own('function(v) return {["text/html"] = "<b>" .. v.n .. "</b>"} end')), {
    'text/plain': '{n = 1}',
    'text/html': '<b>1</b>',
  });
  assert.deepEqual(await cells.shown(own('function() return {["text/plain"] = "mine"} end')), { 'text/plain': 'mine' });
  assert.equal(await cells.shown(own('false')), undefined);
  assert.equal(await cells.text(own('function() error("oh") end')), '<__display failed: cell.lua:1: oh>');
  assert.equal(await cells.text(own('function() return 1 end')), '{n = 1}');
  const cycle = await cells.text(own('function() local t = {} t.t = t return t end'));
  assert.match(cycle ?? '', /^<__display failed: /);
});

test('what is on display already is not shown again', async (t) => {
  const published: Value[] = [];
  const cells = new Cells(t, { methods: { 'display.show': (args) => void published.push(...args) } });
  assert.equal(await cells.shown('Display.text("once")'), undefined);
  assert.ok(published.length > 0);
});

test('what a value runs to be shown is part of the run', async (t) => {
  const waits = gate();
  const cells = new Cells(t, {
    call: () => {
      waits.open();
      return 'from the host';
    },
  });
  const loops = 'setmetatable({}, {__tostring = function() State.load() while true do end end})';
  const run = cells.test.engine.run({ code: loops, chunkName: '@cell.lua', echo: true });
  await waits.opened;
  run.interrupt();
  const failure = failureOf(await run.outcome);
  assert.equal(failure.kind, 'interrupted');
  assert.equal(
    await cells.text('setmetatable({}, {__tostring = function() return State.load() end})'),
    'from the host',
  );
  const late = failureOf(
    await cells.outcome('setmetatable({}, {__display = function() while true do end end})', { timeoutMs: 50 }),
  );
  assert.equal(late.kind, 'timeout');
  assert.deepEqual(await cells.outcome('setmetatable({}, {__tostring = function() os.exit(3) end})'), {
    status: 'exit',
    code: 3,
  });
  await cells.shown('print("before")\nsetmetatable({}, {__tostring = function() print("while") return "" end})');
  assert.equal(cells.test.text(), 'before\nwhile\n');
  const grows =
    'setmetatable({}, {__tostring = function() local t = {} while true do t[#t + 1] = ("x"):rep(1000000) .. #t end end})';
  const full = new Cells(t, { maxMemoryBytes: 32 * 2 ** 20 });
  assert.match((await full.text(grows)) ?? '', /__tostring failed: .*not enough memory/);
  assert.equal(await full.text('1'), '1');
});

test('without echo nothing is shown, and code must say what it returns', async (t) => {
  const cells = new Cells(t);
  assert.deepEqual(await cells.outcome('return 1', { echo: false }), { status: 'ok', results: [1] });
  assert.equal(failureOf(await cells.outcome('1', { echo: false })).kind, 'syntax');
});
