import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editText } from './edit-file.js';

const TEXT = `# mine
[providers.openai] # a server
model = "small"   # cheap
"base_url" = '''
http://127.0.0.1:1/v1'''
permissions = { read = ["a", # first
] }

[[list]]
x = 1
[limits]
`;

const set = (key: string, value: unknown, text = TEXT): Promise<string> =>
  editText(text, { file: 'f.toml', key, value });

test('a value is exchanged, and nothing else', async () => {
  assert.equal(await set('providers.openai.model', 'l"e'), TEXT.replace('"small"', '"l\\"e"'));
  assert.equal(await set('providers.openai.base_url', 'x'), TEXT.replace("'''\nhttp://127.0.0.1:1/v1'''", '"x"'));
  assert.equal(await set('providers.openai.permissions.read', true), TEXT.replace('["a", # first\n]', 'true'));
});

test('a new value goes behind the last of its table, a new table to the end', async () => {
  assert.equal(await set('providers.openai.retries', 3), TEXT.replace('] }\n', '] }\nretries = 3\n'));
  assert.equal(await set('limits.time', '3s'), `${TEXT}time = "3s"\n`);
  assert.equal(await set('log.level', 'info'), `${TEXT}\n[log]\nlevel = "info"\n`);
  assert.equal(await set('log.level', 'info', '[log]'), '[log]\nlevel = "info"\n');
  assert.equal(await set('a.b', ['x'], ''), '[a]\nb = ["x"]\n');
  assert.equal(await set('a.b', 1, '[a]\r\nc = 2\r\n'), '[a]\r\nc = 2\r\nb = 1\r\n');
});

test('what would change more is refused, and a file that is no TOML', async () => {
  await assert.rejects(
    set('providers.x.model', 'y', 'providers = { openai = { model = "z" } }\n'),
    /cannot be set in f.toml/,
  );
  await assert.rejects(set('a.b', 1, 'a = ['), /f.toml:1/);
});
