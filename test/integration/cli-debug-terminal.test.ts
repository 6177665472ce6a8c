// The debugger's prompt in a real terminal, with real keys.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tempFolder } from '../support/temp-folder.js';
import { CLI, Terminal, tmux } from '../support/terminal.js';

const folder = tempFolder();
const { path } = folder;
folder.file('loop.lua', 'local counter = 0\nprint("up")\nwhile true do\n  counter = counter + 1\nend\n');
folder.file(
  'ask.lua',
  'local function greet(name)\n  local text = "hello " .. name\n  return text\nend\nio.write("name? ")\nprint(greet(io.read()))\nprint("end")\n',
);
let terminals = 0;

async function debugging(args: string, use: (terminal: Terminal) => Promise<void>): Promise<void> {
  const place = join(path, String(++terminals));
  mkdirSync(place);
  const terminal = new Terminal(args, place, `cd '${path}'; HOME='${path}' NO_COLOR=1 ${CLI}`);
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

describe('the debugger in a terminal', { skip: tmux.skip }, () => {
  test('Ctrl+C pauses a busy script, gives up a line at the prompt, and quit asks', async () => {
    await debugging('debug --break-at 99 loop.lua', async (terminal) => {
      await terminal.shows('up');
      terminal.keys('C-c');
      await terminal.shows('Paused, main chunk at loop.lua:');
      terminal.keys('p count');
      await terminal.shows('(debug) p count');
      terminal.keys('Tab');
      await terminal.shows('(debug) p counter');
      terminal.keys('Enter');
      // What is taken for a second Ctrl+C would end the script.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      terminal.keys('never', 'C-c');
      await terminal.shows('never^C');
      terminal.keys('q', 'Enter');
      await terminal.shows('The script has not ended. End it? (y/n)');
      terminal.keys('n', 'Enter');
      terminal.keys('p 6 * 7', 'Enter');
      await terminal.shows('42');
      terminal.keys('C-d');
      await terminal.shows('(y/n)');
      terminal.keys('y', 'Enter');
      assert.equal(await terminal.code(), 130);
    });
  });

  test('Ctrl+C twice ends the script with a report', async () => {
    await debugging('debug --break-at 99 loop.lua', async (terminal) => {
      await terminal.shows('up');
      terminal.keys('C-c');
      await terminal.shows('Paused, ');
      terminal.keys('C-c');
      await terminal.shows('RUN4001');
      assert.equal(await terminal.code(), 130);
    });
  });

  test('a script that reads gets its line, also when it was paused while it waited', async () => {
    await debugging('debug --break-at 3 ask.lua', async (terminal) => {
      await terminal.shows('name?');
      terminal.keys('C-c');
      await terminal.shows('called by #');
      await new Promise((resolve) => setTimeout(resolve, 1100));
      terminal.keys('c', 'Enter');
      await terminal.shows('(debug) c');
      terminal.keys('world', 'Enter');
      await terminal.shows('Breakpoint 1, greet at ask.lua:3');
      terminal.keys('text', 'Enter');
      await terminal.shows('"hello world"');
      terminal.keys('c', 'Enter');
      const screen = await terminal.shows('The script has ended with exit code 0');
      assert.match(screen, /^hello world\nend$/m);
      terminal.keys('q', 'Enter');
      assert.equal(await terminal.code(), 0);
    });
  });

  test('Tab completes commands and functions; the history outlives the debugger', async () => {
    const leave = async (terminal: Terminal): Promise<void> => {
      terminal.keys('q', 'Enter');
      await terminal.shows('(y/n)');
      terminal.keys('y', 'Enter');
      assert.equal(await terminal.code(), 130);
    };
    await debugging(`debug --no-remember ask.lua`, async (terminal) => {
      await terminal.shows('(debug)');
      terminal.keys('tbr');
      await terminal.shows('(debug) tbr');
      terminal.keys('Tab');
      await terminal.shows('(debug) tbreak');
      terminal.keys('gr');
      await terminal.shows('tbreak gr');
      terminal.keys('Tab');
      await terminal.shows('(debug) tbreak greet');
      terminal.keys('Enter');
      await terminal.shows('Temporary breakpoint 1 in greet');
      await leave(terminal);
    });
    await debugging(`debug --no-remember ask.lua`, async (terminal) => {
      await terminal.shows('(debug)');
      terminal.keys('Up', 'Up', 'Enter');
      await terminal.shows('Temporary breakpoint 1 in greet');
      await leave(terminal);
    });
  });
});
