import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../base/values.js';
import { pushValue } from '../vm/values.js';
import { LuaSession } from '../../test/support/lua-session.js';
import type { TestMethod } from '../../test/support/lua-session.js';

type Call = [method: string, ...args: Value[]];

interface Setup extends Disposable {
  readonly calls: Call[];
  readonly session: LuaSession;
  /** As the kernel does when a message arrives; gives the error of the call-back. */
  deliver(message: Record<string, Value>): string | undefined;
}

function setUp(yields = false): Setup {
  const calls: Call[] = [];
  const record = (method: string, answer?: Value): [string, TestMethod] => [
    method,
    (args) => {
      calls.push([method, ...args]);
      return answer;
    },
  ];
  const methods = Object.fromEntries([
    record('comm.open', 'comm-1'),
    ...['comm.send', 'comm.close', 'comm.register_target', 'comm.unregister_target'].map((name) => record(name)),
  ]);
  const session = new LuaSession({ methods, yields });
  return {
    calls,
    session,
    deliver: (message) => {
      const { vm } = session;
      pushValue(vm, vm.L, { data: {}, metadata: {}, buffers: [], ...message });
      vm.setGlobal(vm.L, 'message');
      vm.pushHost(vm.L, 'Comm.deliver');
      vm.setGlobal(vm.L, 'deliver');
      return session.run('deliver(message)').error;
    },
    [Symbol.dispose]: () => {
      session.dispose();
    },
  };
}

test('a script opens a comm, sends and closes', () => {
  using setup = setUp();
  setup.session.output(`
    local comm = Comm.open('widget', { value = 1 }) assert(comm.id == 'comm-1')
    comm:send({ value = 2 }, { 'a', '\\xff' }):send() comm:close({ bye = true }) comm:close()
  `);
  assert.deepEqual(setup.calls, [
    ['comm.open', 'widget', { value: 1 }, {}, []],
    ['comm.send', 'comm-1', { value: 2 }, {}, [Uint8Array.of(97), Uint8Array.of(255)]],
    ['comm.send', 'comm-1', {}, {}, []],
    ['comm.close', 'comm-1', { bye: true }],
  ]);
});

for (const yields of [false, true]) {
  test(`messages reach their call-backs${yields ? ', also where those are left and resumed' : ''}`, () => {
    using setup = setUp(yields);
    setup.session.output(`
      log = {}
      local comm = Comm.open('widget')
      comm:on_msg(function(data, buffers) log[#log + 1] = data.n .. buffers[1] end)
      comm:on_close(function(data) log[#log + 1] = data.why end)
    `);
    assert.equal(
      setup.deliver({ type: 'msg', comm_id: 'comm-1', data: { n: 7 }, buffers: [Buffer.from('b')] }),
      undefined,
    );
    assert.equal(setup.deliver({ type: 'msg', comm_id: 'unknown', data: { n: 8 } }), undefined);
    assert.equal(setup.deliver({ type: 'close', comm_id: 'comm-1', data: { why: 'gone' } }), undefined);
    assert.equal(setup.deliver({ type: 'msg', comm_id: 'comm-1', data: { n: 9 } }), undefined);
    assert.equal(setup.session.output("print(table.concat(log, ' '))"), '7b gone\n');
  });
}

test('a front end opens a comm on a registered target', () => {
  using setup = setUp();
  setup.session.output(`
    Comm.register_target('echo', function(comm, data)
      comm:send(data)
      comm:on_msg(function(d) comm:send({ again = d.x }) end)
    end)
  `);
  assert.equal(setup.deliver({ type: 'open', comm_id: 'c', target_name: 'echo', data: { x: 1 } }), undefined);
  assert.equal(setup.deliver({ type: 'msg', comm_id: 'c', data: { x: 2 } }), undefined);
  assert.deepEqual(setup.calls, [
    ['comm.register_target', 'echo'],
    ['comm.send', 'c', { x: 1 }, {}, []],
    ['comm.send', 'c', { again: 2 }, {}, []],
  ]);
});

test('a target that is gone closes what is opened on it', () => {
  using setup = setUp();
  setup.session.output("Comm.register_target('t', print) Comm.unregister_target('t')");
  assert.equal(setup.deliver({ type: 'open', comm_id: 'c', target_name: 't' }), undefined);
  assert.deepEqual(setup.calls.slice(1), [
    ['comm.unregister_target', 't'],
    ['comm.close', 'c', {}],
  ]);
});

test('an error in a call-back is that of the run', () => {
  using setup = setUp();
  setup.session.output("Comm.open('t'):on_msg(function() error('no', 0) end)");
  assert.equal(setup.deliver({ type: 'msg', comm_id: 'comm-1' }), 'no');
});

test('comms and targets live in images', () => {
  using setup = setUp();
  setup.session.output("Comm.open('t'):on_msg(function(d) print(d.x) end)");
  const image = setup.session.image();
  setup.session.restore(image);
  setup.session.output('collectgarbage()');
  assert.equal(setup.deliver({ type: 'msg', comm_id: 'comm-1', data: { x: 1 } }), undefined);
});

test('wrong arguments are explained, and delivery is not for scripts', () => {
  using setup = setUp();
  const cases: [code: string, message: string][] = [
    ['Comm.open()', "bad argument #1 to 'open' (string expected, got no value)"],
    ["Comm.open('t', 'x')", "bad argument #2 to 'open' (table expected, got string)"],
    ["Comm.open('t', { print })", 'cannot turn a function into JSON'],
    ["Comm.open('t'):send({}, 'x')", "bad argument #2 to 'send' (list of strings expected)"],
    ["Comm.open('t'):send({}, { 1 })", "bad argument #2 to 'send' (buffer 1 must be a string)"],
    ["Comm.open('t'):on_msg(1)", "bad argument #1 to 'on_msg' (function expected, got number)"],
    [
      "Comm.open('t').send({})",
      "bad argument #1 to 'send' (CommHandle expected): call it with a colon, comm:send(...)",
    ],
    ["local c = Comm.open('t') c:close() c:send({})", 'the comm is closed'],
    ["Comm.register_target('t')", "bad argument #2 to 'register_target' (function expected, got no value)"],
  ];
  for (const [code, message] of cases) assert.equal(setup.session.run(code).error, `test:1: ${message}`, code);
  assert.equal(setup.session.output('print(Comm.deliver)'), 'nil\n');
});
