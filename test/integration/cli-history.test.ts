// `llmspell history`: what was typed, from the shell.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const env = { LLMSPELL_STATE_DIR: join(folder.path, 'state') };

test('searched, exported, and forgotten', async () => {
  const input = 'x = 1\nfunction f()\n  return x\nend\nf() + 1\npassword = "p"\n hidden = 1\n';
  await runCli(['repl'], { input, env });
  const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(['history', ...args], { env, cwd: folder.path });
  assert.equal((await cli('search', 'x')).stdout, 'x = 1\nfunction f()\n  return x\nend\n');
  assert.equal((await cli('search', 'f*1')).stdout, 'f() + 1\n');
  assert.equal((await cli('search', 'x', '--count', '1')).stdout, 'function f()\n  return x\nend\n');
  assert.equal((await cli('search', 'nothing')).code, 1);
  assert.equal((await cli('search', 'password')).code, 1);
  assert.equal((await cli('search', 'hidden')).code, 1);
  const [entry] = JSON.parse((await cli('search', 'x = 1', '--output', 'json')).stdout) as { input: string }[];
  assert.equal(entry?.input, 'x = 1');
  assert.equal((await cli('export', 'all.lua')).code, 0);
  assert.equal(readFileSync(join(folder.path, 'all.lua'), 'utf8'), 'x = 1\nfunction f()\n  return x\nend\nf() + 1\n');
  assert.match((await cli('export', 'all.lua')).stderr, /cannot write 'all\.lua': it is there already/);
  assert.match((await cli('clear', 'x')).stderr, /add --yes/);
  assert.equal((await cli('clear', 'function', '--yes')).stdout, '1 input is forgotten\n');
  assert.equal((await cli('clear', '--yes')).stdout, '2 inputs are forgotten\n');
  assert.equal((await cli('export')).stdout, '');
});

test('what is forgotten is still in sessions, which is said, and forgotten there too where that is wanted', async () => {
  const own = { LLMSPELL_STATE_DIR: join(folder.path, 'steps') };
  const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(args, { env: own });
  await runCli(['repl'], { input: 'x = 1\nprint("it\'s a")\n', env: own });
  await runCli(['repl'], { input: 'x = 2\n', env: own });
  const some = await cli('history', 'clear', "it's", '--yes');
  assert.equal(some.stdout, '1 input is forgotten\n');
  assert.match(some.stderr, /^1 step of kept sessions is still there, with code and output\n/);
  assert.ok(some.stderr.includes(`llmspell history clear 'it'\\''s' --steps`), some.stderr);
  assert.match((await cli('session', 'search', 'print')).stdout, /it's a/);
  assert.match((await cli('history', 'clear', "it's", '--steps')).stderr, /and the steps of kept sessions/);
  const again = await cli('history', 'clear', "it's", '--steps', '--yes');
  assert.equal(again.stdout, '0 inputs are forgotten\n1 step of kept sessions is forgotten\n');
  assert.equal((await cli('session', 'search', 'print')).code, 1);
  const all = await cli('history', 'clear', '--steps', '--yes');
  assert.equal(all.stdout, '2 inputs are forgotten\n2 steps of kept sessions are forgotten\n');
  assert.equal((await cli('session', 'list')).stdout, 'there are no such sessions\n');
});

test('where kept sessions cannot be read, nothing is forgotten', async () => {
  const directory = join(folder.path, 'damaged');
  const own = { LLMSPELL_STATE_DIR: directory };
  await runCli(['repl'], { input: 'x = 1\n', env: own });
  writeFileSync(join(directory, 'sessions.db'), 'not a database '.repeat(500));
  const refused = await runCli(['history', 'clear', '--yes'], { env: own });
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /sessions\.db' is damaged/);
  assert.equal((await runCli(['history', 'export'], { env: own })).stdout, 'x = 1\n');
});

test('of a kernel: searched and exported through it, and cleared where it is', async (t) => {
  const own = { LLMSPELL_STATE_DIR: join(folder.path, 'elsewhere') };
  const started = await runCli(['kernel', 'start', '--daemon', '--id', 'history-kernel'], { env: own });
  t.after(() => runCli(['kernel', 'stop', 'history-kernel', '--force']));
  assert.equal(started.code, 0, started.stderr);
  await runCli(['repl', '--connect', 'history-kernel'], { input: 'far = 1\nfar + 1\n', env });
  const cli = (...args: string[]): ReturnType<typeof runCli> =>
    runCli(['history', ...args, '--connect', 'history-kernel'], { env });
  assert.equal((await cli('search', 'far')).stdout, 'far = 1\nfar + 1\n');
  assert.equal((await cli('search', 'far', '--count', '1')).stdout, 'far + 1\n');
  assert.equal((await cli('export')).stdout, 'far = 1\nfar + 1\n');
  const [, entry] = JSON.parse((await cli('export', '--output', 'json')).stdout) as { output: string }[];
  assert.equal(entry?.output, '2');
  const refused = await cli('clear', '--yes');
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /run llmspell history clear on its machine/);
  assert.equal((await runCli(['history', 'search', 'far'], { env })).code, 1);
});

test('what it does not know is refused', async () => {
  assert.match((await runCli(['history', 'serch'], { env })).stderr, /did you mean 'search'/);
  assert.match((await runCli(['history', 'search', '--count', 'x'], { env })).stderr, /'x' is no number/);
});
