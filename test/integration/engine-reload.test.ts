// Functions of a changed text in place of those that run: on an engine, with the plan that is made of both texts.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { planReload } from '../../src/language/reload/plan.js';
import type { DebugAnswer } from '../../src/debugger/contract.js';
import { DebuggedEngine, PATH } from '../support/debugged-engine.js';

class Reloaded {
  private constructor(
    readonly debugged: DebuggedEngine,
    private text: string,
  ) {}

  static async of(t: TestContext, ...lines: readonly string[]): Promise<Reloaded> {
    const debugged = await DebuggedEngine.attached(t);
    const reloaded = new Reloaded(debugged, lines.join('\n'));
    await debugged.run(lines).outcome;
    return reloaded;
  }

  async with(...lines: readonly string[]): Promise<DebugAnswer<'reload'>> {
    const text = lines.join('\n');
    const plan = await planReload(this.text, text);
    const answer = await this.debugged.ask('reload', { source: { path: PATH }, text, ...plan });
    this.text = text;
    return answer;
  }

  async value(expression: string): Promise<string> {
    return (await this.debugged.evaluate(expression)).value;
  }
}

test('references that were taken before run the new code, and share the state', async (t) => {
  const reloaded = await Reloaded.of(
    t,
    'local count = 0',
    'local M = {}',
    'function M.add(n) count = count + n return count end',
    'function M:who() return self.name .. "!" end',
    'kept = M.add  M.name = "old"  module = M',
    'list = {M.add, {deep = M.add}}  setmetatable(list, {__call = M.add})',
    'co = coroutine.wrap(function() while true do coroutine.yield(M.add(1)) end end)',
    'kept(1)',
  );
  const { replaced, notes } = await reloaded.with(
    '-- a line more',
    'local count = 0',
    'local M = {}',
    'function M.add(n)',
    '  count = count + 10 * n',
    '  return count',
    'end',
    'function M:who() return self.name .. "?" end',
  );
  assert.deepEqual([replaced >= 2, notes], [true, []]);
  assert.equal(await reloaded.value('kept(1)'), '11');
  assert.equal(await reloaded.value('list[1] == kept and list[2].deep == kept and module.add == kept'), 'true');
  assert.equal(await reloaded.value('getmetatable(list).__call == kept'), 'true');
  assert.equal(await reloaded.value('co()'), '21');
  assert.equal(await reloaded.value('module:who()'), '"old?"');
  await reloaded.with('local count = 0', 'local M = {}', 'function M.add(n) return count end');
  assert.equal(await reloaded.value('kept(1)'), '21');
});

test('each closure of a factory keeps what is its own', async (t) => {
  const reloaded = await Reloaded.of(
    t,
    'function counter(n)',
    '  return function() n = n + 1 return n end',
    'end',
    'a, b = counter(1), counter(10)',
    'a()',
  );
  await reloaded.with('function counter(n)', '  return function() n = n + 100 return n end', 'end');
  assert.equal(await reloaded.value('a() .. " " .. b() .. " " .. counter(0)()'), '"102 110 100"');
});

test('new functions and locals are there, also those that only the new code uses', async (t) => {
  const reloaded = await Reloaded.of(t, 'M = {}', 'function M.f() return 1 end', 'g = M.f');
  const { defined } = await reloaded.with(
    'M = {}',
    'local LIMIT <const> = 5',
    'local start, step = 2, 3',
    'local function twice(n) return n * 2 end',
    'function M.f() return twice(start + step) + LIMIT end',
    'function M.more() return twice(1) end',
    'other = function() return 7 end',
  );
  assert.deepEqual(defined, ['start', 'step', 'twice', 'M.more', 'other']);
  assert.equal(await reloaded.value('g() .. " " .. M.more() .. " " .. other()'), '"15 2 7"');
});

test('a literal that was changed holds, unless the script has changed its local', async (t) => {
  const reloaded = await Reloaded.of(
    t,
    'local limit, used = 5, 1',
    'local set = 1',
    'function f() return limit + used end',
    'function g() set = set + 1 return set end',
    'g()',
  );
  await reloaded.with(
    'local limit, used = 50, 1',
    'local set = 100',
    'function f() return limit + used end',
    'function g() set = set + 1 return set end',
  );
  assert.equal(await reloaded.value('f() .. " " .. g()'), '"51 3"');
});

test('functions that were replaced are not replaced again', async (t) => {
  const reloaded = await Reloaded.of(t, 'function f() return 0 end');
  for (let n = 1; n <= 40; n++) {
    assert.equal((await reloaded.with(`function f() return ${n} end`)).replaced, 1);
  }
  assert.equal(await reloaded.value('f()'), '40');
});

test('a broken text changes nothing, and says where it is broken', async (t) => {
  const reloaded = await Reloaded.of(t, 'function f() return 1 end');
  await assert.rejects(reloaded.with('function f() return 2', 'function'), /job\.lua:2: .*near/);
  assert.equal(await reloaded.value('f()'), '1');
});

test('a module with on_reload is given what it was', async (t) => {
  const reloaded = await Reloaded.of(t, 'local M = {version = 1}', 'function M.f() return "old" end', 'module = M');
  const { notes } = await reloaded.with(
    'local M = {version = 1}',
    'function M.f() return "new" end',
    'function M.on_reload(old) M.version = old.version + 1 M.said = old.f() .. M.f() end',
  );
  assert.deepEqual(notes, []);
  assert.equal(await reloaded.value('module.version .. module.said'), '"2oldnew"');
});

test('what runs goes on in the old code, and breakpoints are where the lines are', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  const before = ['function f(n)', '  local a = n', '  return a + 1', 'end', 'first = f(1)', 'second = f(1)'];
  await debugged.breakAt(2);
  const run = debugged.run(before);
  const stop = await debugged.stop(run);
  const text = ['-- more', 'function f(n)', '  local a = n', '  return a + 100', 'end'].join('\n');
  const plan = await planReload(before.join('\n'), text);
  await debugged.ask('reload', { source: { path: PATH }, text, ...plan });
  const [moved] = await debugged.breakAt(4);
  assert.deepEqual([moved?.isVerified, moved?.line], [true, 4]);
  await debugged.ask('continue', {});
  assert.equal(await debugged.where(await debugged.stop(run)), '4 f');
  await debugged.ask('continue', {});
  await run.outcome;
  assert.equal(await debugged.evaluate('second - first').then(({ value }) => value), '99');
  assert.ok(stop);
});

test('a storm of reloads and collections leaves everything whole', async (t) => {
  const lines = (n: number): string[] => [
    'local made = {}',
    `function make(i) local own = i return function() return own + ${n} end end`,
    'for i = 1, 500 do made[i] = make(i) end',
    'function total() local sum = 0 for _, f in ipairs(made) do sum = sum + f() end return sum end',
    'function churn() for i = 1, 100 do local t = {make(i)} collectgarbage("step") end end',
  ];
  const reloaded = await Reloaded.of(t, ...lines(0));
  for (let n = 1; n <= 20; n++) {
    await reloaded.with(...lines(n));
    await reloaded.debugged.test.run('churn() collectgarbage(math.random(2) == 1 and "generational" or "incremental")')
      .outcome;
    assert.equal(await reloaded.value('total()'), String(125250 + 500 * n));
  }
});
