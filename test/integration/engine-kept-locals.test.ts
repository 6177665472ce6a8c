// Inputs at a prompt: locals of one are there in the next, and results have names.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { failureOf, TestEngine } from '../support/engine.js';

class Inputs {
  readonly test: TestEngine;

  constructor(t: TestContext) {
    this.test = new TestEngine(t);
  }

  outcome(code: string, keepResult?: number) {
    const request = { code, chunkName: '@cell.lua', echo: true, keepLocals: true, keepResult };
    return this.test.engine.run(request).outcome;
  }

  async text(code: string, keepResult?: number): Promise<unknown> {
    const outcome = await this.outcome(code, keepResult);
    assert.equal(outcome.status, 'ok', `${code}: ${JSON.stringify(outcome)}`);
    return outcome.shown?.['text/plain'];
  }
}

test('what one input leaves, the next uses and changes', async (t) => {
  const inputs = new Inputs(t);
  const steps: readonly (readonly [code: string, shown: string | undefined])[] = [
    ['local x = 1', undefined],
    ['x', '1'],
    ['x = x + 1', undefined],
    ['x + 1', '3'],
    ['local x = "new"', undefined],
    ['x', '"new"'],
    ['local a, b = 1, 2 a + b', '3'],
    ['a, b', '1\t2'],
    ['local c = 5 return c, a', '5\t1'],
    ['c -- a comment', '5'],
    ['local d = 7; -- a comment', undefined],
    ['d', '7'],
    ['function g() return nil, 1 end local e = 9 g()', 'nil\t1'],
    ['e', '9'],
    ['local h = 1 return', undefined],
    ['h', '1'],
    ['#{a, b}', '2'],
    ['local y\n\n', undefined],
    ['y', undefined],
  ];
  for (const [code, shown] of steps) assert.equal(await inputs.text(code), shown, code);
});

test('functions of different inputs share their variable', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('local count = 0\nlocal function up() count = count + 1 end');
  await inputs.text('local function down() count = count - 1 end');
  await inputs.text('up() up() down()');
  assert.equal(await inputs.text('count'), '1');
  await inputs.text('count = 10 up()');
  assert.equal(await inputs.text('count'), '11');
});

test('constants are kept as values, and what is to be closed ends with its input', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('local one <const>, two <const> = 1, {2}');
  assert.equal(await inputs.text('one, two'), '1\t{2}');
  await inputs.text('closed = 0 local guard <close> = setmetatable({}, {__close = function() closed = 1 end})');
  assert.equal(await inputs.text('guard, closed'), 'nil\t1');
});

test('locals of blocks, and of inputs that fail, are gone', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('do local inner = 1 end for i = 1, 2 do end');
  assert.equal(await inputs.text('inner == nil and i == nil'), 'true');
  await inputs.text('local kept = 1');
  assert.equal(failureOf(await inputs.outcome('kept = 2 local lost = 1 error("no")')).kind, 'runtime');
  assert.equal(await inputs.text('kept, lost'), '2\tnil');
});

test('lines are those that were typed', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('local x = 1');
  const failure = failureOf(await inputs.outcome('x = 2\nerror("here")'));
  assert.equal(failure.message, 'cell.lua:2: here');
  const syntax = failureOf(await inputs.outcome('x = 2\nx = = 3'));
  assert.match(syntax.message, /^cell.lua:2: unexpected symbol near '='/);
});

test('many locals, one after the other and at once', async (t) => {
  const inputs = new Inputs(t);
  for (let i = 0; i < 300; i++) await inputs.text(`local v${i} = ${i}`);
  assert.equal(await inputs.text('v0 + v150 + v299'), '449');
  const names = Array.from({ length: 199 }, (_, i) => `w${i}`);
  await inputs.text(`local ${names.join(', ')} = 1, 2`);
  assert.equal(await inputs.text('w0 + w1, w198'), '3\tnil');
});

test('an input that uses what is kept is a main chunk, with its lines', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('local kept = {}');
  const failed = failureOf(await inputs.outcome('local one = 1\n\nkept.field.more = one -- here'));
  assert.deepEqual(
    failed.frames.map(({ kind, line, lineDefined }) => ({ kind, line, lineDefined })),
    [{ kind: 'main', line: 3, lineDefined: 0 }],
  );
  const long = Array.from({ length: 400 }, (_, i) => `kept[${i}] = ${i}`).join('\n');
  assert.equal(failureOf(await inputs.outcome(`${long}\nkept.a.b = 1`)).frames[0]?.line, 401);
  assert.equal(await inputs.text('debug.getinfo(1, "l").currentline, #kept'), '1\t399');
});

test('a failure tells what is kept, so that a wrong name finds the right one', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('local function area() end local conf = {host = 1}');
  const { globals } = failureOf(await inputs.outcome('aera()'));
  assert.deepEqual([globals['area'], globals['conf']], [null, ['host']]);
});

test('looks find what is kept', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('local config = {host = "a", port = 1}');
  const { engine } = inputs.test;
  const fields = (await engine.look({ kind: 'fields', path: ['config'], limit: 9 }))?.fields.map(({ name }) => name);
  assert.deepEqual(fields, ['host', 'port']);
  const globals = await engine.look({ kind: 'fields', path: [], limit: 999 });
  assert.ok(globals?.fields.some(({ name, type }) => name === 'config' && type === 'table'));
});

test('results have names, nil has none, and other runs know nothing of it', async (t) => {
  const inputs = new Inputs(t);
  await inputs.text('6 * 7', 1);
  assert.equal(await inputs.text('_ + 1', 2), '43');
  await inputs.text('nil', 3);
  assert.equal(await inputs.text('_, _1, _2, _3, Out[2]', 4), '43\t42\t43\tnil\t43');
  await inputs.text('local x = 1');
  const other = await inputs.test.engine.run({ code: 'x', chunkName: '@cell.lua', echo: true }).outcome;
  assert.ok(other.status === 'ok' && other.shown === undefined);
});
