// What is captured when a run fails: message, frames, variables, names in reach, and the host error behind it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import type { LuaFunctionRef } from '../../src/base/values.js';
import type { CapturedFailure, CapturedFrame, CapturedVariable } from '../../src/diagnostics/captured.js';
import { failureOf, TestEngine, textOf } from '../support/engine.js';

/** `kind name:line` of every frame, innermost first. */
const shape = ({ frames }: CapturedFailure): string[] =>
  frames.map(({ kind, name, line }) => `${kind} ${name ?? ''}${line === undefined ? '' : `:${line}`}`);

const previews = (variables: readonly CapturedVariable[] | undefined): Record<string, string> =>
  Object.fromEntries((variables ?? []).map(({ name, value }) => [name, value.preview]));

function frameOf(failure: CapturedFailure, name: string): CapturedFrame {
  const frame = failure.frames.find((candidate) => candidate.name === name);
  assert.ok(frame, `no frame ${name} among ${shape(failure).join(', ')}`);
  return frame;
}

test('a runtime error tells where it was raised and through which calls', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local function inner(t)
  return t.name.first
end
function outer(t)
  local result = inner(t)
  return result
end
outer({})`);
  assert.equal(failure.kind, 'runtime');
  assert.equal(failure.message, "test.lua:3: attempt to index a nil value (field 'name')");
  assert.deepEqual(shape(failure), ['lua inner:3', 'lua outer:6', 'main :9']);
  const { nameKind, source, lineDefined } = frameOf(failure, 'inner');
  assert.deepEqual({ nameKind, source, lineDefined }, { nameKind: 'upvalue', source: '@test.lua', lineDefined: 2 });
  assert.equal(failure.host, undefined);
  assert.equal(failure.value, undefined);
});

test('the innermost frames have their variables, the shadowing ones only', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local up = "outer"
local function fails(a, b, ...)
  local shadowed = 1
  local shadowed = 2
  local list = {1, 2, x = "y"}
  local used = up
  return a + {}
end
local function one() fails(1, "two", 3) return end
local function two() one() return end
local function three() two() return end
three()`);
  const fails = frameOf(failure, 'fails');
  assert.deepEqual(previews(fails.locals), {
    a: '1',
    b: '"two"',
    shadowed: '2',
    list: '{1, 2, x="y"}',
    used: '"outer"',
  });
  assert.deepEqual(previews(fails.upvalues), { up: '"outer"' });
  assert.deepEqual(previews(frameOf(failure, 'two').upvalues), { one: 'function: test.lua:10' });
  assert.equal(frameOf(failure, 'three').locals, undefined);
});

test('pictures of values are short, and tell what is in reach', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local long = string.rep("x", 1000)
local bytes = "\\xff\\xfe"
local deep = setmetatable({own = {a = 1, b = 2}}, {__index = {inherited = 1}})
local fn = function(first, second, ...) end
local many = {} for i = 1, 1000 do many["k" .. i] = i end
local integer, float, yes, nothing = math.maxinteger, 1.0, true, nil
local thread = coroutine.create(print)
error("x")`);
  const [frame] = failure.frames.filter(({ kind }) => kind === 'main');
  const values = new Map(frame!.locals!.map(({ name, value }) => [name, value]));
  for (const { preview } of values.values()) assert.ok(preview.length <= 60, preview);
  assert.match(values.get('long')!.preview, /^"x+…"$/);
  assert.equal(values.get('bytes')!.preview, '<2 bytes>');
  assert.deepEqual(values.get('deep')!.keys, ['own', 'inherited']);
  assert.deepEqual([...values.get('deep')!.fields!['own']!].sort(), ['a', 'b']);
  assert.deepEqual(values.get('fn')!.parameters, ['first', 'second', '...']);
  assert.equal(values.get('many')!.keys!.length, 200);
  assert.equal(values.get('integer')!.preview, '9223372036854775807');
  assert.deepEqual(
    ['float', 'yes', 'nothing', 'thread'].map((name) => values.get(name)!.preview),
    ['1.0', 'true', 'nil', 'thread'],
  );
});

test('secrets are taken out of every picture', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local password = "hunter2"
local settings = {api_key = "hunter2", name = "n"}
local header = "Bearer hunter2hunter2"
local function f() local token = "hunter2" return token .. password .. {} end
f()`);
  assert.equal(JSON.stringify(failure).includes('hunter2'), false, JSON.stringify(failure));
  assert.equal(previews(frameOf(failure, 'f').locals)['token'], '<redacted>');
  assert.equal(previews(frameOf(failure, 'f').upvalues)['password'], '<redacted>');
});

test('capturing runs no code of the script', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local loud = setmetatable({}, {
  __index = function() print("index") end, __pairs = function() print("pairs") end,
  __tostring = function() print("tostring") end, __len = function() print("len") end,
  __name = "Loud",
})
_G.loud = loud
error("x")`);
  assert.equal(failure.message, 'test.lua:8: x');
  assert.equal(engine.text(), '');
});

test('names of globals and of what is in them are captured', async (t) => {
  const engine = new TestEngine(t);
  await engine.results('counter = 1; config = {host = 1, port = 2}; function helper() end');
  const { globals } = await engine.failure('conter = conter + 1');
  assert.equal(globals['counter'], null);
  assert.equal(globals['helper'], null);
  assert.deepEqual([...globals['config']!].sort(), ['host', 'port']);
  assert.ok(globals['string']!.includes('format'));
});

test('functions of the host and of libraries are frames with names', async (t) => {
  const engine = new TestEngine(t, {
    call: () => {
      throw new SpellError('NO', 'no');
    },
  });
  assert.deepEqual(shape(await engine.failure('pcall(print) State.load()')), ['host State.load', 'main :1']);
  assert.deepEqual(shape(await engine.failure('table.sort({3, 2, 1}, function(a, b) return a < {} end)')), [
    'lua :1',
    'host table.sort',
    'main :1',
  ]);
});

test('an uncaught error in a coroutine shows its stack and where it was resumed', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local function deep() local inside = 1 error("in the coroutine") end
local step = coroutine.wrap(function() deep() end)
local outside = 2
step()`);
  assert.match(failure.message, /in the coroutine$/);
  const boundary = failure.frames.findIndex(({ coroutineBoundary }) => coroutineBoundary === true);
  assert.deepEqual(shape({ ...failure, frames: failure.frames.slice(0, boundary + 1) }), [
    'host error',
    'lua deep:2',
    'lua :3',
  ]);
  assert.equal(failure.frames.at(-1)?.kind, 'main');
  assert.equal(previews(frameOf(failure, 'deep').locals)['inside'], '1');
  assert.equal(previews(failure.frames.at(-1)?.locals)['outside'], '2');
  assert.equal(failure.frames.filter(({ coroutineBoundary }) => coroutineBoundary).length, 1);
});

test('a coroutine that failed earlier and was caught does not show', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
coroutine.resume(coroutine.create(function() local hidden = 1 error("first") end))
pcall(coroutine.wrap(function() error("second") end))
error("third")`);
  assert.deepEqual(shape(failure), ['host error', 'main :4']);
});

test('long stacks keep both ends', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local function descend(n) if n == 0 then error("bottom") end return 1 + descend(n - 1) end
descend(500)`);
  assert.equal(failure.frames.length + failure.omittedFrames!, 503);
  assert.equal(failure.frames[0]!.name, 'error');
  assert.equal(failure.frames.at(-1)!.kind, 'main');
  assert.ok(failure.omittedAfter! > 0 && failure.omittedAfter! < failure.frames.length);
});

test('a long stack around a failed coroutine says where frames are missing', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure(`
local step = coroutine.wrap(function() error("inside") end)
local function descend(n) if n == 0 then step() end return 1 + descend(n - 1) end
descend(500)`);
  const before = failure.frames[failure.omittedAfter! - 1];
  assert.equal(before?.name, 'descend');
  assert.ok(failure.omittedAfter! > 50, 'the frames of the coroutine count');
});

test('unlimited recursion is an error with the frames of the cycle', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure('local function f() return 1 + f() end f()');
  assert.match(failure.message, /stack overflow/);
  assert.equal(failure.frames[0]?.name, 'f');
  assert.ok(failure.omittedFrames! > 1000);
  assert.deepEqual(await engine.results('return 1'), [1]);
});

test('tail calls are marked', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure('local function g() error("x") end local function f() return g() end f()');
  assert.equal(failure.frames[1]?.isTailCall, true);
});

test('error values that are no strings are shown', async (t) => {
  const engine = new TestEngine(t);
  const table = await engine.failure('error({code = 42})');
  assert.match(table.message, /^table: /);
  assert.deepEqual([table.value?.preview, table.value?.keys], ['{code=42}', ['code']]);
  const named = await engine.failure('error(setmetatable({}, {__tostring = function() return "told" end}))');
  assert.equal(named.message, 'told');
  assert.equal((await engine.failure('error()')).message, 'nil');
  assert.equal((await engine.failure('error(nil)')).value?.type, 'nil');
  assert.equal((await engine.failure('error("no position", 0)')).message, 'no position');
  assert.equal((await engine.failure('error("level", 2)')).message, 'level');
});

test('an error value that cannot be told is an error all the same', async (t) => {
  const engine = new TestEngine(t);
  for (const body of ['error("again")', 'return 1', 'local x = nil + 1']) {
    const failure = await engine.failure(`error(setmetatable({}, {__tostring = function() ${body} end}))`);
    assert.equal(failure.kind, 'runtime');
    assert.equal(failure.value?.type, 'table');
  }
});

test('a chunk that does not compile is a syntax failure', async (t) => {
  const engine = new TestEngine(t);
  const failure = await engine.failure('\nif x the');
  assert.equal(failure.kind, 'syntax');
  assert.equal(failure.message, "test.lua:2: 'then' expected near 'the'");
  assert.deepEqual(failure.frames, []);
  assert.equal((await engine.failure('load("x = =")() ')).kind, 'runtime');
});

test('what a host method throws is behind the failure, with code, help and details', async (t) => {
  const error = new SpellError('PERMISSION_NET', 'no network', {
    help: 'pass --allow-net',
    category: 'Security violation',
    details: { host: 'example.org' },
  });
  const engine = new TestEngine(t, {
    call: () => {
      throw error;
    },
  });
  const failure = await engine.failure('call()');
  assert.equal(failure.kind, 'host');
  assert.equal(failure.message, 'Security violation: no network');
  assert.deepEqual(failure.host, {
    code: 'PERMISSION_NET',
    message: 'no network',
    help: 'pass --allow-net',
    category: 'Security violation',
    details: { host: 'example.org' },
  });
  assert.deepEqual(shape(failure), ['host State.load', 'main :1']);
});

test('a host error that was caught and raised again is still known; one that was only caught is not the cause', async (t) => {
  const engine = new TestEngine(t, {
    call: ([message]) => {
      throw new SpellError('TEST', textOf(message));
    },
  });
  for (const raise of ['error(e)', 'error(e, 0)', 'coroutine.wrap(function() error(e) end)()']) {
    const failure = await engine.failure(`local _, e = pcall(call, "first") pcall(call, "second") ${raise}`);
    assert.deepEqual([failure.kind, failure.host?.message], ['host', 'first'], raise);
  }
  const other = await engine.failure('pcall(call, "caught") error("of my own")');
  assert.deepEqual([other.kind, other.host], ['runtime', undefined]);
  // Nor is one of an earlier run.
  const later = await engine.failure('error("first", 0)');
  assert.deepEqual([later.kind, later.host], ['runtime', undefined]);
});

test('a bug in a host method is logged with its stack and reported as an internal error', async (t) => {
  const engine = new TestEngine(t, { call: (args) => (args as unknown as { missing: { x: null } }).missing.x });
  const failure = await engine.failure('call()');
  assert.equal(failure.host?.code, 'INTERNAL');
  assert.match(failure.message, /^Internal error: .*undefined/);
  assert.match(failure.host.stack ?? '', /engine-failures\.test/);
  assert.match(engine.log[0]?.message ?? '', /engine-failures\.test/);
  assert.match(engine.log[0]?.runId ?? '', /^run-1$/);
});

test('an error that a call-back raises passes through the host method and back', async (t) => {
  const engine = new TestEngine(t, { call: async ([fn], context) => context.invoke(fn as LuaFunctionRef, []) });
  const failure = await engine.failure('call(function() error("in the call-back") end)');
  assert.equal(failure.message, 'test.lua:1: in the call-back');
  assert.deepEqual(
    failure.frames.map(({ name, kind }) => name ?? kind),
    ['error', 'lua', 'State.load', 'main'],
  );
  assert.deepEqual(await engine.results('return pcall(call, function() error("x", 0) end)'), [false, 'x']);
});

test('a failed run leaves the next one alone', async (t) => {
  const engine = new TestEngine(t);
  for (let i = 0; i < 50; i++) {
    failureOf(await engine.outcome('local t = {} t.x.y = 1'));
    assert.deepEqual(await engine.results('return collectgarbage("count") < 10000'), [true]);
  }
});
