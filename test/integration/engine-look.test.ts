// Looking at live values: while the engine rests, while a script waits, and while one computes.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { LookedValue } from '../../src/engine/contract.js';
import { gate, TestEngine, type TestEngineOptions } from '../support/engine.js';

const value = (engine: TestEngine, path: string) =>
  engine.engine.look({ kind: 'value', path: path === '' ? [] : path.split('.') });
const fields = (engine: TestEngine, path: string, limit = 1000) =>
  engine.engine.look({ kind: 'fields', path: path === '' ? [] : path.split('.'), limit });
const names = (looked: LookedValue | undefined) => looked?.fields.map(({ name }) => name);

async function engineWith(t: TestContext, code: string, options: TestEngineOptions = {}): Promise<TestEngine> {
  const engine = new TestEngine(t, options);
  await engine.results(code);
  return engine;
}

test('fields of the globals and of tables, sorted, with type and preview', async (t) => {
  const engine = await engineWith(
    t,
    'box = {b = 1, a = "x", f = function(self, n, ...) end, t = {1, 2}, [1] = 1, [true] = 2}',
  );
  assert.deepEqual((await fields(engine, 'box'))?.fields, [
    { name: 'a', type: 'string', preview: '"x"' },
    { name: 'b', type: 'number', preview: '1' },
    { name: 'f', type: 'function', preview: 'function(self, n, ...)' },
    { name: 't', type: 'table', preview: '{1, 2}' },
  ]);
  const globals = await fields(engine, '');
  assert.deepEqual(
    ['box', 'print', 'string', '_G'].filter((name) => !names(globals)?.includes(name)),
    [],
  );
  assert.deepEqual(names(globals), [...(names(globals) ?? [])].sort());
  const some = await fields(engine, '', 3);
  assert.deepEqual([some?.fields.length, some?.hasMoreFields, globals?.hasMoreFields], [3, true, false]);
});

test('a value with its forms; what is not there is undefined', async (t) => {
  const engine = await engineWith(t, 'config = {list = {1, 2}, name = "x", api_key = "sk-abc"}');
  const looked = await value(engine, 'config.list');
  assert.deepEqual(looked, {
    type: 'table',
    preview: '{1, 2}',
    shown: { 'text/plain': '{1, 2}', 'application/json': [1, 2] },
    fields: [],
    hasMoreFields: false,
  });
  assert.equal((await fields(engine, 'config'))?.fields.find(({ name }) => name === 'api_key')?.preview, '<redacted>');
  for (const path of ['nothing', 'config.nothing', 'config.name.x.y', 'print.x', '__proto__', 'config.__proto__'])
    assert.equal(await value(engine, path), undefined, path);
});

test('functions tell their parameters and place, host functions their name', async (t) => {
  const engine = await engineWith(t, 'function add(a, b)\nreturn a + b end');
  assert.deepEqual((await value(engine, 'add'))?.function, {
    parameters: ['a', 'b'],
    isVararg: false,
    chunkName: '@test.lua',
    line: 1,
    lastLine: 2,
  });
  const parameters: readonly string[] = [];
  assert.deepEqual((await value(engine, 'Tool.execute'))?.function, {
    parameters,
    isVararg: true,
    hostName: 'Tool.execute',
  });
  assert.equal((await value(engine, 'string.format'))?.function?.hostName, 'string.format');
});

test('what a metatable indexes belongs to the value, its functions are not called', async (t) => {
  const engine = await engineWith(
    t,
    `called = false
    local function note() called = true return {} end
    Base = {greet = function(self) end}
    Base.__index = Base
    Class = setmetatable({extra = 1}, Base)
    Class.__index = Class
    object = setmetatable({own = 1}, Class)
    lazy = setmetatable({real = 1}, {__index = note, __pairs = note, __tostring = note, __len = note, __name = "Lazy"})
    text = "abc"
    loop = setmetatable({}, {}) getmetatable(loop).__index = loop
    setmetatable(_G, {__index = note})
    debug = nil`,
  );
  assert.deepEqual(names(await fields(engine, 'object')), ['__index', 'extra', 'greet', 'own']);
  assert.equal((await value(engine, 'object.greet'))?.type, 'function');
  assert.deepEqual(names(await fields(engine, 'lazy')), ['real']);
  assert.equal((await value(engine, 'lazy'))?.shown['text/plain'], 'Lazy {real = 1}');
  assert.equal(await value(engine, 'lazy.x'), undefined);
  assert.equal(await value(engine, 'missing'), undefined);
  assert.equal(await value(engine, 'loop.x'), undefined);
  assert.deepEqual(await engine.results('return called'), [false]);
  assert.ok(names(await fields(engine, 'text'))?.includes('upper'));
  assert.equal((await value(engine, 'text.upper'))?.function?.hostName, 'string.upper');
  assert.ok(names(await fields(engine, 'io.stdout'))?.includes('write'));
});

test('a script that waits in a host call is looked at', async (t) => {
  const [called, answer] = [gate(), gate()];
  const engine = new TestEngine(t, {
    call: async () => {
      called.open();
      await answer.opened;
    },
  });
  const run = engine.run('during = 42 call() during = 43');
  await called.opened;
  // Each question is given up after a moment, which may be too short on a busy machine.
  let looked: LookedValue | undefined;
  while (looked === undefined) looked = await value(engine, 'during');
  assert.equal(looked.preview, '42');
  answer.open();
  await run.outcome;
  assert.equal((await value(engine, 'during'))?.preview, '43');
});

test('a script that computes is looked at without being stopped', async (t) => {
  const begun = gate();
  const busy = new TestEngine(t, { onOutput: () => begun.open() });
  const run = busy.run('x = 1 print("begun") local n = 0 while true do n = n + 1 end');
  await begun.opened;
  let looked: LookedValue | undefined;
  while (looked === undefined) looked = await value(busy, 'x');
  assert.equal(looked.preview, '1');
  const asked = await Promise.all(Array.from({ length: 100 }, () => value(busy, 'x')));
  assert.ok(asked.some((each) => each?.preview === '1'));
  run.interrupt();
  await run.outcome;
  assert.equal((await value(busy, 'x'))?.preview, '1');
});

test('an engine that starts is waited for, a closed one has no values', async (t) => {
  const engine = new TestEngine(t);
  assert.equal((await value(engine, '_VERSION'))?.preview, '"Lua 5.4"');
  const last = value(engine, '_VERSION');
  await engine.engine.dispose();
  await last;
  assert.equal(await value(engine, '_VERSION'), undefined);
});
