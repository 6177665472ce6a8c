import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';
import { runShell } from '../support/run-shell.js';
import { COMMANDS } from '../../src/cli/parse-args.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

describe('help and version', () => {
  test('no command is a question for help', async () => {
    const { code, stdout, stderr } = await runCli([]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^Usage:\n {2}llmspell/m);
  });

  for (const argv of [
    ['--help'],
    ['-h'],
    ['help'],
    ['help', 'run'],
    ['run', '--help'],
    ['--help', 'exec'],
    ['completion', '-h'],
    ['help', 'help'],
  ]) {
    test(`llmspell ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runCli(argv);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^Examples:$/m);
    });
  }

  test('explains the codes of errors', async () => {
    const { code, stdout, stderr } = await runCli(['help', 'lua1001'], { cwd: folder.path });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^LUA1001\n\nIndex of a value that is not a table\. [\s\S]*\n\n {2}local config = /);
    assert.match(stdout, /\n\nFix: /);
    assert.doesNotMatch(stdout, /^### |```|\*\*|LUA1002/m);
    assert.match((await runCli(['help', 'FILE_NOT_FOUND'])).stdout, /^FILE_NOT_FOUND: .*\n\nLLM3003\n/);
    assert.match((await runCli(['help', 'USAGE'])).stdout, /^USAGE: the command line is wrong\n$/);
    assert.match((await runCli(['help', 'SCRIPT_FILE'])).stdout, /^SCRIPT_FILE: the script cannot be read\n$/);
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8')) as { version: string };
    assert.equal((await runCli(['version'])).stdout, `llmspell ${version}\n`);
    assert.equal((await runCli(['--version'])).stdout, `llmspell ${version}\n`);
    const { stdout } = await runCli(['version', '--output', 'json']);
    assert.deepEqual(JSON.parse(stdout), {
      name: 'llmspell',
      version,
      lua: '5.4',
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    });
  });
});

const WRONG: readonly (readonly [argv: string[], message: RegExp])[] = [
  [['rnu', 'x.lua'], /unknown command 'rnu' \(did you mean 'run'\?\)/],
  [['x.lua'], /llmspell run x\.lua/],
  [['run'], /run needs a script/],
  [['exec'], /exec needs code/],
  [['exec', 'print(1)', 'print(2)'], /one piece of code, but got 2/],
  [['run', '--trase', 'debug', 'x.lua'], /unknown option '--trase' \(did you mean '--trace'\?\)/],
  [['exec', '--engine', 'javascript', ''], /engine 'javascript' is not available; this version has: lua/],
  [['exec', '--timeout', 'soon', ''], /'soon' is not a length of time[\s\S]*500ms/],
  [['exec', '--timeout', '-1', ''], /--timeout: '-1' is negative; it must be more than 0/],
  [['exec', '--max-memory', '-64MB', ''], /--max-memory: '-64MB' is negative/],
  [['exec', '--max-memory', '64', ''], /'64' is too little[\s\S]*64MiB/],
  [['exec', '--output', 'xml', ''], /no format 'xml'[\s\S]*text, json, pretty, table/],
  [['exec', '--trace', 'loud', ''], /no level 'loud'[\s\S]*off, error, warn/],
  [['exec', '--allow-net=http://x/', ''], /--allow-net: 'http:\/\/x\/' is no host/],
  [['exec', '-c', 'nowhere.toml', ''], /configuration file '.*nowhere\.toml': there is no such file/],
  [['version', '--timeout', '3'], /--timeout does not go with 'version'/],
  [['completion', 'bsh'], /did you mean 'bash'\?/],
  [['completion', 'bash', 'zsh'], /completion does not take 'zsh'/],
  [['version', 'extra', '1'], /version does not take 'extra', '1'/],
  [['help', 'rnu'], /did you mean 'run'\?/],
  [['help', 'run', 'exec'], /help does not take 'exec'/],
  [['help', 'LUA9999'], /there is no code 'LUA9999'/],
  [['help', 'file_not_fuond'], /did you mean 'FILE_NOT_FOUND'\?/],
];

describe('wrong usage says what is right', () => {
  for (const [argv, message] of WRONG) {
    test(`llmspell ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runCli(argv);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^error: /);
      assert.match(stderr, /\n {2}help: /);
      assert.match(stderr, message);
    });
  }
});

describe('colours', () => {
  test('are for terminals', async () => {
    assert.ok(!(await runCli(['exec', 'error("x")'])).stderr.includes('\u001b['));
    assert.ok(!(await runCli(['nope'])).stderr.includes('\u001b['));
  });

  test('can be forced, and taken away again', async () => {
    const env = { FORCE_COLOR: '1' };
    assert.ok((await runCli(['exec', 'error("x")'], { env })).stderr.includes('\u001b['));
    assert.ok((await runCli(['nope'], { env })).stderr.includes('\u001b['));
    assert.ok(!(await runCli(['--no-color', 'exec', 'error("x")'], { env })).stderr.includes('\u001b['));
    assert.ok(!(await runCli(['exec', 'error("x")'], { env: { ...env, NO_COLOR: '1' } })).stderr.includes('\u001b['));
  });
});

describe('completion', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    test(`a script for ${shell}`, async () => {
      const { code, stdout } = await runCli(['completion', shell]);
      assert.equal(code, 0);
      assert.match(stdout, /llmspell complete /);
    });
  }

  /** What bash offers at the end of a line: as its readline calls the function, which then must not print anything. */
  const bash = async (...words: string[]): Promise<string[]> => {
    const quoted = words.map((word) => `'${word}'`);
    const { stdout, stderr } = await runShell(
      `set -u; eval "$(llmspell completion bash)"
       COMP_WORDS=(llmspell ${quoted.join(' ')}); COMP_CWORD=${words.length}; COMP_LINE="\${COMP_WORDS[*]}"; COMP_POINT=\${#COMP_LINE}
       _llmspell llmspell ${quoted.at(-1) ?? "''"} ${quoted.at(-2) ?? 'llmspell'}
       printf '%s\n' \${COMPREPLY[@]+"\${COMPREPLY[@]}"}`,
      folder.path,
    );
    assert.equal(stderr, '');
    return stdout.split('\n').filter((line) => line !== '');
  };

  test('bash completes commands, options, values and files', async () => {
    folder.file('some script.lua', '');
    assert.deepEqual(await bash(), COMMANDS);
    assert.deepEqual(await bash(''), COMMANDS);
    assert.deepEqual(await bash('co'), ['config', 'completion']);
    assert.deepEqual(await bash('config', 'v'), ['validate']);
    assert.deepEqual(await bash('config', 'show', '--format', ''), ['toml', 'json', 'yaml']);
    assert.deepEqual(await bash('run', '--trace', 'd'), ['debug']);
    assert.deepEqual(await bash('run', '--trace', '=', 'w'), ['warn']);
    assert.deepEqual(await bash('run', '--allow-r'), ['--allow-read', '--allow-run']);
    assert.deepEqual(await bash('run', '--output', 'p'), ['pretty']);
    assert.deepEqual(await bash('run', '--output', '=', 'p'), ['pretty']);
    assert.deepEqual(await bash('run', '--output', '='), ['text', 'json', 'pretty', 'table']);
    assert.deepEqual(await bash('run', 'some'), ['some script.lua']);
    assert.deepEqual(await bash('run', '--config', '=', 'some'), ['some script.lua']);
  });
});
