import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';
import type { TestMethod } from '../../test/support/lua-session.js';

const CALCULATOR = {
  name: 'calculator',
  description: 'd',
  version: '1',
  category: 'utility',
  schema: { name: 'calculator', parameters: [] },
};

const methods: Record<string, TestMethod> = {
  'tool.execute': ([name, parameters]) => ({ name, parameters }),
  'tool.get': ([name]) => (name === 'calculator' ? CALCULATOR : undefined),
  'tool.exists': ([name]) => name === 'calculator',
  'tool.list': () => [CALCULATOR],
  'tool.categories': () => ['utility'],
  'tool.discover': ([filter]) => [{ name: JSON.stringify(filter) }],
};

test('tools are executed by name and through their tables', () => {
  using session = new LuaSession({ methods });
  const out = session.output(`
    local input = { input = '1+1' }
    local tool = Tool.get('calculator')
    for _, result in ipairs({
      Tool.execute('calculator', input), tool:execute(input), tool.execute(input),
      Tool.calculator:execute(input), Tool['calculator'].execute(input),
    }) do io.write(result.name, ' ', result.parameters.input, ';') end
    print(tool.version, tool.schema.name, Tool.calculator.getSchema().name, Tool.calculator:getSchema().name)
  `);
  assert.equal(out, 'calculator 1+1;'.repeat(5) + '1\tcalculator\tcalculator\tcalculator\n');
});

test('what is not there is nil', () => {
  using session = new LuaSession({ methods });
  assert.equal(
    session.output("print(Tool.get('x'), Tool.x, Tool[1], Tool.exists('x'), Tool.exists('calculator'))"),
    'nil\tnil\tnil\tfalse\ttrue\n',
  );
});

test('lists', () => {
  using session = new LuaSession({ methods });
  const out = session.output("print(Tool.list()[1].name, Tool.categories()[1], Tool.discover({ tag = 'x' })[1].name)");
  assert.equal(out, 'calculator\tutility\t{"tag":"x"}\n');
});

test('parameters are a table', () => {
  using session = new LuaSession({ methods });
  assert.equal(
    session.run("Tool.execute('calculator')").error,
    "test:1: bad argument #2 to 'execute' (table expected, got no value)",
  );
  assert.equal(
    session.run('Tool.calculator:execute()').error,
    "test:1: bad argument #1 to 'execute' (table expected, got no value)",
  );
  assert.match(
    session.run("Tool.execute('calculator', { f = print, u = io.stdout })").error ?? '',
    /cannot pass a userdata to the host/,
  );
});
