import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../base/values.js';
import { LuaSession } from '../../test/support/lua-session.js';
import type { TestMethod } from '../../test/support/lua-session.js';

/** A service that remembers what it was asked. */
function createService(): { calls: [string, readonly Value[]][]; methods: Record<string, TestMethod> } {
  const calls: [string, readonly Value[]][] = [];
  const answers: Record<string, TestMethod> = {
    'agent.create': ([spec]) => ({ id: 'agent-1', name: (spec as { name?: string }).name ?? 'auto', model: 'm' }),
    'agent.execute': ([id, input]) => ({ text: `${id as string} heard ${(input as { text: string }).text}` }),
    'agent.stream': ([, , onChunk], invoke) => {
      for (const [index, text] of ['one ', 'two'].entries()) invoke(onChunk as never, [{ text, index }]);
      return { success: true, chunks_received: 2 };
    },
    'agent.destroy': () => true,
    'agent.config': () => ({ name: 'n', temperature: 0.5 }),
    'agent.tools': () => [{ name: 'file-operations', version: '1' }],
    'agent.invoke_tool': ([, name, parameters]) => ({ text: `${name as string} ${JSON.stringify(parameters)}` }),
    'agent.list': () => [{ id: 'agent-1', name: 'a' }],
    'agent.get': ([name]) => (name === 'known' ? { id: 'agent-9', name } : undefined),
  };
  const record = ([name, answer]: [string, TestMethod]): [string, TestMethod] => [
    name,
    (args, invoke) => {
      calls.push([name, args]);
      return answer(args, invoke);
    },
  ];
  return { calls, methods: Object.fromEntries(Object.entries(answers).map(record)) };
}

test('the builder collects settings in place and in chains', () => {
  const { calls, methods } = createService();
  using session = new LuaSession({ methods });
  session.output(`
    local b = Agent.builder():name('n'):model('openai/x')
    b:temperature(0.5) b:max_tokens(100)
    b:type('llm'):custom_config({ system_prompt = 'p' }):allow_tool('calculator'):allow_tool('hash-calculator')
    b:build()
  `);
  assert.deepEqual(calls, [
    [
      'agent.create',
      [
        {
          name: 'n',
          model: 'openai/x',
          temperature: 0.5,
          max_tokens: 100,
          type: 'llm',
          custom_config: { system_prompt: 'p' },
          allowed_tools: ['calculator', 'hash-calculator'],
        },
      ],
    ],
  ]);
});

test('the builder checks types and its own object', () => {
  using session = new LuaSession({ methods: createService().methods });
  const cases: [code: string, message: string][] = [
    [
      "Agent.builder().name('x')",
      "bad argument #1 to 'name' (AgentBuilder expected): call it with a colon, builder:name(...)",
    ],
    ['Agent.builder():name({})', "bad argument #1 to 'name' (string expected, got table)"],
    ["Agent.builder():max_tokens('many')", "bad argument #1 to 'max_tokens' (number expected, got string)"],
    ['Agent.builder():max_tokens(1.5)', "bad argument #1 to 'max_tokens' (number has no integer representation)"],
    ["Agent.builder():allowed_tools('x')", "bad argument #1 to 'allowed_tools' (table expected, got string)"],
    ['Agent.create()', "bad argument #1 to 'create' (table expected, got no value)"],
  ];
  for (const [code, message] of cases) assert.equal(session.run(code).error, `test:1: ${message}`, code);
});

test('execute and complete pass the text and give the answer', () => {
  const { calls, methods } = createService();
  using session = new LuaSession({ methods });
  const out = session.output(`
    local a = Agent.create({ model = 'm' })
    print(a:execute({ text = 'hello', parameters = { x = 1 } }).text) print(a:complete('again'))
    print(a:get_config().temperature, a:destroy(), Agent.list()[1].name, tostring(a):match('^Agent'))
  `);
  assert.equal(out, 'agent-1 heard hello\nagent-1 heard again\n0.5\tnil\ta\tAgent\n');
  assert.deepEqual(calls[1], ['agent.execute', ['agent-1', { text: 'hello', parameters: { x: 1 } }]]);
});

test('a string instead of a table is explained', () => {
  using session = new LuaSession({ methods: createService().methods });
  assert.equal(
    session.run("Agent.create({}):execute('hello')").error,
    "test:1: bad argument #1 to 'execute' (table expected, got string; pass the text as {text = ...})",
  );
});

test('streams give chunks while they come, under both names', () => {
  using session = new LuaSession({ methods: createService().methods });
  const out = session.output(`
    local a = Agent.create({})
    for _, method in ipairs({ 'invokeStream', 'stream' }) do
      local r = a[method](a, { text = 't' }, function(chunk) io.write(chunk.index, chunk.text) end)
      print(r.success, r.chunks_received)
    end
  `);
  assert.equal(out, '0one 1twotrue\t2\n'.repeat(2));
  assert.match(
    session.run("Agent.create({}):stream({ text = 't' })").error ?? '',
    /bad argument #2 to 'stream' \(function expected, got no value\)/,
  );
});

test('an error of the call-back ends the call with it', () => {
  using session = new LuaSession({ methods: createService().methods });
  assert.equal(
    session.output(
      "print(pcall(function() Agent.create({}):stream({ text = 't' }, function() error('enough', 0) end) end))",
    ),
    'false\tenough\n',
  );
});

test('agents are found by name', () => {
  using session = new LuaSession({ methods: createService().methods });
  assert.equal(
    session.output("print(Agent.get('known'):complete('x'), Agent.get('unknown'))"),
    'agent-9 heard x\tnil\n',
  );
});

test('agents tell of their tools and call them', () => {
  using session = new LuaSession({ methods: createService().methods });
  const out = session.output(`
    local a = Agent.create({})
    print(a:invokeTool('t', { x = 1 }).text, table.concat(a:discover_tools(), ','), Agent.list_instances()[1])
    print(a:has_tool('file_operations'), a:has_tool('x'), a:get_tool_metadata('File-Operations').version, a:get_tool_metadata('x'))
    print(a:get_all_tool_metadata()['file-operations'].name)
  `);
  assert.equal(out, 't {"x":1}\tfile-operations\ta\ntrue\tfalse\t1\tnil\nfile-operations\n');
});

test('what agents are asked about themselves goes to the service with their id', () => {
  const asked: [string, readonly Value[]][] = [];
  const record = (name: string): [string, TestMethod] => [name, (args) => (asked.push([name, args]), { n: 1 })];
  const methods = {
    ...createService().methods,
    ...Object.fromEntries(['agent.metrics', 'agent.set_error', 'agent.log_event', 'agent.set_state'].map(record)),
  };
  using session = new LuaSession({ methods });
  const code =
    "local a = Agent.create({}) a:set_error('x') a:logEvent('t', 'm') a:set_state({ k = 1 }) print(a:get_metrics().n)";
  assert.equal(session.output(code), '1\n');
  assert.deepEqual(asked, [
    ['agent.set_error', ['agent-1', 'x']],
    ['agent.log_event', ['agent-1', 't', 'm']],
    ['agent.set_state', ['agent-1', { k: 1 }]],
    ['agent.metrics', ['agent-1']],
  ]);
});

test('registering and templates build by way of agent.create', () => {
  const { calls, methods } = createService();
  const session = new LuaSession({
    methods: {
      ...methods,
      'agent.to_settings': ([config]) => ({ ...(config as object), by: 'register' }),
      'agent.from_template': ([name, template, params]) => ({ name, template, ...(params as object) }),
      'agent.templates': () => ['llm', 'basic'],
      'agent.compose': ([name]) => ({ id: 'agent-2', name }),
    },
  });
  using opened = session;
  const out = opened.output(`
    print(Agent.register({ name = 'r' }), Agent.discover()[2].type)
    print(Agent.create_from_template('t', 'llm', { model = 'm' }):complete('x'))
    Agent.create_from_template('basic', { name = 'u' })
    print(Agent.create_composite('team', { 'a', 'b' }, 'vote'):complete('x'))
  `);
  assert.equal(out, 'r\tbasic\nagent-1 heard x\nagent-2 heard x\n');
  assert.deepEqual(
    calls.filter(([name]) => name === 'agent.create').map(([, [settings]]) => settings),
    [
      { name: 'r', by: 'register' },
      { name: 't', template: 'llm', model: 'm' },
      { name: 'u', template: 'basic' },
    ],
  );
});

test('builders and agents live in images', () => {
  const { methods } = createService();
  using session = new LuaSession({ methods });
  session.output("b = Agent.builder():name('kept') a = Agent.create({})");
  const image = session.image();
  session.output('b, a = nil, nil collectgarbage()');
  session.restore(image);
  assert.equal(session.output("print(b:build():complete('x'), a:complete('y'))"), 'agent-1 heard x\tagent-1 heard y\n');
});
