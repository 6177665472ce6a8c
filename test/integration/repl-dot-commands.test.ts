// Each dot command in a pseudo-terminal: what is typed, and what the screen shows then.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { COMMANDS } from '../../src/cli/repl/commands/registry.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import { tempFolder } from '../support/temp-folder.js';

type Row = readonly [typed: string, shown: string | RegExp];

const VALUES: readonly Row[] = [
  ['.help type', /\.type EXPR/],
  ['x = {1, 2}', /\n2>/],
  ['.vars x', /x {2}\{1, 2\}/],
  ['.type x', '"table"'],
  ['.doc string.rep', 'string.rep(s, n [, sep])'],
  ['.source string.rep', 'string.rep'],
  ['.time 1 + 1', /\n2\ntook [\d.]+ ms/],
  ['.bench 1 + 1', /\d+ runs, [\d.]+ µs each/],
  ['.state', /\n\{\}/],
  ['State.set("kept", 42)', /\n3>/],
  ['.state', '"kept"'],
  ['.state kept', '\n42\n'],
  ['.info', 'session main, in memory'],
  ['.session', /kept: \d+ steps, llmspell session show [\da-f-]{36}/],
  ['.kernel', '"executions"'],
  ['.perf on', /\n3>/],
  ['5 + 5', /\n10\n.*ms/],
  ['.set history off', /\n4>/],
  ['.set', /history +off/],
  ['.unset history', /\n4>/],
  ['.set', /history +on/],
  ['.theme mono', /\n4>/],
  ['.theme', /theme +mono/],
  ['.connect', '.connect needs the id of a kernel, auto, or embedded'],
  ['.connect nowhere', 'error: '],
  ['.reset', 'The session is empty.'],
  ['print(x)', '\nnil\n'],
];

const FILES: readonly Row[] = [
  ['y = 7', /\n2>/],
  ['.pwd', 'work-of-files'],
  ['.ls', 'area.lua'],
  ['.cd sub', /\n2>/],
  ['.pwd', 'work-of-files/sub'],
  ['.cd ..', /\n2>/],
  ['.save typed.lua', /typed\.lua/],
  ['.ls', /\ntyped\.lua/],
  ['.history y =', /\ny = 7\n/],
  ['.run area.lua', '\n6\n'],
  ['.reload area.lua', 'Nothing has changed.'],
  ['.edit', 'edited = 9'],
  ['', /\n\d+>/],
  ['edited', '\n9\n'],
  ['.load area.lua', '.> print(area(2, 3))'],
];

const DEBUGGING: readonly Row[] = [
  ['.break area.lua:2', 'Breakpoint 1'],
  ['.run area.lua', '> 2    local a = w * h'],
  ['.list', '  1  function area(w, h)'],
  ['.list', 'this is the end of the source'],
  ['.list 1', '  1  function area(w, h)'],
  ['.locals', '\n  w = 2\n  h = 3'],
  ['.globals', 'area = function area'],
  ['.upvalues', 'No upvalues.'],
  ['.stack', '#1 main chunk at area.lua:5'],
  ['.up', '#1 main chunk at area.lua:5'],
  ['.down', '#0 area at area.lua:2'],
  ['.frame 1', '#1 main chunk at area.lua:5'],
  ['.frame 0', '#0 area at area.lua:2'],
  ['.print w + h', '\n5\n'],
  ['.watch w', 'Breakpoint 2 on changes of w'],
  ['.unwatch', 'unwatch needs the number'],
  ['.unwatch 1', '1 watches nothing; delete 1 removes it'],
  ['.unwatch 2', 'Deleted 2.'],
  ['.list 1', '> 2    local a = w * h'],
  ['.disable 1', 'Disabled 1.'],
  ['.enable 1', 'Enabled 1.'],
  ['.step', '> 3    return a'],
  ['.finish', '\n6\n'],
  ['.run area.lua', '> 2    local a = w * h'],
  ['.next', '> 3    return a'],
  ['.continue', '\n6\n'],
  ['.delete 1', 'Deleted'],
  ['.stepin', 'nothing is paused'],
  ['.stepout', 'nothing is paused'],
];

async function walk(t: TestContext, name: string, rows: readonly Row[]): Promise<void> {
  const work = tempFolder();
  const folder = `work-of-${name}`;
  work.file(`${folder}/area.lua`, 'function area(w, h)\n  local a = w * h\n  return a\nend\nprint(area(2, 3))\n');
  work.file(`${folder}/sub/none.lua`, '');
  const editor = work.file('editor.sh', '#!/bin/sh\nprintf "edited = 9" > "$1"\n');
  const terminal = new PseudoTerminal({
    home: work.path,
    cwd: `${work.path}/${folder}`,
    args: ['repl', '--quiet'],
    env: { EDITOR: `sh ${editor}` },
    rows: 90,
  });
  t.after(() => terminal.end());
  await terminal.shows('1>');
  for (const [typed, shown] of rows) {
    // Only what this command shows counts.
    terminal.type('<C-l>');
    await terminal.until('one prompt', (screen) => (screen.match(/^(?:\d+|debug)>/gm) ?? []).length === 1);
    terminal.type(`${typed}<enter>`);
    await terminal.until(`${String(shown)} after "${typed}"`, (screen) => {
      const after = screen.slice(screen.indexOf('\n') + 1);
      const holds = typeof shown === 'string' ? `\n${after}`.includes(shown) : shown.test(`\n${after}`);
      return holds && (/^\.(edit|load)/.test(typed) || /^(?:\d+|debug)>\s*$/m.test(after));
    });
  }
}

test('commands for values, settings and the kernel', (t) => walk(t, 'values', VALUES));
test('commands for files and the history', (t) => walk(t, 'files', FILES));
test('commands of the debugger', (t) => walk(t, 'debugging', DEBUGGING));

test('each command that the prompt has by itself is driven here or beside', () => {
  const beside = ['chat', 'system', 'model', 'tools', 'context', 'clearchat', 'restart', 'pause', 'exit', 'clear'];
  const rows = [...VALUES, ...FILES, ...DEBUGGING].map(([typed]) => /^\.(\w+)/.exec(typed)?.[1]);
  const driven = new Set([...beside, ...rows]);
  const missing = COMMANDS.filter(({ names, group }) => group !== 'debugging' && !names.some((n) => driven.has(n)));
  assert.deepEqual(
    missing.map(({ names }) => names[0]),
    [],
  );
});
