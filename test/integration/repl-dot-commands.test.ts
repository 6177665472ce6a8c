// Each dot command in a pseudo-terminal: what is typed, and what the screen shows then.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { COMMANDS } from '../../src/cli/repl/commands/registry.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import { tempFolder } from '../support/temp-folder.js';

/** What is typed, and what the screen shows of it; `undefined`: the prompt is left. */
type Row = readonly [typed: string, shown: string | RegExp | undefined];

const VALUES: readonly Row[] = [
  ['.help type', /\.type EXPR/],
  ['.h type', /\.type EXPR/],
  ['.? type', /\.type EXPR/],
  ['x = {1, 2}', /\n2>/],
  ['.vars x', /x {2}\{1, 2\}/],
  ['.type x', '"table"'],
  ['.doc string.rep', 'string.rep(s, n [, sep])'],
  ['.source string.rep', 'string.rep'],
  ['.time 1 + 1', /\n2\ntook [\d.]+ ms/],
  ['local kept = 3', /\n3>/],
  ['.bench kept + 1', /\d+ runs, [\d.]+ µs each/],
  ['.bench kept = kept + 1 -- on', /\d+ runs, [\d.]+ µs each/],
  ['kept.field.more = 1', /In \[3\]:1\n(?![^]*function <line)/],
  ['.bench 1 + 1', /\d+ runs, [\d.]+ µs each/],
  ['.state', /\n\{\}/],
  ['State.set("kept", 42)', /\n\d+>/],
  ['.state', '"kept"'],
  ['.state kept', '\n42\n'],
  ['.info', 'session main, in memory'],
  ['.info', 'inputs run: 4, failed: 1'],
  ['.session', /kept: \d+ steps, llmspell session show [\da-f-]{36}/],
  ['.kernel', '"executions"'],
  ['.perf on', /\n\d+>/],
  ['5 + 5', /\n10\n.*ms/],
  ['.set history off', /\n\d+>/],
  ['.set', /history +off/],
  ['.unset history', /\n\d+>/],
  ['.set', /history +on/],
  ['.theme mono', /\n\d+>/],
  ['.theme', /theme +mono/],
  ['.connect', '.connect needs the id of a kernel, auto, or embedded'],
  ['.connect nowhere', 'error: '],
  ['.reset', 'The session is empty.'],
  ['print(x)', '\nnil\n'],
  ['.clear', /^\n2> *\n/],
  ['print(x)', '\nnil\n'],
  ['.cls', /^\n3> *\n/],
  ['.quit', undefined],
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
  ['.hist y =', /\ny = 7\n/],
  ['.run area.lua', '\n6\n'],
  ['.reload area.lua', 'Nothing has changed.'],
  ['.edit', 'edited = 9'],
  ['', /\n\d+>/],
  ['edited', '\n9\n'],
  ['.e', 'edited = 9'],
  ['', /\n\d+>/],
  ['.load area.lua', '.> print(area(2, 3))'],
  ['', '\n6\n'],
  ['.q', undefined],
];

const DEBUGGING: readonly Row[] = [
  ['.break area.lua:2', 'Breakpoint 1'],
  ['.run area.lua', '> 2    local a = w * h'],
  ['.list', '  1  function area(w, h)'],
  ['.list', 'this is the end of the source'],
  ['.list 1', '  1  function area(w, h)'],
  ['.l 1', '  1  function area(w, h)'],
  ['.locals', '\n  w = 2\n  h = 3'],
  ['.globals', 'area = function area'],
  ['.upvalues', 'No upvalues.'],
  ...['stack', 'where', 'backtrace', 'bt'].map((name) => [`.${name}`, '#1 main chunk at area.lua:5'] as const),
  ['.up', '#1 main chunk at area.lua:5'],
  ['.down', '#0 area at area.lua:2'],
  ['.frame 1', '#1 main chunk at area.lua:5'],
  ['.do', '#0 area at area.lua:2'],
  ['.f 1', '#1 main chunk at area.lua:5'],
  ['.frame 0', '#0 area at area.lua:2'],
  ['.thread', '> 1  main'],
  ['.t', '> 1  main'],
  ['.print w + h', '\n5\n'],
  ['.p w - h', '\n-1\n'],
  ['.watch w', 'Breakpoint 2 on changes of w'],
  ['.unwatch', 'unwatch needs the number'],
  ['.unwatch 1', '1 watches nothing; delete 1 removes it'],
  ['.unwatch 2', 'Deleted 2.'],
  ['.w h', 'Breakpoint 3 on changes of h'],
  ['.delete 3', 'Deleted 3.'],
  ['.display w', '1: w = 2'],
  ['.undisplay 1', /^\ndebug> *\n/],
  ['.display', 'No expressions are shown at stops'],
  ['.list 1', '> 2    local a = w * h'],
  ['.disable 1', 'Disabled 1.'],
  ['.dis 1', 'Disabled 1.'],
  ['.enable 1', 'Enabled 1.'],
  ['.en 1', 'Enabled 1.'],
  ['.step', '> 3    return a'],
  ['.finish', '\n6\n'],
  ['.run area.lua', '> 2    local a = w * h'],
  ['.next', '> 3    return a'],
  ['.continue', '\n6\n'],
  ['.condition 1 w == 7', 'Breakpoint 1 at area.lua:2 if w == 7'],
  ['.run area.lua', '\n6\n'],
  ['.cond 1', 'Breakpoint 1 at area.lua:2 (always)'],
  ['.ignore 1 1', 'after 1 pass'],
  ['.run area.lua', '\n6\n'],
  ['.restart', '> 2    local a = w * h'],
  ['.d 1', 'Deleted 1.'],
  ['.continue', '\n6\n'],
  ['local between = 3', /\n\d>/],
  ['.print between + 1', '\n4\n'],
  ['.print', 'print needs'],
  ['.catch raised', 'Errors that stop: raised'],
  ['.catch off', 'Errors that stop: none'],
  ['.exit', undefined],
];

const STEPS =
  'local function double(n)\n  return n * 2\nend\nlocal sum = 0\nfor i = 1, 3 do\n  sum = sum + double(i)\nend\nprint(sum)\n';
const STEPPING: readonly Row[] = [
  ['.stepin', 'nothing is paused'],
  ['.stepout', 'nothing is paused'],
  ['.tbreak steps.lua:4', 'Temporary breakpoint 1'],
  ['.run steps.lua', '> 4  local sum = 0'],
  ['.n', '> 5  for i = 1, 3 do'],
  ['.next', '> 6    sum = sum + double(i)'],
  ['.stepin', '> 2    return n * 2'],
  ['.stepout', 'Returned 2'],
  ['.next', '> 6    sum = sum + double(i)'],
  ['.s', '> 2    return n * 2'],
  ['.fin', 'Returned 4'],
  ['.next', '> 6    sum = sum + double(i)'],
  ['.step', '> 2    return n * 2'],
  ['.out', 'Returned 6'],
  ['.until 8', '> 8  print(sum)'],
  ['.jump 5', '> 5  for i = 1, 3 do'],
  ['.advance 6', '> 6    sum = sum + double(i)'],
  ['.u 8', '> 8  print(sum)'],
  ['.goto 5', '> 5  for i = 1, 3 do'],
  ['.runto 6', '> 6    sum = sum + double(i)'],
  ['.until 8', '> 8  print(sum)'],
  ['.j 5', '> 5  for i = 1, 3 do'],
  ['.c', '\n48\n'],
  ['.tb steps.lua:8', 'Temporary breakpoint 2'],
  ['.b steps.lua:6', 'Breakpoint 3'],
  ['.log steps.lua:2 n is {n}', 'Log point 4'],
  ['.run steps.lua', '> 6    sum = sum + double(i)'],
  ['.cont', 'n is 1'],
  ['.delete 3', 'Deleted 3.'],
  ['.continue', '> 8  print(sum)'],
  ['.continue', '\n12\n'],
  ['.pause', 'stops at its first line'],
  ['1 + 1', 'In [1]:1'],
  ['.continue', '\n2\n'],
];

const CHAT: readonly Row[] = [
  ['.chat hello', 'The request was: hello'],
  ['.ask and then', 'The request was: and then'],
  ['.system', 'It is that of the configuration.'],
  ['.system Be brief.', /\n1>/],
  ['.system', '\nBe brief.\n'],
  ['.model', 'It is that of the configuration.'],
  ['.model offline/echo', /\n1>/],
  ['.model', '\noffline/echo\n'],
  ['.model off', /\n1>/],
  ['.tools calculator', /\n1>/],
  ['.tools', 'It may call calculator.'],
  ['.context {a = 1}', /\n1>/],
  ['.context', '\n{a = 1}\n'],
  ['.clearchat', /\n1>/],
];

async function walk(t: TestContext, name: string, rows: readonly Row[]): Promise<void> {
  const work = tempFolder();
  const folder = `work-of-${name}`;
  work.file(`${folder}/area.lua`, 'function area(w, h)\n  local a = w * h\n  return a\nend\nprint(area(2, 3))\n');
  work.file(`${folder}/steps.lua`, STEPS);
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
    // Only what this command shows counts; what clears the screen has it as it was.
    const clears = typed === '.clear' || typed === '.cls';
    if (!clears) {
      terminal.type('<C-l>');
      await terminal.until('one prompt', (screen) => (screen.match(/^(?:\d+|debug)>/gm) ?? []).length === 1);
    }
    terminal.type(`${typed}<enter>`);
    if (shown === undefined) {
      assert.equal(await terminal.exitCode, 0);
      return;
    }
    await terminal.until(`${String(shown)} after "${typed}"`, (screen) => {
      const after = clears ? screen : screen.slice(screen.indexOf('\n') + 1);
      const holds = typeof shown === 'string' ? `\n${after}`.includes(shown) : shown.test(`\n${after}`);
      return holds && (/^\.(e|edit|load)\b/.test(typed) || /^(?:\d+|debug)>\s*$/m.test(after));
    });
  }
}

test('commands for values, settings and the kernel', (t) => walk(t, 'values', VALUES));
test('commands for files and the history', (t) => walk(t, 'files', FILES));
test('commands of the debugger', (t) => walk(t, 'debugging', DEBUGGING));
test('commands that go on in steps', (t) => walk(t, 'stepping', STEPPING));
test('commands that talk to a model', (t) => walk(t, 'chat', CHAT));

test('each command is entered, by each of its names', () => {
  const rows = [...VALUES, ...FILES, ...DEBUGGING, ...STEPPING, ...CHAT];
  const entered = new Set(rows.map(([typed]) => /^\.([\w?]+)/.exec(typed)?.[1]));
  const names = COMMANDS.flatMap((command) => command.names);
  assert.deepEqual(
    names.filter((name) => !entered.has(name)),
    [],
  );
});
