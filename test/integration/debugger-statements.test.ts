// Statements that share a line, through a whole engine: where breakpoints on columns stop, where steps end, what frames say.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugCommandName } from '../../src/debugger/contract.js';
import type { Run } from '../../src/engine/contract.js';
import { DebuggedEngine, type Stopped } from '../support/debugged-engine.js';
import { resultsOf } from '../support/engine.js';
import { marked, type MarkedScript } from '../support/spread.js';

/** `line:column function` of the frame on top. */
async function where(debugged: DebuggedEngine, stop: Stopped): Promise<string> {
  const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
  const { line, column, name } = frames[0]!;
  return `${line}:${column ?? '?'} ${name}`;
}

type Step = Extract<DebugCommandName, 'next' | 'stepIn' | 'stepOut' | 'continue'>;

/** One command after each stop, by statement, then on to the end. */
async function walk(debugged: DebuggedEngine, run: Run, ...commands: readonly Step[]): Promise<string[]> {
  const places: string[] = [];
  let left = [...commands];
  for (;;) {
    const stop = await debugged.stopOrEnd(run);
    if (stop === undefined) return places;
    places.push(await where(debugged, stop));
    const [command = 'continue', ...rest] = left;
    left = rest;
    await debugged.ask(command, { granularity: 'statement' } as object);
  }
}

/** Runs a script that has run before, so that it is loaded, with its statements told. */
async function told(debugged: DebuggedEngine, script: MarkedScript): Promise<void> {
  await debugged.run(script.lines).outcome;
  assert.deepEqual(await debugged.ask('setStatements', script.statements), { isExact: true });
}

const LINE = marked(
  '-- one line of many statements', // 1
  'local n = 0 |local function add(m) |n = n + m |return n end', // 2
  'add(1) |add(2) |local x = n |add(x)', // 3
  'for i = 1, 3 do |add(i) |end |n = n * 2', // 4
  'return n', // 5
);

test('a breakpoint stops at the statement in its column, and nowhere else on the line', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, LINE);
  for (const [line, column, stops] of [
    [3, 1, ['3:1 main chunk']],
    [3, 8, ['3:8 main chunk']],
    [3, 15, ['3:15 main chunk']],
    [3, 27, ['3:27 main chunk']],
    [2, 13, ['2:13 main chunk']],
    [2, 35, Array<string>(6).fill('2:35 add')],
    [2, 45, Array<string>(6).fill('2:45 add')],
    [4, 17, Array<string>(3).fill('4:17 main chunk')],
    [4, 28, ['4:28 main chunk']],
  ] as const) {
    const [state] = await debugged.breakAt({ line, column });
    assert.deepEqual([state?.line, state?.column], [line, column]);
    const run = debugged.run(LINE.lines);
    assert.deepEqual(await walk(debugged, run), stops, `${line}:${column}`);
    assert.deepEqual(resultsOf(await run.outcome), [24]);
  }
});

test('a breakpoint takes the next statement of its line, or the last; without a column it stops once on the line', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, LINE);
  const states = await debugged.breakAt({ line: 3, column: 2 }, { line: 3, column: 99 }, 3);
  assert.deepEqual(
    states.map(({ column }) => column),
    [8, 27, undefined],
  );
  const run = debugged.run(LINE.lines);
  const ids: unknown[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    ids.push([...stop.breakpointIds, await where(debugged, stop)]);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(ids, [
    [3, '3:1 main chunk'],
    [1, '3:8 main chunk'],
    [2, '3:27 main chunk'],
  ]);
});

test('conditions, logs and counts hold at a statement; two on one statement stop once', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, LINE);
  await debugged.breakAt(
    { line: 4, column: 17, condition: 'i == 2' },
    { line: 4, column: 17, logMessage: 'i={i}' },
    { line: 4, column: 17, hitCondition: { operator: '>=', count: 2 } },
  );
  const run = debugged.run(LINE.lines);
  const stops: unknown[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    stops.push(stop.breakpointIds);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(stops, [[1, 3], [3]]);
  assert.deepEqual(debugged.texts(), ['i=1', 'i=2', 'i=3']);
});

test('steps by statement end at statements of the same line', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, LINE);
  await debugged.breakAt(3);
  assert.deepEqual(
    await walk(debugged, debugged.run(LINE.lines), 'next', 'next', 'next', 'next', 'next', 'next', 'next'),
    ['3:1', '3:8', '3:15', '3:27', '4:1', '4:17', '4:1', '4:17'].map((place) => `${place} main chunk`),
  );
  assert.deepEqual(
    await walk(debugged, debugged.run(LINE.lines), 'stepIn', 'next', 'next', 'stepIn', 'stepOut', 'continue'),
    ['3:1 main chunk', '2:35 add', '2:45 add', '3:8 main chunk', '2:35 add', '3:15 main chunk'],
  );
});

test('steps by line do not', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, LINE);
  await debugged.breakAt({ line: 3, column: 8 });
  const run = debugged.run(LINE.lines);
  assert.equal(await where(debugged, await debugged.stop(run)), '3:8 main chunk');
  await debugged.ask('next', {});
  assert.equal(await where(debugged, await debugged.stop(run)), '4:1 main chunk');
  await debugged.ask('continue', {});
  await run.outcome;
});

test('every frame knows the column of its statement, callers that of their call', async (t) => {
  const script = marked(
    '-- callers', // 1
    'local function inner() |local a = 1 |return a end', // 2
    'local function outer() |local b = 2 |local c = inner() |return c end', // 3
    'local d = 3 |local e = outer() |return e', // 4
  );
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, script);
  await debugged.breakAt({ line: 2, column: 36 });
  const run = debugged.run(script.lines);
  const { frames } = await debugged.ask('stackTrace', { threadId: (await debugged.stop(run)).threadId });
  assert.deepEqual(
    frames.map(({ line, column }) => [line, column]),
    [
      [2, 36],
      [3, 36],
      [4, 13],
    ],
  );
  await debugged.ask('continue', {});
  await run.outcome;
});

test('a recursive function is stepped in its own activation; a breakpoint stops in all', async (t) => {
  const script = marked(
    '-- recursion', // 1
    'local function down(n) |if n == 0 then |return 0 end |local r = down(n - 1) |return r + 1 end', // 2
    'return down(2)', // 3
  );
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, script);
  await debugged.breakAt({ line: 2, column: 74 });
  const run = debugged.run(script.lines);
  const seen: string[] = [];
  for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
    seen.push((await debugged.evaluate('n', await debugged.frameId(stop))).value);
    await debugged.ask('continue', {});
  }
  assert.deepEqual(seen, ['1', '2']);
  await debugged.breakAt({ line: 2, column: 52, condition: 'n == 2' });
  assert.deepEqual(await walk(debugged, debugged.run(script.lines), 'next'), ['2:52 down', '2:74 down']);
});

test('statements told before the source is loaded hold from its first line on', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  assert.deepEqual(await debugged.ask('setStatements', LINE.statements), { isExact: false });
  const [state] = await debugged.breakAt({ line: 3, column: 15 });
  assert.equal(state?.isVerified, false);
  assert.deepEqual(await walk(debugged, debugged.run(LINE.lines), 'next'), ['3:15 main chunk', '3:27 main chunk']);
  const changed = debugged.events.find((event) => event.type === 'breakpoint');
  assert.equal(changed?.breakpoint.column, 15);
});

test('another text of the same name has no statements; the lines are what is left', async (t) => {
  const other = marked(
    '-- other', // 1
    'local n = 0', // 2
    'n = 1 |n = 2 |n = 3 |n = 4', // 3
    'return n', // 4
  );
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, LINE);
  await debugged.breakAt({ line: 3, column: 8 });
  assert.deepEqual(await walk(debugged, debugged.run(other.lines), 'next'), ['3:? main chunk', '4:? main chunk']);
  assert.deepEqual(await debugged.ask('setStatements', LINE.statements), { isExact: false });
  assert.deepEqual(await debugged.ask('setStatements', other.statements), { isExact: true });
  assert.deepEqual(await walk(debugged, debugged.run(other.lines), 'next'), ['3:13 main chunk', '3:19 main chunk']);
  const moved = other.lines.map((line) => line.replace('n = 4', 'n = 5'));
  assert.deepEqual(await walk(debugged, debugged.run(['-- other', '', ...moved.slice(1)])), ['3:? main chunk']);
});

test('text that is not the source, or does not compile, is not taken', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  await debugged.run(LINE.lines).outcome;
  for (const spread of ['x = = 1', '', `${LINE.statements.spread as string}\nprint(1)`, '\x1bLua']) {
    assert.deepEqual(await debugged.ask('setStatements', { ...LINE.statements, spread }), { isExact: false }, spread);
  }
  const { sources } = await debugged.ask('loadedSources', {});
  assert.deepEqual(
    sources.filter(({ chunkName }) => chunkName.includes('expression') || chunkName.includes(' = =')),
    [],
  );
});

test('code whose last expression is shown has statements as well', async (t) => {
  const script = marked('-- a cell', 'local a = 1 |local b = a + 1', 'a + b');
  const debugged = await DebuggedEngine.attached(t);
  await debugged.run(script.lines, { echo: true }).outcome;
  assert.deepEqual(await debugged.ask('setStatements', script.statements), { isExact: true });
  await debugged.breakAt({ line: 2, column: 13 });
  const run = debugged.run(script.lines, { echo: true });
  assert.deepEqual(await walk(debugged, run, 'next'), ['2:13 main chunk', '3:1 main chunk']);
  assert.equal((await run.outcome).status, 'ok');
});

test('a breakpoint in a column is set while its line is under way', async (t) => {
  const script = marked('-- under way', 'local a = 1 |call() |a = 2 |a = 3', 'return a');
  const debugged: DebuggedEngine = await DebuggedEngine.attached(
    t,
    {},
    {
      call: async () => {
        await debugged.breakAt({ line: 2, column: 25 });
      },
    },
  );
  assert.deepEqual(await debugged.ask('setStatements', script.statements), { isExact: false });
  assert.deepEqual(await walk(debugged, debugged.run(script.lines)), ['2:26 main chunk']);
});

test('functions in the arguments of a statement have statements of their own', async (t) => {
  const script = marked(
    '-- inner functions', // 1
    'local t = {f = function() |return 1 end, g = function() |return 2 end} |local x = t.f() + t.g()', // 2
    'return x', // 3
  );
  const debugged = await DebuggedEngine.attached(t);
  await told(debugged, script);
  const stopsAt = async (column: number): Promise<string[]> => {
    await debugged.breakAt({ line: 2, column });
    return walk(debugged, debugged.run(script.lines));
  };
  assert.deepEqual(await stopsAt(27), ['2:27 f']);
  assert.deepEqual(await stopsAt(1), ['2:1 main chunk']);
});
