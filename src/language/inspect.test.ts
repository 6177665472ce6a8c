import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from './inspect.js';
import type { LiveValue, LiveValues } from './live-values.js';

function liveValue(path: string, value: Partial<LiveValue>): LiveValues {
  const whole: LiveValue = { type: 'table', preview: '', fields: [], hasMoreFields: false, ...value };
  const look = async (asked: readonly string[]): Promise<LiveValue | undefined> =>
    asked.join('.') === path ? whole : undefined;
  return { fields: look, value: look };
}

const SOURCE =
  'local M = {}\n\n--- Says hello.\n-- Twice.\nfunction M.hello(name, ...)\n  print(name)\nend\nreturn M\n';
const HELLO: Partial<LiveValue> = {
  type: 'function',
  preview: 'function(name, ...)',
  function: { parameters: ['name'], isVararg: true, chunkName: '@lib/m.lua', line: 5, lastLine: 7 },
};

test('a live function: parameters, place, and the comment above it', async () => {
  const live = liveValue('m.hello', HELLO);
  const readSource = async (name: string): Promise<string | undefined> => (name === '@lib/m.lua' ? SOURCE : undefined);
  const { text } = await inspect('m.hello', 5, 0, { live, readSource });
  assert.equal(text, 'function m.hello(name, ...)\n\nSays hello.\nTwice.\n\ndefined in lib/m.lua, line 5');
  const detailed = await inspect('m.hello', 5, 1, { live, readSource });
  assert.ok(detailed.text.endsWith('\n\nfunction M.hello(name, ...)\n  print(name)\nend'));
  const { text: unread } = await inspect('m.hello(1, ', 11, 1, { live, nameChunk: () => 'In [3]' });
  assert.equal(unread, 'function m.hello(name, ...)\n  name\n> ...\n\ndefined in In [3], line 5');
});

test('a live value: type, preview and fields', async () => {
  const field = { type: 'number', preview: '1' };
  const live = liveValue('config', {
    preview: '{host = "x", port = 1}',
    fields: [
      { name: 'host', ...field },
      { name: 'port', ...field },
    ],
  });
  const { text, markdown } = await inspect('config', 6, 0, { live });
  assert.equal(text, 'config: table\n\n{host = "x", port = 1}\nfields: host, port');
  assert.equal(markdown, '```lua\nconfig: table\n```\n\n```lua\n{host = "x", port = 1}\n```\n\nfields: `host`, `port`');
});

test('an alias of a host function is documented', async () => {
  const live = liveValue('run', {
    type: 'function',
    function: { parameters: [], isVararg: true, hostName: 'Tool.execute' },
  });
  assert.match((await inspect('run', 3, 0, { live })).text, /^Tool\.execute\(name, parameters\)/);
  const method = liveValue('a.b', {
    type: 'function',
    function: { parameters: [], isVararg: true, hostName: 'AgentBuilder:model' },
  });
  assert.match((await inspect('a.b', 3, 0, { live: method })).text, /^builder:model\(s\)/);
});

test('a global that was given another value is not what is documented', async () => {
  const live = liveValue('print', { type: 'number', preview: '5' });
  assert.equal((await inspect('print', 3, 0, { live })).text, 'print: number\n\n5');
});

test('the source of a function in the text at detail level 1', async () => {
  const code = 'local function add(a, b)\n  if a then return a + b end\nend\nadd(1, 2)';
  const { text } = await inspect(code, code.length - 8, 1);
  assert.ok(text.endsWith('\n\nlocal function add(a, b)\n  if a then return a + b end\nend'));
});

test('Markdown: parameters as a list, the current one in bold, names as code', async () => {
  const { markdown } = await inspect('string.rep("x", ', 16);
  assert.equal(
    markdown,
    '```lua\nstring.rep(s, n [, sep])\n```\n\nn copies of s with `sep` in between.\n\n' +
      '- `s`: string\n- **`n`: integer**\n- `sep`: string, optional\n\nReturns string.',
  );
});

test('Markdown of others is code, not markup', async () => {
  const live = liveValue('x', { type: 'string', preview: '"```<b>"' });
  assert.equal((await inspect('x', 1, 0, { live })).markdown, '```lua\nx: string\n```\n\n````lua\n"```<b>"\n````');
});

test('nothing is found where there is nothing', async () => {
  for (const code of ['', '   ', '-- x', '1 + ', '"text', 'nowhere']) {
    assert.deepEqual(await inspect(code, code.length), { found: false, text: '', markdown: '' }, code);
  }
});
