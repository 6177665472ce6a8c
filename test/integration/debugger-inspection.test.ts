// What a paused script shows: frames, scopes, values page by page, expressions; and that looking changes nothing.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { DebugVariable } from '../../src/debugger/contract.js';
import type { Run } from '../../src/engine/contract.js';
import { DebuggedEngine, type Stopped } from '../support/debugged-engine.js';
import { resultsOf } from '../support/engine.js';

const shown = (variables: readonly DebugVariable[]): readonly string[] =>
  variables.map(({ name, value }) => `${name} = ${value}`);

const LINES = [
  'local hidden = 1', // 1
  'limit = 10', // 2
  'local function work(a, ...)', // 3
  '  local x = a', // 4
  '  do local gone = 1 end', // 5
  '  local x = {1, 2, name = "n", [2.5] = true}', // 6
  '  local text = "a\\n\\xff"', // 7
  '  return hidden + a', // 8
  'end', // 9
  'local r = work(5, "v", nil, 3)', // 10
  'return r, hidden, limit', // 11
];

interface Paused {
  readonly debugged: DebuggedEngine;
  readonly run: Run;
  readonly stop: Stopped;
  readonly frameId: number;
}

async function paused(t: TestContext, lines: readonly string[], line: number): Promise<Paused> {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(line);
  const run = debugged.run(lines);
  const stop = await debugged.stop(run);
  return { debugged, run, stop, frameId: await debugged.frameId(stop) };
}

test('scopes: locals in their blocks, shadowed ones, varargs, upvalues, globals', async (t) => {
  const { debugged, run, stop } = await paused(t, LINES, 8);
  assert.deepEqual(shown(await debugged.scope(stop, 'Locals')), [
    'a = 5',
    'x (shadowed) = 5',
    'x = {1, 2, [2.5] = true, name = "n"}',
    'text = "a\\n\\xFF"',
  ]);
  assert.deepEqual(shown(await debugged.scope(stop, 'Varargs')), ['[1] = "v"', '[2] = nil', '[3] = 3']);
  assert.deepEqual(shown(await debugged.scope(stop, 'Upvalues')), ['hidden = 1']);
  assert.deepEqual(shown(await debugged.scope(stop, 'Globals')), ['limit = 10']);
  const builtIn = (await debugged.scope(stop, 'Built-in globals')).map(({ name }) => name);
  assert.ok(builtIn.includes('print') && builtIn.includes('Agent') && !builtIn.includes('limit'));
  await debugged.ask('continue', {});
  await run.outcome;
});

test('variables are set where they are: local, upvalue, element, field, global', async (t) => {
  const { debugged, run, stop, frameId } = await paused(t, LINES, 8);
  const { scopes } = await debugged.ask('scopes', { frameId });
  const reference = (name: string): number => scopes.find((scope) => scope.name === name)!.reference;
  assert.equal(
    (await debugged.ask('setVariable', { reference: reference('Locals'), name: 'a', value: 'a * 20' })).value,
    '100',
  );
  await debugged.ask('setVariable', { reference: reference('Upvalues'), name: 'hidden', value: '7' });
  await debugged.ask('setVariable', { reference: reference('Globals'), name: 'limit', value: '"changed"' });
  const table = (await debugged.scope(stop, 'Locals')).find(({ name }) => name === 'x')!;
  await debugged.ask('setVariable', { reference: table.reference, name: '[1]', value: '"one"' });
  await debugged.ask('setVariable', { reference: table.reference, name: 'name', value: 'nil' });
  await debugged.ask('setExpression', { expression: 'x[2.5]', value: '{}', frameId });
  assert.equal((await debugged.evaluate('x', frameId)).value, '{"one", 2, [2.5] = {…}}');
  await assert.rejects(debugged.ask('setVariable', { reference: reference('Locals'), name: 'none', value: '1' }), {
    code: 'DEBUG_UNKNOWN',
  });
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [107, 7, 'changed']);
});

const evaluations: Readonly<Record<string, readonly [context: 'watch' | 'repl' | 'hover', answer: string]>> = {
  'a + hidden + limit': ['watch', '16'],
  'x.name .. text:sub(1, 1)': ['watch', '"na"'],
  'select("#", ...), ...': ['watch', '3, "v", nil, 3'],
  'a +': ['watch', 'DEBUG_EVALUATION'],
  'local y = 1': ['watch', 'DEBUG_EVALUATION'],
  'error("bad")': ['watch', 'DEBUG_EVALUATION'],
  'while true do end': ['repl', 'DEBUG_EVALUATION'],
  'a = a + 1; made = a': ['repl', ''],
  'made, a': ['repl', '6, 6'],
  'x.name': ['hover', '"n"'],
  'x[2] * 2 + a': ['hover', '10'],
  'x["name"] == "n" and not limit': ['hover', 'false'],
  'print': ['hover', 'function print'],
  'f(1)': ['hover', 'DEBUG_REFUSED'],
  'x .. "a"': ['hover', 'DEBUG_REFUSED'],
  'a = 1': ['hover', 'DEBUG_REFUSED'],
  'text "s"': ['hover', 'DEBUG_REFUSED'],
  '0x10': ['hover', '16'],
}; // prettier-ignore

test('expressions in a frame, by context', async (t) => {
  const debugged = await DebuggedEngine.attached(t, { evaluateTimeoutMs: 1000 });
  await debugged.breakAt(8);
  const run = debugged.run(LINES);
  const frameId = await debugged.frameId(await debugged.stop(run));
  for (const [expression, [context, answer]] of Object.entries(evaluations)) {
    const value = await debugged
      .evaluate(expression, frameId, context)
      .catch((error: unknown) => ({ value: (error as { code: string }).code }));
    assert.equal(value.value, answer, expression);
  }
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [7, 1, 10]);
});

test('looking changes nothing: random numbers, errors that are caught, coroutines', async (t) => {
  const lines = [
    'math.randomseed(42)', // 1
    'local co = coroutine.wrap(function() coroutine.yield(1) return 2 end)', // 2
    'local first = co()', // 3
    'local ok, message = pcall(function()', // 4
    '  local x = 1', // 5
    '  error("mine")', // 6
    'end)', // 7
    'return math.random(1000), message, co()', // 8
  ];
  const debugged = await DebuggedEngine.attached(t);
  const expected = resultsOf(await debugged.run(lines).outcome);
  await debugged.breakAt(6, 8);
  const run = debugged.run(lines);
  for (let i = 0; i < 2; i++) {
    const frameId = await debugged.frameId(await debugged.stop(run));
    for (const expression of [
      'math.random(1000)',
      'pcall(error, "x")',
      'error("x")',
      'coroutine.wrap(function() return 1 end)()',
      'string.rep("x", 100)',
    ]) {
      await debugged.evaluate(expression, frameId).catch(() => undefined);
    }
    await debugged.ask('continue', {});
  }
  assert.deepEqual(resultsOf(await run.outcome), expected);
});

test('steps, breakpoints and environment stay as they are, and an expression has only so much time', async (t) => {
  const lines = [
    'local function own()', // 1
    '  local _ENV = { kept = 1 }', // 2
    '  local x = kept', // 3
    '  local y = made', // 4
    '  return x, kept, y', // 5
    'end', // 6
    'local a, b, c = own()', // 7
    'return a, b, c, made', // 8
  ];
  const debugged = await DebuggedEngine.attached(t, { evaluateTimeoutMs: 200 });
  await debugged.breakAt(3, 8);
  const run = debugged.run(lines);
  const frameId = await debugged.frameId(await debugged.stop(run));
  assert.equal((await debugged.evaluate('kept, _ENV.kept', frameId)).value, '1, 1');
  await debugged.evaluate('made = kept + 1', frameId, 'repl');
  for (const endless of [
    'while true do end',
    'pcall(function() while true do end end)',
    'while true do local ok = 1 end',
    'function again() return again() end again()',
  ]) {
    const expression = endless.replaceAll('pcall', '_G.pcall');
    const failure = await debugged.evaluate(expression, frameId, 'repl').then(
      () => 'none',
      (error: unknown) => (error as Error).message,
    );
    // The environment of the function has no `_G`: that is an error of its own.
    assert.match(failure, endless === expression ? /took longer than 200 ms/ : /_G/, endless);
  }
  await debugged.ask('next', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '4 own');
  await debugged.ask('continue', {});
  const last = await debugged.stop(run);
  assert.deepEqual([last.reason, await debugged.where(last)], ['breakpoint', '8 main chunk']);
  const outside = await debugged.frameId(last);
  for (const endless of [
    'pcall(function() while true do end end)',
    'coroutine.wrap(function() while true do end end)()',
  ]) {
    await assert.rejects(debugged.evaluate(endless, outside, 'repl'), /took longer than 200 ms/, endless);
  }
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [1, 1, 2, undefined]);
});

test('tables page by page: a million elements, a million names, metatables, cycles', async (t) => {
  const lines = [
    'local list, names, both = {}, {}, {}', // 1
    'for i = 1, 1000000 do list[i] = i names["k" .. i] = i end', // 2
    'for i = 1, 300 do both[i] = i both["n" .. i] = -i end', // 3
    'both.self = both', // 4
    'local object = setmetatable({}, {__name = "Point", __tostring = function() return "(1, 2)" end, __index = both})', // 5
    'return nil', // 6
  ];
  const { debugged, run, stop } = await paused(t, lines, 6);
  const locals = new Map((await debugged.scope(stop, 'Locals')).map((variable) => [variable.name, variable]));
  const page = async (name: string, request: object): Promise<readonly string[]> =>
    shown((await debugged.ask('variables', { reference: locals.get(name)!.reference, ...request })).variables);
  const counts = (name: string): readonly number[] => [locals.get(name)!.indexedCount, locals.get(name)!.namedCount];
  assert.deepEqual(
    [counts('list'), counts('names'), counts('both'), counts('object')],
    [
      [1000000, 0],
      [0, 1000000],
      [300, 301],
      [0, 2],
    ],
  );
  assert.deepEqual(await page('list', { filter: 'indexed', start: 999_998, count: 10 }), [
    '[999999] = 999999',
    '[1000000] = 1000000',
  ]);
  assert.equal((await page('names', { filter: 'named', start: 0, count: 100 })).length, 100);
  assert.equal((await page('names', { filter: 'named', start: 999_950, count: 100 })).length, 50);
  assert.deepEqual(await page('both', { filter: 'named', start: 0, count: 2 }), ['n1 = -1', 'n10 = -10']);
  assert.deepEqual((await page('both', { start: 299, count: 2 }))[0], '[300] = 300');
  assert.equal((await page('both', {})).length, 601);
  assert.match(locals.get('object')!.value, /^Point \{\}$/);
  const inside = (await debugged.ask('variables', { reference: locals.get('object')!.reference })).variables;
  assert.deepEqual(
    inside.map(({ name, isLazy }) => [name, isLazy]),
    [
      ['[metatable]', undefined],
      ['[tostring]', true],
    ],
  );
  const text = (await debugged.ask('variables', { reference: inside[1]!.reference })).variables;
  assert.deepEqual(shown(text), ['[tostring] = "(1, 2)"']);
  await debugged.ask('continue', {});
  await run.outcome;
  await assert.rejects(debugged.ask('variables', { reference: inside[1]!.reference }), { code: 'DEBUG_UNKNOWN' });
});

test('coroutines are threads; under their frames are those of who resumed them', async (t) => {
  const lines = [
    'local function worker()', // 1
    '  local x = 1', // 2
    '  coroutine.yield(x)', // 3
    'end', // 4
    'local waiting = coroutine.create(worker)', // 5
    'coroutine.resume(waiting)', // 6
    'local inner = coroutine.create(function()', // 7
    '  local y = 2', // 8
    '  return y', // 9
    'end)', // 10
    'coroutine.resume(inner)', // 11
  ];
  const { debugged, run, stop } = await paused(t, lines, 9);
  const { threads } = await debugged.ask('threads', {});
  assert.deepEqual(threads.map(({ name, status }) => `${status} ${name}`).toSorted(), [
    'normal main',
    'running coroutine (/work/job.lua:7)',
    'suspended worker (/work/job.lua:1)',
  ]);
  const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
  assert.deepEqual(
    frames.map(({ line, name, isResumer }) => [line, name, isResumer]),
    [
      [9, 'function </work/job.lua:7>', undefined],
      [0, 'coroutine.resume', true],
      [11, 'main chunk', undefined],
    ],
  );
  const other = threads.find(({ status }) => status === 'suspended')!;
  const suspended = await debugged.ask('stackTrace', { threadId: other.id });
  assert.deepEqual(
    suspended.frames.map(({ line }) => line),
    [0, 3],
  );
  assert.equal((await debugged.evaluate('x', suspended.frames[1]!.id)).value, '1');
  assert.equal((await debugged.ask('stackTrace', { threadId: 1 })).totalFrames, 2);
  await debugged.ask('continue', {});
  await run.outcome;
});

test('completions and texts of sources', async (t) => {
  const { debugged, run, frameId } = await paused(t, LINES, 8);
  const labels = async (path: readonly string[], prefix: string): Promise<readonly string[]> =>
    (await debugged.ask('completions', { frameId, path, prefix })).items.map(({ label, kind }) => `${kind} ${label}`);
  assert.deepEqual(await labels([], 'h'), ['upvalue hidden']);
  assert.deepEqual(await labels([], 'x'), ['local x', 'global xpcall']);
  assert.deepEqual(await labels(['x'], 'n'), ['field name']);
  assert.deepEqual(await labels(['string'], 'sub'), ['field sub']);
  const { sources } = await debugged.ask('loadedSources', {});
  const { text } = await debugged.ask('source', { reference: sources.at(-1)!.reference });
  assert.ok(typeof text === 'string' && text.endsWith(LINES.join('\n')));
  await debugged.ask('continue', {});
  await run.outcome;
});

test('globals without a pause', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.test.outcome('answer = {42}');
  const { scopes } = await debugged.ask('scopes', {});
  const { variables } = await debugged.ask('variables', { reference: scopes[0]!.reference });
  assert.deepEqual(shown(variables), ['answer = {42}']);
  assert.equal((await debugged.evaluate('answer[1] + 1')).value, '43');
});
