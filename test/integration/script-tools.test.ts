// Tools that scripts register, as the built command runs them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';

const REGISTER = `
  local times = 0
  Tool.register({
    name = 'word_count', description = 'Counts words', category = 'data',
    parameters = {
      { name = 'text', type = 'string', description = 'what to count', required = true },
      { name = 'unit', description = 'of what', default = 'words', choices = { 'words', 'bytes' } },
    },
  }, function(parameters)
    times = times + 1
    if parameters.unit == 'bytes' then return tostring(#parameters.text) end
    if parameters.text == '' then error('nothing to count', 0) end
    local _, count = parameters.text:gsub('%S+', '')
    return { success = true, result = { count = count, times = times } }
  end)
`;

async function run(code: string): Promise<string> {
  const { code: exit, stdout, stderr } = await runCli(['exec', REGISTER + code]);
  assert.equal(exit, 0, stderr);
  return stdout;
}

test('the function is kept across calls, is given checked parameters and answers in the table of tools', async () => {
  const out = await run(`
    collectgarbage()
    local first = Tool.execute('word-count', { text = 'a b c' })
    local second = Tool.get('WORD_COUNT'):execute({ text = 'a b' })
    print(first.success, first.result.count, second.result.count, second.result.times)
    print(Tool.execute('word-count', { text = 'four', unit = 'BYTES' }).data)
    print(Tool.exists('word_count'), Tool.discover({ category = 'data', tag = 'Counts words' })[1].name)
  `);
  assert.equal(out, 'true\t3\t2\t2\n4\ntrue\tword-count\n');
});

test('what fails is told as with other tools', async () => {
  const out = await run(`
    for _, parameters in ipairs({ { txt = 'a' }, {}, { text = '' } }) do
      print((select(2, pcall(Tool.execute, 'word-count', parameters))))
    end
    print((select(2, pcall(Tool.register, { name = 'calculator', description = 'mine' }, print))))
    print((select(2, pcall(Tool.register, { name = 'x', descripton = 'mine' }, print))))
  `);
  assert.match(out, /Unknown parameter 'txt' \(did you mean 'text'\?\)\n/);
  assert.match(out, /Missing required parameter 'text'\n/);
  assert.match(out, /Tool execution failed: Tool execution error: nothing to count\n/);
  assert.match(out, /The tool 'calculator' is built in and cannot be replaced\n/);
  assert.match(out, /the tool has an unknown field 'descripton' \(did you mean 'description'\?\)\n/);
});

test('a tool calls tools, is replaced by its name, and goes when it is unregistered', async () => {
  const out = await run(`
    Tool.register({ name = 'twice', description = 'd' }, function()
      local inner = Tool.execute('word-count', { text = 'a b' }).result.count
      return { success = true, result = 2 * inner + Tool.execute('calculator', { input = '1+1' }).result.result }
    end)
    print(Tool.execute('twice', {}).result)
    Tool.register({ name = 'twice', description = 'd' }, function() return 'other' end)
    print(Tool.execute('twice', {}).text, Tool.unregister('twice'), Tool.unregister('twice'), Tool.exists('twice'))
    print((select(2, pcall(Tool.unregister, 'calculator'))))
  `);
  assert.equal(out.split('\n').slice(0, 2).join(';'), '6;other\ttrue\tfalse\tfalse');
  assert.match(out, /The tool 'calculator' is built in and cannot be removed/);
});
