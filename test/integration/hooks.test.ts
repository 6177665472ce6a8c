// Hooks of scripts on an engine of their own: they run while the call waits that fires them, and cannot bring a run down.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { HostMethods, LuaFunctionRef, Value } from '../../src/base/values.js';
import { AgentService } from '../../src/services/agents/agent-service.js';
import { HookService } from '../../src/services/hooks/hook-service.js';
import { withHooks } from '../../src/services/hooks/with-hooks.js';
import { hookMethods } from '../../src/services/methods/hook-methods.js';
import type { Services } from '../../src/services/services.js';
import { gate, resultsOf, TestEngine } from '../support/engine.js';
import type { TestEngineOptions } from '../support/engine.js';

class Scene {
  readonly hooks = new HookService();
  readonly test: TestEngine;
  readonly calls: string[] = [];
  readonly methods: HostMethods;

  constructor(t: TestContext, more: HostMethods = {}, options: TestEngineOptions = {}) {
    const services = {
      hooks: this.hooks,
      agents: new AgentService(undefined as never),
    } as Services;
    this.methods = withHooks(services, {
      ...hookMethods(services),
      'tool.execute': ([name, parameters]) => {
        this.calls.push(name as string);
        return { text: name as string, parameters };
      },
      ...more,
    });
    this.test = new TestEngine(t, { methods: this.methods, ...options });
  }

  async stats(id: string): Promise<Readonly<Record<string, Value>>> {
    return this.hooks.registry.find(id)!.stats.describe();
  }
}

test('a hook changes the parameters, sees the result and is called no more when it is unregistered', async (t) => {
  const scene = new Scene(t);
  const results = await scene.test.results(`
    local seen = {}
    local before = Hook.register('BeforeToolExecution', function(ctx)
      seen[#seen + 1] = ctx.point .. ' ' .. ctx.component_id.type .. ' ' .. ctx.component_id.name .. ' ' .. ctx.data.parameters.n
      return { type = 'modified', data = { parameters = { n = 2 } } }
    end)
    local hook = Hook.register('AfterToolExecution', function(ctx) seen[#seen + 1] = ctx.data.result.text end)
    local n = Tool.execute('adder', { n = 1 }).parameters.n
    before:unregister()
    hook:unregister()
    return n, Tool.execute('adder', { n = 1 }).parameters.n, table.concat(seen, ', ')
  `);
  assert.deepEqual(results, [2, 1, 'BeforeToolExecution tool adder 1, adder']);
});

test('hooks live from run to run, and their functions with them', async (t) => {
  const scene = new Scene(t);
  await scene.test.results("n = 0 hook = Hook.register('BeforeToolExecution', function() n = n + 1 end)");
  await scene.test.results("for i = 1, 3 do Tool.execute('x', {}) end");
  assert.deepEqual(await scene.test.results('collectgarbage() return n, #Hook.list()'), [3, 1]);
});

test('a hook that calls a tool does not fire its own point', async (t) => {
  const scene = new Scene(t);
  const results = await scene.test.results(`
    local calls = 0
    local hook = Hook.register('BeforeToolExecution', function()
      calls = calls + 1
      return { type = 'replace', data = Tool.execute('inner', {}) }
    end)
    return Tool.execute('outer', {}).text, calls
  `);
  assert.deepEqual([results, scene.calls], [['inner', 1], ['inner']]);
});

const endless: Readonly<Record<string, string>> = {
  'a loop': 'while true do end',
  'a loop that catches errors': 'while true do pcall(function() while true do end end) end',
  'a coroutine': 'coroutine.wrap(function() while true do end end)()',
  'a close handler':
    'local c <close> = setmetatable({}, {__close = function() while true do end end}) while true do end',
};

for (const [name, body] of Object.entries(endless)) {
  test(`a hook without an end is ended: ${name}`, async (t) => {
    const scene = new Scene(t, { 'state.load': () => 'value' });
    const results = await scene.test.results(`
      local hook = Hook.register('BeforeStateRead', function() ${body} end)
      return State.load('s', 'k'), hook:id()
    `);
    assert.deepEqual(results, ['value', 'hook-1']);
    const { timeouts, last_error: message } = await scene.stats('hook-1');
    assert.deepEqual([timeouts, message], [1, 'it took longer than 250 ms']);
  });
}

test('a hook that waits for a slow call is ended too, and the run goes on', async (t) => {
  const slow = gate();
  t.after(slow.open);
  const methods: HostMethods = { 'state.load': () => 'value', 'tool.get': () => slow.opened.then(() => null) };
  const scene = new Scene(t, methods);
  const results = await scene.test.results(`
    local hook = Hook.register('BeforeStateRead', function() Tool.get('slow') end)
    return State.load('s', 'k'), State.load('s', 'k')
  `);
  assert.deepEqual(results, ['value', 'value']);
  assert.equal((await scene.stats('hook-1'))['timeouts'], 2);
});

test('an interruption ends a run whose hook loops, and the next run finds the hook', async (t) => {
  const scene = new Scene(t);
  const run = scene.test.run(`
    hook = Hook.register('BeforeToolExecution', function() io.write('in') while stop == nil do end end)
    Tool.execute('x', {})
  `);
  while (scene.test.text() === '') await new Promise(setImmediate);
  run.interrupt();
  const outcome = await run.outcome;
  assert.equal(outcome.status === 'error' && outcome.failure.kind, 'interrupted');
  assert.deepEqual(await scene.test.results("stop = true return Tool.execute('x', {}).text"), ['x']);
});

test('os.exit in a hook ends the run', async (t) => {
  const outcome = await new Scene(t).test.outcome(`
    local hook = Hook.register('BeforeToolExecution', function() os.exit(3) end)
    Tool.execute('x', {})
  `);
  assert.deepEqual(outcome, { status: 'exit', code: 3 });
});

test('a hook that fails all the time is left out, and the run does not notice', async (t) => {
  const scene = new Scene(t);
  const results = await scene.test.results(`
    local hook = Hook.register('BeforeToolExecution', function() error('boom') end)
    for i = 1, 20 do Tool.execute('x', {}) end
    local shown = Hook.inspect(hook)
    return shown.breaker.state, shown.stats.calls, shown.stats.left_out, #shown.executions, shown.executions[1].outcome
  `);
  assert.deepEqual(results, ['open', 5, 15, 5, 'error']);
});

test('a replaced engine has no hooks, and the service forgets them', async (t) => {
  const scene = new Scene(t, {}, { graceMs: 100 });
  await scene.test.results("hook = Hook.register('BeforeToolExecution', function() return 'no' end)");
  const run = scene.test.run("io.write('in') return string.rep('a', 30):find(string.rep('a*', 30) .. 'b')");
  while (scene.test.text() === '') await new Promise(setImmediate);
  run.interrupt();
  await run.outcome;
  assert.deepEqual(await scene.test.results("return Tool.execute('x', {}).text, #Hook.list()"), ['x', 0]);
});

test('a script that knows no hooks makes no crossing more', async (t) => {
  const scene = new Scene(t);
  let invoked = 0;
  const methods = withHooks({ hooks: scene.hooks, agents: undefined as never }, { 'tool.execute': () => 'done' });
  const call = {
    ...{ runId: 'run-1', workingDirectory: '/', signal: new AbortController().signal },
    invoke: () => Promise.reject(new Error('no')),
    invokeNamed: () => Promise.reject(new Error(`no ${invoked++}`)),
  };
  // The method's own answer, no promise around it.
  assert.equal(methods['tool.execute']!(['x', {}], call), 'done');
  assert.equal(invoked, 0);
  const outcome = await scene.test.outcome("return Tool.execute('x', {}).text");
  assert.deepEqual(resultsOf(outcome), ['x']);
});

test('what a step of one branch does fires hooks, also while those of another branch are at work', async (t) => {
  const [hookWaits, stepIsDone] = [gate(), gate()];
  const scene: Scene = new Scene(t, {
    // Two branches of one call, as a parallel workflow has them: one fires hooks, the other calls a function of the script meanwhile.
    'agent.stream': async ([, , fn], call) => {
      const held = scene.methods['tool.execute']!(['held', {}], call);
      await hookWaits.opened;
      await call.invoke(fn as LuaFunctionRef, []);
      stepIsDone.open();
      await held;
      return null;
    },
    'agent.create': () => ({ id: 'a', name: 'a' }),
    'state.load': async () => {
      hookWaits.open();
      await stepIsDone.opened;
      return null;
    },
  });
  const code = `
    local fired = {}
    Hook.register('BeforeToolExecution', function(context)
      table.insert(fired, context.component_id.name)
      if context.component_id.name == 'held' then State.load('x', 'y') Tool.execute('of the hook', {}) end
    end)
    Agent.create({}):invokeStream({ text = '' }, function() Tool.execute('of the step', {}) end)
    return fired`;
  assert.deepEqual(await scene.test.results(code), [['held', 'of the step']]);
  assert.deepEqual(scene.calls, ['of the step', 'of the hook', 'held']);
});

test('hooks fire for every task; what a hook starts is its own, also when it goes on without it', async (t) => {
  const scene = new Scene(t, {
    'tool.execute': async ([name]) => new Promise((r) => setImmediate(() => r(name as string))),
  });
  const code = `
    local fired = {}
    Hook.register('BeforeToolExecution', function(context)
      table.insert(fired, context.component_id.name)
      Async.spawn(Tool.execute, 'of a hook', {})
    end)
    Async.all({ function() Tool.execute('a', {}) end, function() Tool.execute('b', {}) end })
    Async.sleep(5)
    table.sort(fired)
    return fired`;
  assert.deepEqual(await scene.test.results(code), [['a', 'b']]);
});
