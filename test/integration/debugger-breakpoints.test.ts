// Breakpoints through a whole engine: where they stop, when, and what it costs where they do not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExceptionBreakpoint, LineBreakpoint } from '../../src/debugger/contract.js';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';
import { gate, resultsOf } from '../support/engine.js';

const LOOP = [
  'local sum = 0', // 1
  'for i = 1, 5 do', // 2
  '  local double = i * 2', // 3
  '  sum = sum + double', // 4
  'end', // 5
  'return sum', // 6
];

test('a breakpoint set before the script is loaded is verified then, and stops', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  assert.deepEqual(await debugged.breakAt(4), [{ id: 1, isVerified: false, message: 'not loaded yet' }]);
  const run = debugged.run(LOOP);
  const stop = await debugged.stop(run);
  assert.deepEqual([stop.reason, stop.breakpointIds, stop.threadId], ['breakpoint', [1], 1]);
  const changed = debugged.events.find((event) => event.type === 'breakpoint');
  assert.equal(changed?.breakpoint.isVerified, true);
  assert.equal(changed.breakpoint.line, 4);
  assert.equal(await debugged.where(stop), '4 main chunk');
  assert.equal((await debugged.evaluate('sum + double + i', await debugged.frameId(stop))).value, '3');
  await debugged.breakAt();
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [30]);
});

/** A breakpoint's terms on line 4 of the loop, and the values of `i` at which it stops. */
const terms: Readonly<Record<string, readonly [Partial<LineBreakpoint>, readonly string[]]>> = {
  'every time': [{}, ['1', '2', '3', '4', '5']],
  'condition on a local': [{ condition: 'i == 3' }, ['3']],
  'condition with a truthy value': [{ condition: 'i > 3 and "yes"' }, ['4', '5']],
  'condition on a global': [{ condition: 'math.type(i) == "integer" and limit and i > limit' }, ['3', '4', '5']],
  'condition that is nil': [{ condition: 'nothing' }, []],
  'the third hit': [{ hitCondition: { operator: '==', count: 3 } }, ['3']],
  'from the fourth hit': [{ hitCondition: { operator: '>=', count: 4 } }, ['4', '5']],
  'every second hit': [{ hitCondition: { operator: 'every', count: 2 } }, ['2', '4']],
  'hits are those where the condition holds': [{ condition: 'i % 2 == 1', hitCondition: { operator: '==', count: 2 } }, ['3']],
  'ignored twice': [{ ignoreCount: 2 }, ['3', '4', '5']],
  disabled: [{ isEnabled: false }, []],
  temporary: [{ isTemporary: true }, ['1']],
}; // prettier-ignore

for (const [name, [asked, stops]] of Object.entries(terms)) {
  test(`a breakpoint: ${name}`, async (t) => {
    const debugged = await DebuggedEngine.attached(t);
    await debugged.test.outcome('limit = 2');
    await debugged.breakAt({ line: 4, ...asked });
    const run = debugged.run(LOOP);
    const seen: string[] = [];
    for (;;) {
      const stop = await debugged.stopOrEnd(run);
      if (stop === undefined) break;
      seen.push((await debugged.evaluate('i', await debugged.frameId(stop))).value);
      await debugged.ask('continue', {});
    }
    assert.deepEqual(seen, stops);
    assert.deepEqual(resultsOf(await run.outcome), [30]);
  });
}

test('a condition that fails stops once and says why; one that does not compile is not verified', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt({ line: 4, condition: 'i.x.y' });
  const run = debugged.run(LOOP);
  const stop = await debugged.stop(run);
  assert.match(stop.text ?? '', /^the condition `i\.x\.y` failed: attempt to index a number value/);
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [30]);
  const [state] = await debugged.breakAt({ line: 4, condition: 'i ==' });
  assert.deepEqual([state?.isVerified, state?.message], [false, 'unexpected symbol near <eof>']);
});

test('log messages are written with their values, and nothing stops', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt({ line: 4, logMessage: 'i={i} d={double} t={({1, n = i})} s={"x" .. i} bad={i.x.y} \\{i}' });
  assert.deepEqual(resultsOf(await debugged.run(LOOP).outcome), [30]);
  const texts = debugged.texts();
  assert.equal(texts.length, 5);
  assert.match(texts[1] ?? '', /^i=2 d=4 t=\{1, n = 2\} s=x2 bad=\{attempt to index .*\} \{i\}$/);
  const output = debugged.events.find((event) => event.type === 'output');
  assert.deepEqual([output?.source.path, output?.line], [PATH, 4]);
});

test('a breakpoint moves to the next line with code in the same function', async (t) => {
  const lines = [
    '-- comment', // 1
    'local function f()', // 2
    '  -- comment', // 3
    '', // 4
    '  local x = 1', // 5
    '  return x', // 6
    '  -- the end', // 7
    'end', // 8
    '', // 9
    'local function g() return 1 end', // 10
    'f() g()', // 11
    '-- last', // 12
  ];
  const debugged = await DebuggedEngine.attached(t);
  await debugged.run(lines, { chunkName: `@${PATH}` }).outcome;
  const states = await debugged.breakAt(2, 3, 4, 6, 7, 9, 12);
  assert.deepEqual(
    states.map(({ line }) => line),
    [5, 5, 5, 6, 8, 10, undefined],
  );
  assert.equal(states.at(-1)?.isVerified, false);
  const { lines: all } = await debugged.ask('breakpointLocations', { source: { path: PATH }, line: 1, endLine: 12 });
  assert.deepEqual(all, [1, 5, 6, 8, 10, 11]);
});

test('functions by name: locals, fields, methods, globals', async (t) => {
  const lines = [
    'local M = {}', // 1
    'local function plain(a)', // 2
    '  return a', // 3
    'end', // 4
    'function M.field(a) return plain(a) end', // 5
    'function M:method(a)', // 6
    '  return a', // 7
    'end', // 8
    'function everywhere() return 1 end', // 9
    'plain(1) M.field(2) M:method(3) everywhere()', // 10
  ];
  for (const [name, places] of Object.entries({
    plain: ['3 plain', '3 plain'],
    'M.field': ['5 M.field'],
    'M:method': ['7 M.method'],
    everywhere: ['9 everywhere'],
    nowhere: [],
  })) {
    const debugged = await DebuggedEngine.attached(t);
    await debugged.ask('setFunctionBreakpoints', { breakpoints: [{ id: 9, name }] });
    assert.deepEqual(await debugged.walk(debugged.run(lines)), places, name);
  }
});

test('set and taken away while the script runs; existing coroutines included', async (t) => {
  const lines = [
    'local function body()', // 1
    '  while true do', // 2
    '    local x = 1', // 3
    '    coroutine.yield(x)', // 4
    '  end', // 5
    'end', // 6
    'local co = coroutine.wrap(body)', // 7
    'co()', // 8
    'call("now")', // 9
    'for i = 1, 3 do co() end', // 10
    'call("over")', // 11
    'for i = 1, 3 do co() end', // 12
    'return "done"', // 13
  ];
  const debugged: DebuggedEngine = await DebuggedEngine.attached(
    t,
    {},
    {
      call: async ([when]) => {
        await debugged.breakAt(...(when === 'now' ? [3] : []));
      },
    },
  );
  const run = debugged.run(lines);
  assert.deepEqual(await debugged.walk(run), ['3 body', '3 body', '3 body']);
  assert.deepEqual(resultsOf(await run.outcome), ['done']);
});

test('errors stop where they are raised, told apart by who will take them', async (t) => {
  const lines = [
    'local function fails(what) error(what) end', // 1
    'pcall(fails, "one")', // 2
    'coroutine.resume(coroutine.create(fails), "two")', // 3
    'pcall(coroutine.wrap(fails), "three")', // 4
    'local ok = pcall(function() return nil + 1 end)', // 5
    'fails("four")', // 6
  ];
  const stopsOf = async (breakpoint: Partial<ExceptionBreakpoint>): Promise<unknown[]> => {
    const debugged = await DebuggedEngine.attached(t);
    const breakpoints = [{ id: 5, filter: 'raised' as const, ...breakpoint }];
    await debugged.ask('setExceptionBreakpoints', { breakpoints });
    const run = debugged.run(lines);
    const seen: unknown[] = [];
    for (;;) {
      const stop = await debugged.stopOrEnd(run);
      if (stop === undefined) return seen;
      assert.deepEqual([stop.reason, stop.breakpointIds], ['exception', [5]]);
      const { mode, message, typeName, traceback } = await debugged.ask('exceptionInfo', {});
      assert.equal(typeName, 'string');
      assert.match(traceback, /job\.lua/);
      seen.push(`${mode} ${message.replace('/work/job.lua:', '')}`);
      await debugged.ask('continue', {});
    }
  };
  const all = [
    'caught 1: one',
    'caught 1: two',
    'caught 1: three',
    'caught 5: attempt to perform arithmetic on a nil value',
    'uncaught 1: four',
  ];
  assert.deepEqual(await stopsOf({}), all);
  assert.deepEqual(await stopsOf({ filter: 'caught' }), all.slice(0, 4));
  assert.deepEqual(await stopsOf({ filter: 'uncaught' }), all.slice(4));
  assert.deepEqual(await stopsOf({ pattern: 't[wh]' }), ['caught 1: two', 'caught 1: three', all[3]]);
  assert.deepEqual(await stopsOf({ condition: 'error:find("four")' }), [all[4]]);
});

test('data: a local, an upvalue, a field and a global are watched without a proxy', async (t) => {
  const lines = [
    'local count = 0', // 1
    'config = {limit = 1}', // 2
    'local function bump() count = count + 1 end', // 3
    'call()', // 4
    'bump()', // 5
    'rawset(config, "limit", 2)', // 6
    'local other = 5', // 7
    'config.limit = 3', // 8
    'config = nil', // 9
    'return count', // 10
  ];
  const [called, answer] = [gate(), gate()];
  const debugged = await DebuggedEngine.attached(
    t,
    {},
    {
      call: async () => {
        called.open();
        await answer.opened;
      },
    },
  );
  const run = debugged.run(lines);
  await called.opened;
  await debugged.ask('pause', {});
  const stop = await debugged.stop(run);
  const frameId = await debugged.frameId(stop, 1);
  const ids: string[] = [];
  for (const name of ['count', 'config.limit', 'config']) {
    const { dataId } = await debugged.ask('dataBreakpointInfo', { name, frameId });
    ids.push(dataId ?? '');
  }
  const breakpoints = ids.map((dataId, i) => ({ id: 20 + i, dataId }));
  await debugged.ask('setDataBreakpoints', { breakpoints });
  answer.open();
  await debugged.ask('continue', {});
  const seen: unknown[] = [];
  for (;;) {
    const next = await debugged.stopOrEnd(run);
    if (next === undefined) break;
    seen.push([next.reason, next.breakpointIds, next.text, await debugged.where(next)]);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(seen, [
    ['data breakpoint', [20], 'count: 0 → 1', '6 main chunk'],
    ['data breakpoint', [21], 'config.limit: 1 → 2', '7 main chunk'],
    ['data breakpoint', [21], 'config.limit: 2 → 3', '9 main chunk'],
    ['data breakpoint', [22], 'config: {limit = 3} → nil', '10 main chunk'],
  ]);
});

test('data: what other coroutines write is seen, and a local that lives in another coroutine', async (t) => {
  const lines = [
    'shared = { n = 0 }', // 1
    'local function worker()', // 2
    '  local own = 1', // 3
    '  coroutine.yield()', // 4
    '  own = own + 1', // 5
    '  shared.n = own', // 6
    '  coroutine.yield()', // 7
    'end', // 8
    'local co = coroutine.create(worker)', // 9
    'coroutine.resume(co)', // 10
    'local here = 1', // 11
    'coroutine.resume(co)', // 12
    'here = here + shared.n', // 13
    'return here', // 14
  ];
  const debugged = await DebuggedEngine.attached(t);
  await debugged.breakAt(12);
  const run = debugged.run(lines);
  const frameId = await debugged.frameId(await debugged.stop(run));
  const { threads } = await debugged.ask('threads', {});
  const other = threads.find(({ status }) => status === 'suspended')!;
  const { frames } = await debugged.ask('stackTrace', { threadId: other.id });
  const wanted = [
    { name: 'own', frameId: frames[1]!.id },
    { name: 'shared.n', frameId },
    { name: 'here', frameId },
  ];
  const breakpoints = [];
  for (const [i, each] of wanted.entries()) {
    const { dataId } = await debugged.ask('dataBreakpointInfo', each);
    breakpoints.push({ id: 30 + i, dataId: dataId ?? '' });
  }
  await debugged.ask('setDataBreakpoints', { breakpoints });
  await debugged.ask('continue', {});
  const seen: unknown[] = [];
  for (let next = await debugged.stopOrEnd(run); next !== undefined; next = await debugged.stopOrEnd(run)) {
    seen.push([next.threadId === other.id, next.breakpointIds, next.text, await debugged.where(next)]);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(seen, [
    [true, [30], 'own: 1 → 2', '6 worker'],
    [true, [31], 'shared.n: 0 → 2', '7 worker'],
    [false, [32], 'here: 1 → 3', '14 main chunk'],
  ]);
  assert.deepEqual(resultsOf(await run.outcome), [3]);
});
