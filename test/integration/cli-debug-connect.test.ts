// `llmspell debug --connect`: the script runs in a kernel that goes on, and is debugged at this terminal. Commands come over a pipe, with
// a leading dot as well as without.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { COMMAND_SPECS } from '../../src/cli/debug/command-table.js';
import type { KernelFile } from '../../src/client/kernel-files.js';
import { Kernels } from '../support/kernels.js';
import type { CliResult } from '../support/run-cli.js';
import { runCli, startCli } from '../support/run-cli.js';

const kernels = new Kernels();
const { home, env } = kernels;
let kernel: KernelFile;

home.file(
  'sum.lua',
  'total = (total or 0)\nfor i = 1, 3 do\n  total = total + i\nend\nprint("total", total)\nos.exit(4)\n',
);
const COUNT = [
  'local counter = 0', // 1
  'local function add(n)', // 2
  '  local sum = counter + n', // 3
  '  return sum', // 4
  'end', // 5
  'while counter < 1000 do', // 6
  '  counter = add(1)', // 7
  'end', // 8
  'print(counter)', // 9
].join('\n');
home.file('count.lua', COUNT);
home.file('again.lua', COUNT);

before(async () => {
  kernel = await kernels.startDaemon('debugged');
});

after(() => kernels.killAll());

function debug(args: readonly string[], commands: readonly string[]): Promise<CliResult> {
  const input = commands.map((line) => `${line}\n`).join('');
  return runCli(['debug', '--no-remember', ...args], { cwd: home.path, env, input });
}

describe('debug --connect', () => {
  test('stops in the kernel, shows, goes on; output and exit code are those of the script', async () => {
    const args = ['--connect', 'debugged', '--break-at', '3:i == 2', 'sum.lua'];
    const { code, stdout, stderr } = await debug(args, ['bt', 'p total', 'set i = 10', 'c']);
    assert.match(stderr, /Breakpoint 1, main chunk at sum\.lua:3/);
    assert.match(stderr, /^\(debug\) p total\n1$/m);
    assert.equal(stdout, 'total\t14\n');
    assert.equal(code, 4);
    assert.equal(await kernels.execute(kernel, 'print(total)'), '14\n');
  });

  test('quit ends the script with the code of an interruption, and the kernel lives on', async () => {
    const args = ['--connect', 'debugged', '--break-at', '7', 'count.lua'];
    const { code, stdout, stderr } = await debug(args, ['p counter', 'quit']);
    assert.match(stderr, /Breakpoint 1, main chunk at count\.lua:7/);
    assert.deepEqual([code, stdout], [130, '']);
    assert.equal(await kernels.execute(kernel, 'print("alive", total)'), 'alive\t14\n');
  });

  test('what was set is gone with the command: the next run does not stop', async () => {
    const { code, stdout } = await runCli(['run', '--connect', 'debugged', 'count.lua'], { cwd: home.path, env });
    assert.deepEqual([code, stdout], [0, '1000\n']);
  });

  test('a file that was loaded before stops again, though its name is relative to another folder than the kernel’s', async () => {
    for (const last of ['quit', 'detach', 'bt']) {
      const { stderr } = await debug(['--connect', 'debugged', '--break-at', '3', 'again.lua'], ['bt', last]);
      assert.match(stderr, /^Breakpoint 1, add at again\.lua:3$/m);
    }
  });

  test('killed while it is paused: who waits is told, another goes on, and no breakpoint is left', async () => {
    const args = ['debug', '--no-remember', '--connect', 'debugged', '--break-at', '3', 'again.lua'];
    const killed = startCli(args, { cwd: home.path, env, keepInputOpen: true });
    await killed.printed('add at again.lua:3', 'stderr');
    killed.process.kill('SIGKILL');
    await killed.result;
    const waiting = startCli(['run', '--connect', 'debugged', 'again.lua'], { cwd: home.path, env });
    await waiting.printed('llmspell debug-attach debugged goes on with it', 'stderr');
    const { stderr } = await runCli(['debug-attach', '--no-remember', 'debugged'], {
      cwd: home.path,
      env,
      input: 'p counter\ndetach\n',
    });
    assert.match(stderr, /^\(debug\) p counter\n0$/m);
    assert.equal((await waiting.result).stdout, '1000\n');
    const status = await runCli(['kernel', 'status', 'debugged', '--output', 'json'], { cwd: home.path, env });
    const { clients, sessions } = JSON.parse(status.stdout) as { clients: unknown[]; sessions: { debugger: string }[] };
    assert.deepEqual([clients, sessions[0]!.debugger], [[], 'off']);
  });

  test('a kernel that there is not is said', async () => {
    const { code, stderr } = await debug(['--connect', 'nobody', 'sum.lua'], []);
    assert.match(stderr, /nobody/);
    assert.notEqual(code, 0);
  });
});

describe('commands with a leading dot', () => {
  test('.break with a bare condition, .stepin, .stepout, .quit', async () => {
    const commands = ['.break 7 counter == 500', '.continue', '.p counter', '.stepin', '.locals', '.stepout', '.quit'];
    const { code, stderr, stdout } = await debug(['--step', 'count.lua'], commands);
    assert.match(stderr, /^\(debug\) \.break 7 counter == 500\nBreakpoint 1 at count\.lua:7 if counter == 500$/m);
    assert.match(stderr, /^\(debug\) \.p counter\n500$/m);
    assert.match(stderr, /^\(debug\) \.stepin\n[^]*add at count\.lua:3$/m);
    assert.match(stderr, /^\(debug\) \.locals\n[^]*n = 1$/m);
    assert.match(stderr, /^\(debug\) \.stepout\nmain chunk at count\.lua:6\nReturned 501$/m);
    assert.deepEqual([code, stdout], [130, '']);
  });

  test('every command is known by its names with a dot, also where Lua would have been meant', async () => {
    const names = COMMAND_SPECS.filter(({ group }) => group !== 'run').flatMap(({ name, aliases }) => [
      name,
      ...aliases,
    ]);
    const leaving = /^(quit|q|exit|detach)$/;
    const commands = names.filter((name) => !leaving.test(name)).map((name) => `.${name}`);
    const { stderr } = await debug(['--step', 'count.lua'], [...commands, '.quit']);
    for (const command of commands) assert.ok(stderr.includes(`(debug) ${command}\n`), command);
    assert.doesNotMatch(stderr, /there is no command|unknown command/);
    for (const { name } of COMMAND_SPECS.filter(({ group }) => group === 'run')) {
      const { stderr: shown } = await debug(
        ['--step', 'count.lua'],
        [`.${name}${name === 'until' ? ' 7' : ''}`, '.quit'],
      );
      assert.ok(shown.includes(`(debug) .${name}`), name);
      assert.doesNotMatch(shown, /there is no command|unknown command|near '\.'/, name);
    }
    const wrong = await debug(['--step', 'count.lua'], ['.brake 7', '.quit']);
    assert.match(wrong.stderr, /brake[^]*did you mean/);
  });
});
