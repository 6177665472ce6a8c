// Every setting of the section `debug`, in files and in variables, as the built command obeys it.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { CliResult } from '../support/run-cli.js';
import { runCli, startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const { path: cwd } = folder;
folder.file('other/readme.txt', '');
folder.file(
  'sums.lua',
  [
    'local function add(a, b)', // 1
    '  return a + b', // 2
    'end', // 3
    'local total = 0', // 4
    'for i = 1, 5 do', // 5
    '  total = add(total, i)', // 6
    'end', // 7
    'print(total)', // 8
  ].join('\n'),
);
folder.file('fails.lua', 'local cause = "none"\nerror(cause)\n');

interface Given {
  readonly settings?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly commands?: readonly string[];
  readonly in?: string;
}

let homes = 0;

function withSettings(args: readonly string[], given: Given = {}): Promise<CliResult> {
  const { settings = '', env = {}, commands = [] } = given;
  const file = folder.file('llmspell.toml', settings);
  const input = commands.map((line) => `${line}\n`).join('');
  const HOME = env['HOME'] ?? join(cwd, `home${++homes}`);
  return runCli(['-c', file, ...args], { cwd: given.in ?? cwd, env: { ...env, HOME }, input });
}

test('enabled: run and exec debug; the variable wins over the file, --debug over both', async () => {
  const stops = async (settings: string, env: Given['env'], ...args: readonly string[]): Promise<boolean> => {
    const file = folder.file('llmspell.toml', settings);
    const { stderr } = await runCli(['run', '-c', file, ...args, 'fails.lua'], { cwd, env: { ...env }, input: '' });
    return stderr.includes('main chunk at fails.lua:2\n');
  };
  assert.equal(await stops('', {}), false);
  assert.equal(await stops('[debug]\nenabled = true\n', {}), true);
  assert.equal(await stops('[debug]\nenabled = true\n', { LLMSPELL_DEBUG: 'off' }), false);
  assert.equal(await stops('', { LLMSPELL_DEBUG: 'on' }), true);
  assert.equal(await stops('', { LLMSPELL_DEBUG: '0' }, '--debug'), true);
  const exec = await runCli(['exec', 'error("x")'], { cwd, env: { LLMSPELL_DEBUG: '1' }, input: '' });
  assert.match(exec.stderr, /main chunk at exec:1$/m);
});

test('break_on_error: whether errors that end the script stop it', async () => {
  const shown = async (settings: string, env: Given['env']): Promise<string> => {
    const file = folder.file('llmspell.toml', settings);
    const args = ['run', '--debug', '--no-remember', '-c', file, '--break-at', '1', 'fails.lua'];
    const { stderr, code } = await runCli(args, { cwd, env: { ...env }, input: 'info b\nc\np cause\n' });
    assert.equal(code, 1);
    return (
      /errors that stop: (\w+)/.exec(stderr)![1]! + (stderr.includes('(debug) p cause\n"none"') ? ', stopped' : '')
    );
  };
  assert.equal(await shown('', {}), 'uncaught, stopped');
  assert.equal(await shown('[debug]\nbreak_on_error = false\n', {}), 'none');
  assert.equal(
    await shown('[debug]\nbreak_on_error = false\n', { LLMSPELL_DEBUG_BREAK_ON_ERROR: 'yes' }),
    'uncaught, stopped',
  );
  assert.equal(await shown('', { LLMSPELL_DEBUG_BREAK_ON_ERROR: 'no' }), 'none');
});

test('breakpoints: by file and line, by function, with terms; files start beside the configuration file', async () => {
  const list = [
    '"sums.lua:8"',
    '{ file = "sums.lua", line = 6, condition = "i == 4" }',
    '{ function = "add", hit = 2 }',
    '{ file = "sums.lua", line = 4, log = "begins with {1 + 1}" }',
  ];
  const { stderr, stdout } = await withSettings(['debug', join(cwd, 'sums.lua')], {
    settings: `[debug]\nbreakpoints = [${list.join(', ')}]\n`,
    commands: ['p b', 'c', 'p i', 'c', 'p total'],
    in: join(cwd, 'other'),
  });
  assert.match(stderr, /^begins with 2$/m);
  assert.match(stderr, /^Breakpoint 3, add at [^\n]*sums\.lua:2\n[^]*\(debug\) p b\n2\n/m);
  assert.match(stderr, /^Breakpoint 2, main chunk at [^\n]*sums\.lua:6\n[^]*\(debug\) p i\n4\n/m);
  assert.match(stderr, /^Breakpoint 1, main chunk at [^\n]*sums\.lua:8\n[^]*\(debug\) p total\n15\n/m);
  assert.equal(stdout, '15\n');
});

test('breakpoints: the variable lists places, from the working directory, in place of those of the file', async () => {
  const { stderr } = await withSettings(['debug', 'sums.lua'], {
    settings: '[debug]\nbreakpoints = ["sums.lua:4"]\n',
    env: { LLMSPELL_DEBUG_BREAKPOINTS: 'sums.lua:6, sums.lua:8' },
    commands: ['info b', 'd 1', 'c', 'p total'],
  });
  assert.match(stderr, /^ {2}1 {2}sums\.lua:6[^\n]*\n {2}2 {2}sums\.lua:8\n {2}errors/m);
  assert.match(stderr, /\(debug\) p total\n15\n/);
});

test('port and token: where a debug server listens, and what its clients must say', async () => {
  const free = await freePort();
  const settings = `[debug]\nport = ${free}\ntoken = "of-the-file"\n`;
  const file = folder.file('server.toml', settings);
  const serves = async (
    args: readonly string[],
    env: Given['env'] = {},
  ): Promise<{ readonly port: number; readonly token?: string }> => {
    const server = startCli(['debug-server', '--once', '--output', 'json', ...args], { cwd, env: { ...env } });
    await server.printed('}');
    const told = JSON.parse(server.shown()) as { readonly port: number; readonly token?: string };
    const client = new DebugClient('', '', 'llmspell');
    client.defaultTimeout = 60_000;
    await client.start(told.port);
    await client.initializeRequest();
    const launch = { program: join(cwd, 'sums.lua') };
    if (told.token !== undefined) await assert.rejects(client.launchRequest(launch as never), /token/);
    await client.launchRequest({ ...launch, token: told.token } as never);
    await client.stop();
    assert.equal((await server.result).code, 0);
    return told;
  };
  assert.deepEqual(await serves(['-c', file]), { address: '127.0.0.1', port: free, token: 'of-the-file' });
  const other = await freePort();
  const env = { LLMSPELL_DEBUG_PORT: String(other), LLMSPELL_DEBUG_TOKEN: 'of-the-variable' };
  assert.deepEqual(await serves(['-c', file], env), { address: '127.0.0.1', port: other, token: 'of-the-variable' });
  const third = await freePort();
  const told = await serves(['-c', file, '--port', String(third), '--token', 'of-the-line'], env);
  assert.deepEqual(told, { address: '127.0.0.1', port: third, token: 'of-the-line' });
  assert.equal((await serves([], { LLMSPELL_DEBUG_PORT: '0' })).token, undefined);
});

test('remember: how long a folder keeps what was set', async () => {
  const HOME = join(cwd, 'home-remember');
  const isKept = (): boolean => {
    const kept = join(HOME, '.llmspell/debug');
    return existsSync(kept) && readdirSync(kept).some((name) => name.endsWith('.json'));
  };
  const commands = ['b 8', 'q'];
  await withSettings(['debug', 'sums.lua'], { settings: '[debug]\nremember = "0"\n', env: { HOME }, commands });
  assert.equal(isKept(), false);
  await withSettings(['debug', 'sums.lua'], { env: { HOME, LLMSPELL_DEBUG_REMEMBER: '0' }, commands });
  assert.equal(isKept(), false);
  await withSettings(['debug', 'sums.lua'], { env: { HOME, LLMSPELL_DEBUG_REMEMBER: '1d' }, commands });
  assert.equal(isKept(), true);
  const off = await withSettings(['debug', 'sums.lua'], { settings: '[debug]\nremember = "0"\n', env: { HOME } });
  assert.doesNotMatch(off.stderr, /^Set:/m);
  const on = await withSettings(['debug', 'sums.lua'], { env: { HOME } });
  assert.match(on.stderr, /^Set: 1 breakpoint /m);
});

test('what is wrong in a variable says which one, and what to write', async () => {
  for (const [name, value, advice] of [
    ['LLMSPELL_DEBUG', 'maybe', 'write true or false'],
    ['LLMSPELL_DEBUG_BREAK_ON_ERROR', 'maybe', 'write true or false'],
    ['LLMSPELL_DEBUG_BREAKPOINTS', 'sums.lua', 'write it like'],
    ['LLMSPELL_DEBUG_PORT', '70000', 'write a number from 1 to 65535'],
    ['LLMSPELL_DEBUG_REMEMBER', 'long', 'write it like "30d"'],
  ] as const) {
    const { code, stderr } = await withSettings(['debug', 'sums.lua'], { env: { [name]: value } });
    assert.equal(code, 2, name);
    assert.ok(stderr.includes(name) && stderr.includes(advice), stderr);
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
