import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';
import type { TestMethod } from '../../test/support/lua-session.js';
import { HOOK_RUN } from '../base/hook-run.js';
import type { Value } from '../base/values.js';
import { toValue, pushValue } from '../vm/values.js';

/** The service in a few lines: ids, and what it was told is gone. */
interface Scene extends Disposable {
  readonly lua: LuaSession;
  readonly gone: Value[];
  readonly run: (...ids: string[]) => Record<string, Value>;
}

function session(): Scene {
  const gone: Value[] = [];
  let registered = 0;
  const methods: Record<string, TestMethod> = {
    'hook.register': () => `hook-${++registered}`,
    'hook.unregister': ([id]) => (gone.includes(id) ? false : gone.push(id) > 0),
    'hook.list': () => [],
    'hook.inspect': ([id]) => ({ id: id ?? 'none' }),
    'hook.stats': (args) => ({ arguments: args.length }),
  };
  const lua = new LuaSession({ methods });
  const run = (...ids: string[]): Record<string, Value> => {
    const { vm } = lua;
    vm.pushHost(vm.L, HOOK_RUN);
    for (const value of [null, { data: { n: 1 } }, 1000, ids]) pushValue(vm, vm.L, value);
    vm.call(vm.L, 4, 1);
    const result = toValue(vm, vm.L, -1) as Record<string, Value>;
    vm.pop(vm.L);
    return result;
  };
  return { lua, gone, run, [Symbol.dispose]: () => lua.dispose() };
}

test('a handle tells its id and point until it is unregistered, which works once', () => {
  using scene = session();
  const { lua, gone } = scene;
  const out = lua.output(`
    local hook = Hook.register('ToolError', print)
    print(hook:id(), hook:hook_point(), Hook.inspect(hook).id, Hook.inspect('x').id)
    print(hook:unregister(), hook:unregister(), Hook.unregister(hook))
    print(select(2, pcall(hook.id, hook)), select(2, pcall(hook.hook_point, hook)))
    print(Hook.unregister('hook-1'), Hook.unregister(nil), Hook.unregister({}))
  `);
  assert.equal(
    out,
    'hook-1\tToolError\thook-1\tx\ntrue\tfalse\tfalse\n' +
      'Hook already unregistered\tHook already unregistered\nfalse\tfalse\tfalse\n',
  );
  assert.deepEqual(gone, ['hook-1']);
});

test('wrong arguments are named', () => {
  using scene = session();
  const { lua } = scene;
  const cases: Readonly<Record<string, RegExp>> = {
    'Hook.register()': /bad argument #1 to 'register' \(string expected, got no value\)/,
    "Hook.register('ToolError')": /bad argument #2 to 'register' \(function expected, got no value\)/,
    "Hook.register('ToolError', print).id()":
      /bad argument #1 to 'id' \(Hook expected\): call it with a colon, hook:id/,
  };
  for (const [code, message] of Object.entries(cases)) assert.match(lua.run(code).error ?? '', message);
});

test('a handle that is collected takes its hook along', () => {
  using scene = session();
  const { lua, gone, run } = scene;
  lua.output("Hook.register('ToolError', print) collectgarbage() collectgarbage()");
  assert.equal(run('hook-1')['status'], 'gone');
  lua.output('Hook.list() Hook.list()');
  assert.deepEqual(gone, ['hook-1']);
});

test('hooks run in order up to the first that has something to say', () => {
  using scene = session();
  const { lua, run } = scene;
  lua.output(`
    order = {}
    local function hook(name, result)
      return Hook.register('ToolError', function(ctx) order[#order + 1] = name .. ctx.data.n return result end)
    end
    hooks = { hook('a'), hook('b', true), hook('c', 'continue'), hook('d', { type = 'replace', data = 4 }), hook('e') }
  `);
  const { count, status, result, times } = run('hook-1', 'hook-2', 'hook-3', 'hook-4', 'hook-5');
  assert.deepEqual([count, status, result, (times as Value[]).length], [4, 'result', { type: 'replace', data: 4 }, 4]);
  assert.equal(lua.output("print(table.concat(order, ' '))"), 'a1 b1 c1 d1\n');
  assert.deepEqual([run('hook-1', 'hook-5')['status'], run()['count'], run('none')['status']], ['done', 0, 'gone']);
});

test('errors and results that are no data are told, and the stack is as it was', () => {
  using scene = session();
  const { lua, run } = scene;
  lua.output(`
    hooks = {
      Hook.register('ToolError', function() error('boom', 0) end),
      Hook.register('ToolError', function() error({}) end),
      Hook.register('ToolError', function() return { type = 'modified', data = { f = print } } end),
      Hook.register('ToolError', function() return { type = 'modified', data = io.stdout } end),
      Hook.register('ToolError', function() coroutine.yield() end),
    }
  `);
  const messages = ['hook-1', 'hook-2', 'hook-3', 'hook-4', 'hook-5'].map((id) => {
    const { status, message } = run(id);
    assert.equal(status, 'error');
    return (message as string).replace(/0x\w+/, '0x');
  });
  assert.deepEqual(messages, [
    'boom',
    'table: 0x',
    'the result of a hook cannot hold functions',
    'cannot pass a userdata to the host',
    'attempt to yield from outside a coroutine',
  ]);
  assert.equal(lua.vm.api.lua_gettop(lua.vm.L), 0);
});

test('an image keeps the hooks', () => {
  using scene = session();
  const { lua, run } = scene;
  lua.output("hook = Hook.register('ToolError', function() return 'kept' end)");
  const image = lua.image();
  lua.output('hook:unregister()');
  assert.equal(run('hook-1')['status'], 'gone');
  lua.restore(image);
  assert.equal(run('hook-1')['result'], 'kept');
});
