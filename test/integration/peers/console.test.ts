// `jupyter console` in a real terminal: as a second front end of a kernel that runs, and with a kernel of its own.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { JupyterHome } from '../../support/jupyter.js';
import { jupyterHome } from '../../support/jupyter.js';
import { peer } from '../../support/peer.js';
import { startCli } from '../../support/run-cli.js';
import type { RunningCli } from '../../support/run-cli.js';
import { Terminal, tmux } from '../../support/terminal.js';

const jupyter = peer('jupyter');
const program = peer('jupyter-console');

const LIMIT_MS = 120_000;

/** A kernel that runs until the end of the test. */
async function startKernel(
  t: TestContext,
  { env, folder }: JupyterHome,
): Promise<{ kernel: RunningCli; file: string }> {
  const file = join(folder.path, 'connection.json');
  const kernel = startCli(['kernel', 'start', '--connection-file', file], { env, limitMs: LIMIT_MS });
  t.after(async () => {
    kernel.process.kill('SIGTERM');
    await kernel.result;
  });
  while (!existsSync(file)) {
    assert.equal(kernel.process.exitCode, null, 'the kernel ended');
    await wait(20);
  }
  return { kernel, file };
}

function openConsole(t: TestContext, { env, folder }: JupyterHome, args: string): Terminal {
  const settings = Object.entries(env).map(([name, value]) => `${name}='${value ?? ''}'`);
  const options = '--ZMQTerminalInteractiveShell.kernel_timeout=60';
  const command = `env ${settings.join(' ')} TERM=xterm-256color '${jupyter.path}' console ${options}`;
  const terminal = new Terminal(args, folder.path, command);
  t.after(() => {
    try {
      terminal.hangUp();
    } catch {
      // It has gone already.
    }
  });
  return terminal;
}

describe('jupyter console', { skip: jupyter.skip || program.skip || tmux.skip }, () => {
  test('--existing: echoes, completes, continues lines, and leaves the kernel at its end', async (t) => {
    const home = await jupyterHome();
    const { kernel, file } = await startKernel(t, home);
    const terminal = openConsole(t, home, `--existing '${file}'`);
    await terminal.showsPlain('In [1]:');
    terminal.keys('1 + 1', 'Enter');
    await terminal.showsPlain('Out[1]: 2');

    terminal.keys('string.forma', 'Tab');
    await terminal.showsPlain('string.format');
    terminal.keys('("%03d", 7)', 'Enter');
    await terminal.showsPlain('007');

    // The console asks the kernel at every line end, and takes no keys meanwhile.
    terminal.keys('for i = 1, 2 do', 'Enter');
    await terminal.showsPlain('...:');
    terminal.keys('print(i * 111)');
    await terminal.showsPlain('...:   print(i * 111)');
    terminal.keys('Enter');
    await terminal.showsPlain('print(i * 111)\n   ...:');
    // By itself it would be a key's name.
    terminal.keys('end ');
    await terminal.showsPlain('...:   end');
    terminal.keys('Enter');
    await terminal.showsPlain('\n222');

    // This console interrupts only kernels of its own: the signal comes from elsewhere.
    terminal.keys('print("u" .. "p") while true do end', 'Enter');
    await terminal.showsPlain('\nup\n');
    kernel.process.kill('SIGINT');
    await terminal.showsPlain('interrupted');

    terminal.keys('C-d');
    await terminal.showsPlain('Do you really want to exit');
    terminal.keys('y', 'Enter');
    assert.equal(await terminal.code(), 0);
    assert.equal(kernel.process.exitCode, null);
  });

  // Debian's console has no Ctrl+C for what runs: with Python 3.11 no kernel ever hears of it.
  test('with a kernel of its own, which ends with it', async (t) => {
    const home = await jupyterHome();
    const terminal = openConsole(t, home, '--kernel llmspell');
    await terminal.showsPlain('In [1]:');
    const files = (): string[] =>
      readdirSync(join(home.folder.path, 'runtime')).filter((name) => name.endsWith('.json'));
    assert.equal(files().length, 1);
    terminal.keys('6 * 7', 'Enter');
    await terminal.showsPlain('Out[1]: 42');
    terminal.keys('C-d');
    await terminal.showsPlain('Do you really want to exit');
    terminal.keys('y', 'Enter');
    assert.equal(await terminal.code(), 0);
    assert.deepEqual(files(), []);
  });
});
