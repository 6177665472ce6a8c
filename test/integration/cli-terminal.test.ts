import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tempFolder } from '../support/temp-folder.js';
import { CLI, Terminal, tmux } from '../support/terminal.js';

const { path } = tempFolder();
let terminals = 0;

async function inTerminal(args: string, use: (terminal: Terminal) => Promise<void>, program = CLI): Promise<void> {
  const folder = join(path, String(++terminals));
  mkdirSync(folder);
  const terminal = new Terminal(args, folder, program);
  try {
    await use(terminal);
  } finally {
    try {
      terminal.hangUp();
    } catch {
      // It has gone already.
    }
  }
}

describe('in a terminal', { skip: tmux.skip }, () => {
  test('Ctrl+C interrupts, and the report has colours', async () => {
    await inTerminal(`exec 'print("up") while true do end'`, async (terminal) => {
      await terminal.shows('up');
      terminal.keys('C-c');
      const screen = await terminal.shows('docs/reference/errors.md');
      assert.match(screen, /\u001b\[[\d;]*3\dm[^\n]*interrupted|\u001b\[[\d;]*3\dm[^\n]*RUN4001/);
      assert.equal(await terminal.code(), 130);
    });
  });

  test('Ctrl+C ends an endless print that fills the screen', async () => {
    await inTerminal(`exec 'while true do print("line") end'`, async (terminal) => {
      await terminal.shows('line');
      terminal.keys('C-c');
      assert.equal(await terminal.code(), 130);
    });
  });

  test('input is read as it is typed, until Ctrl+D', async () => {
    await inTerminal(`exec 'io.write("name? ") print("<" .. io.read() .. ">") print(io.read(1))'`, async (terminal) => {
      await terminal.shows('name?');
      terminal.keys('world', 'Enter');
      await terminal.shows('<world>');
      terminal.keys('C-d');
      await terminal.shows('nil');
      assert.equal(await terminal.code(), 0);
    });
  });

  test('output that is stopped with Ctrl+S does not hold up a time limit', async () => {
    await inTerminal(`exec --timeout 2s 'while true do print("line") end'`, async (terminal) => {
      await terminal.shows('line');
      terminal.keys('C-s');
      assert.equal(await terminal.code(), 124);
    });
  });

  test('a report begins on a line of its own', async () => {
    await inTerminal(`--no-color exec 'io.write("half a line") error("x")'`, async (terminal) => {
      assert.match(await terminal.shows('docs/reference/errors.md'), /^half a line\nerror\[/m);
    });
  });

  test('a terminal that is closed ends the script', async () => {
    await inTerminal(`exec 'while true do print("line") end'`, async (terminal) => {
      await terminal.shows('line');
      terminal.hangUp();
      assert.equal(await terminal.code(), 129);
    });
  });

  test('bash completes a word at Tab, and shows nothing else', async () => {
    const startup = join(path, 'bashrc');
    writeFileSync(startup, `llmspell() { ${CLI} "$@"; }\nPS1='> '\neval "$(llmspell completion bash)"\necho ready\n`);
    await inTerminal(
      `--noprofile --rcfile '${startup}' -i`,
      async (terminal) => {
        await terminal.shows('ready');
        terminal.keys('llmspell ver', 'Tab');
        await terminal.shows('llmspell version');
        terminal.keys('--outp', 'Tab', 'js', 'Tab', 'Enter');
        assert.match(await terminal.shows('"platform"'), /^ready\n> llmspell version --output json *\n\{/m);
        terminal.keys('exit', 'Enter');
        assert.equal(await terminal.code(), 0);
      },
      'bash',
    );
  });
});
