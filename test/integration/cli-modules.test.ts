// Where `require` finds modules, and what is told when it does not, through the built command.

import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
folder.file('shared/one/m.lua', 'return { from = "one" }');
folder.file('shared/two/m.lua', 'return { from = "two" }');
folder.file('shared/two/only.lua', 'return { from = "two" }');
folder.file('project/lib/a.lua', 'return { v = 7 }');
const config = folder.file('shared/spell.toml', '[modules]\npath = ["one", "two"]\n');
const project = join(folder.path, 'project');
const SHOW = 'print(require("m").from, require("only").from, require("lib.a").v)';

test('the module path of a configuration file starts from its folder', async () => {
  const { code, stdout, stderr } = await runCli(['--config', config, 'exec', SHOW], { cwd: project });
  assert.equal(stderr, '');
  assert.equal(stdout, 'one\ttwo\t7\n');
  assert.equal(code, 0);
});

test('the variable wins over the file; its relative paths start from the working directory', async () => {
  const env = { LLMSPELL_MODULE_PATH: ['../shared/two', join(folder.path, 'shared/one')].join(delimiter) };
  const { stdout } = await runCli(['--config', config, 'exec', SHOW], { cwd: project, env });
  assert.equal(stdout, 'two\ttwo\t7\n');
});

test('modules on the path need no permission', async () => {
  const { stdout } = await runCli(['--deny-all', '--config', config, 'exec', 'print(require("m").from)'], {
    cwd: project,
  });
  assert.equal(stdout, 'one\n');
});

test('a module that may not be read is told apart from one that is not there', async () => {
  const code = 'print(require("lib.a").v)';
  const denied = await runCli(['--deny-all', 'exec', code], { cwd: project });
  const flag = `--allow-read=${join(project, 'lib/a.lua')}`;
  assert.match(denied.stderr, /no permission to read it/);
  assert.match(denied.stderr, /permission denied for reading \.\/lib\/a\.lua/);
  assert.ok(denied.stderr.includes(`help: run with ${flag} to allow it`), denied.stderr);
  assert.doesNotMatch(denied.stderr, /no file of this name/);
  const allowed = await runCli(['--deny-all', flag, 'exec', code], { cwd: project });
  assert.equal(allowed.stdout, '7\n');
  const missing = await runCli(['exec', 'require("lib.b")'], { cwd: project });
  assert.match(missing.stderr, /no file of this name/);
});
