// The prompt without a terminal: a filter.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

test('inputs from a pipe give their results and nothing else', async () => {
  const input = 'local x = 20\nfunction f()\n  return x * 2\nend\nf() + 2\nprint("out")\n_\n';
  const { code, stdout, stderr } = await runCli(['repl'], { input });
  assert.deepEqual([code, stdout, stderr], [0, '42\nout\n42\n', '']);
});

test('an input that fails is told of, the next ones run, and the exit code says so', async () => {
  const { code, stdout, stderr } = await runCli(['repl'], { input: 'error("no")\n1 + 1\nif x then\n' });
  assert.deepEqual([code, stdout], [1, '2\n']);
  assert.match(stderr, /error\[LUA1000\]: no/);
  assert.match(stderr, /this `if` needs `end`/);
});

test('--eval runs first, commands work, and scripts read what follows', async () => {
  const { code, stdout } = await runCli(['repl', '--eval', 'x = 7'], { input: 'x\nio.read()\nthe line\n.type x\n' });
  assert.deepEqual([code, stdout], [0, '7\n"the line"\n"integer"\n']);
});

test('os.exit ends with its code', async () => {
  assert.equal((await runCli(['repl'], { input: 'os.exit(4)\nprint("never")\n' })).code, 4);
});

test('repl.lua of the configuration runs at the start', async () => {
  const home = join(folder.path, 'home');
  mkdirSync(join(home, '.config', 'llmspell'), { recursive: true });
  writeFileSync(join(home, '.config', 'llmspell', 'repl.lua'), 'function twice(n) return n * 2 end\n');
  const { stdout } = await runCli(['repl'], { input: 'twice(4)\n', env: { HOME: home } });
  assert.equal(stdout, '8\n');
});

test('files: saved, loaded by name, and not written over', async () => {
  const input = 'x = 1\n.save tried.lua\n.save tried.lua\n.ls\n';
  const { stderr, stdout } = await runCli(['repl'], { input, cwd: folder.path });
  assert.match(stderr + stdout, /1 inputs are in tried\.lua/);
  assert.match(stderr, /it is there already/);
});

test('a program of the shell needs --allow-run', async () => {
  const denied = await runCli(['repl'], { input: '!echo hello\n' });
  assert.match(denied.stderr, /--allow-run=echo/);
  const allowed = await runCli(['repl', '--allow-run=echo'], { input: '!echo hello\n' });
  assert.equal(allowed.stdout, 'hello\n');
});

test('options that mean nothing are refused', async () => {
  assert.equal((await runCli(['repl', 'file.lua'])).code, 2);
  assert.match((await runCli(['repl', '--theme', 'drak'])).stderr, /did you mean 'dark'/);
});
