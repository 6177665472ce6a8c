// Breakpoints on calls of what is not written in Lua: functions of the host, tools and agents by name, library functions.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { BreakpointState, FunctionBreakpoint } from '../../src/debugger/contract.js';
import type { HostMethod } from '../../src/base/values.js';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';
import { resultsOf, textOf } from '../support/engine.js';

const METHODS: Readonly<Record<string, HostMethod>> = {
  'state.load': ([key]) => Promise.resolve(`loaded ${textOf(key)}`),
  'state.save': () => Promise.resolve(null),
  'tool.get': ([name]) => Promise.resolve({ name: textOf(name).replaceAll('_', '-'), schema: {} }),
  'tool.execute': ([name]) => Promise.resolve({ text: textOf(name) }),
  'agent.create': (args) => Promise.resolve({ id: 'agent-1', name: (args[0] as { name: string }).name }),
  'agent.execute': () => Promise.resolve({ text: 'hello' }),
};

async function attached(
  t: TestContext,
  ...breakpoints: readonly (Partial<FunctionBreakpoint> & { readonly name: string })[]
): Promise<{ readonly debugged: DebuggedEngine; readonly states: readonly BreakpointState[] }> {
  const debugged = await DebuggedEngine.attached(t, {}, { methods: METHODS });
  const list = breakpoints.map((each, i) => ({ id: i + 1, ...each }));
  const { breakpoints: states } = await debugged.ask('setFunctionBreakpoints', { breakpoints: list });
  return { debugged, states };
}

const LINES = [
  'local function save(n)', // 1
  '  State.save("app", "n", n)', // 2
  '  return n', // 3
  'end', // 4
  'for i = 1, 3 do', // 5
  '  save(i)', // 6
  'end', // 7
  'return call("k")', // 8
];

test('a function of the host stops before it is called, with its arguments', async (t) => {
  const { debugged, states } = await attached(t, { name: 'State.save' });
  assert.deepEqual(states, [{ id: 1, isVerified: true }]);
  const run = debugged.run(LINES);
  const stop = await debugged.stop(run);
  assert.deepEqual([stop.reason, stop.breakpointIds], ['function breakpoint', [1]]);
  const { frames } = await debugged.ask('stackTrace', { threadId: 1 });
  assert.deepEqual(
    frames.map(({ name, kind, line }) => [name, kind, line]),
    [
      ['State.save', 'host', 0],
      ['save', 'lua', 2],
      ['main chunk', 'main', 6],
    ],
  );
  const values = (await debugged.scope(stop, 'Varargs')).map(({ name, value }) => `${name} = ${value}`);
  assert.deepEqual(values, ['[1] = "app"', '[2] = "n"', '[3] = 1']);
  assert.equal((await debugged.evaluate('n', await debugged.frameId(stop, 1))).value, '1');
  // The rest of the line is no new one.
  await debugged.ask('next', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '3 save');
  await debugged.ask('setFunctionBreakpoints', { breakpoints: [] });
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), ['loaded k']);
});

test('an argument can be given another value before the call', async (t) => {
  const { debugged } = await attached(t, { name: 'State.load' });
  const run = debugged.run(LINES);
  const stop = await debugged.stop(run);
  const { scopes } = await debugged.ask('scopes', { frameId: await debugged.frameId(stop) });
  const { reference } = scopes.find(({ name }) => name === 'Varargs')!;
  await debugged.ask('setVariable', { reference, name: '[1]', value: '"other"' });
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), ['loaded other']);
});

/** Terms, and the values of `n` in the calling function where it stops. */
const terms: Readonly<Record<string, readonly [Partial<FunctionBreakpoint>, readonly string[]]>> = {
  'every time': [{}, ['1', '2', '3']],
  condition: [{ condition: 'n > 1' }, ['2', '3']],
  'number of the hit': [{ hitCondition: { operator: '==', count: 2 } }, ['2']],
  'ignored first': [{ ignoreCount: 2 }, ['3']],
  temporary: [{ isTemporary: true }, ['1']],
  disabled: [{ isEnabled: false }, []],
};

for (const [name, [asked, values]] of Object.entries(terms)) {
  test(`on a call: ${name}`, async (t) => {
    const { debugged } = await attached(t, { name: 'State.save', ...asked });
    const run = debugged.run(LINES);
    const seen: string[] = [];
    for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
      seen.push((await debugged.evaluate('n', await debugged.frameId(stop, 1))).value);
      await debugged.ask('continue', {});
    }
    assert.deepEqual(seen, values);
    assert.deepEqual(resultsOf(await run.outcome), ['loaded k']);
  });
}

test('a log message is written from the line that calls', async (t) => {
  const { debugged } = await attached(t, { name: 'State.save', logMessage: 'saving {n}' });
  await debugged.run(LINES).outcome;
  assert.deepEqual(debugged.texts(), ['saving 1', 'saving 2', 'saving 3']);
  const output = debugged.events.find((event) => event.type === 'output');
  assert.deepEqual([output?.line, output?.source.path], [2, PATH]);
});

const CALLS = [
  'local agent = Agent.builder():name("reader"):build()', // 1
  'Tool.execute("hash-calculator", {input = "a"})', // 2
  'Tool.hash_calculator:execute({input = "b"})', // 3
  'Tool.calculator.execute({input = "1"})', // 4
  'agent:execute({text = "hi"})', // 5
  'agent:complete("hi")', // 6
  'local other = Agent.create({name = "writer"})', // 7
  'other:execute({text = "hi"})', // 8
  'io.write("") print(("x"):format(), string.format("%d", 1), table.concat({}))', // 9
  'return JSON.encode({})', // 10
];

const names: Readonly<Record<string, readonly string[]>> = {
  'tool:hash-calculator': ['2 Tool.execute', '3 tool:execute'],
  'tool:hash_calculator': ['2 Tool.execute', '3 tool:execute'],
  'tool:calculator': ['4 tool:execute'],
  'tool:*': ['2 Tool.execute', '3 tool:execute', '4 tool:execute'],
  'tool:none': [],
  'agent:reader': ['5 Agent:execute', '6 Agent:complete'],
  'agent:writer': ['8 Agent:execute'],
  'agent:*': ['5 Agent:execute', '6 Agent:complete', '8 Agent:execute'],
  'Agent:execute': ['5 Agent:execute', '8 Agent:execute'],
  'Tool.execute': ['2 Tool.execute'],
  'string.format': ['9 string.format', '9 string.format'],
  'table.concat': ['9 table.concat'],
  print: ['9 print'],
  'io.write': ['9 io.write'],
  'JSON.decode': [],
  'JSON.encode': ['10 JSON.stringify'],
};

for (const [name, places] of Object.entries(names)) {
  test(`calls of ${name}`, async (t) => {
    const { debugged, states } = await attached(t, { name });
    assert.equal(states[0]?.isVerified, true);
    const run = debugged.run(CALLS);
    const seen: string[] = [];
    for (let stop = await debugged.stopOrEnd(run); stop !== undefined; stop = await debugged.stopOrEnd(run)) {
      const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
      seen.push(`${frames[1]!.line} ${frames[0]!.name}`);
      await debugged.ask('continue', {});
    }
    assert.deepEqual(seen, places);
    assert.deepEqual(resultsOf(await run.outcome), ['{}']);
  });
}

test('library functions stop in coroutines that exist already; without a breakpoint no hook is left', async (t) => {
  const { debugged } = await attached(t, { name: 'math.floor' });
  const lines = [
    'local co = coroutine.wrap(function()', // 1
    '  while true do coroutine.yield(math.floor(2.5)) end', // 2
    'end)', // 3
    'local sum = 0', // 4
    'for i = 1, 3 do sum = sum + co() end', // 5
    'return sum', // 6
  ];
  const run = debugged.run(lines);
  for (let i = 0; i < 2; i++) {
    const stop = await debugged.stop(run);
    const { frames } = await debugged.ask('stackTrace', { threadId: stop.threadId });
    assert.deepEqual([frames[0]!.name, frames[1]!.line], ['math.floor', 2]);
    if (i === 1) await debugged.ask('setFunctionBreakpoints', { breakpoints: [] });
    await debugged.ask('continue', {});
  }
  assert.deepEqual(resultsOf(await run.outcome), [6]);
});

test('a pause at a call can end the run, and stepping goes on from there', async (t) => {
  const { debugged } = await attached(t, { name: 'State.save' });
  const run = debugged.run(LINES);
  await debugged.stop(run);
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
});

test('names that nothing can call yet say why', async (t) => {
  const { states } = await attached(t, { name: 'hook:ToolErrors' }, { name: 'tool:' }, { name: 'nowhere.at.all' });
  assert.deepEqual(
    states.map(({ isVerified, message }) => [isVerified, message]),
    [
      [false, "no hook point has this name (did you mean 'ToolError'?)"],
      [false, 'no tool is named'],
      [false, 'no function of this name yet'],
    ],
  );
});

test('an expression that calls the function does not stop', async (t) => {
  const { debugged } = await attached(t, { name: 'State.load' }, { name: 'string.upper' });
  await debugged.breakAt(6);
  const run = debugged.run(LINES);
  const frameId = await debugged.frameId(await debugged.stop(run));
  assert.equal((await debugged.evaluate('State.load("x"):upper()', frameId)).value, '"LOADED X"');
  await debugged.ask('terminate', {});
  await run.outcome;
});
