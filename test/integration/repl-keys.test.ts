// Every key of both sets in a pseudo-terminal: what is typed before it, and the line that it leaves. `|` is the cursor, shown by what is
// typed there afterwards.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { EMACS } from '../../src/cli/repl/keys/emacs.js';
import { VI_INSERT, VI_NORMAL } from '../../src/cli/repl/keys/vi.js';
import { VI_VISUAL } from '../../src/cli/repl/keys/vi-visual.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import { cliPath } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

type Case = readonly [key: string, before: string, after: string];

const LINES = 'do<C-j>ab<C-j>c';
const CASES: readonly Case[] = [
  ['left', 'abc', 'ab|c'],
  ['right', 'abc<C-a>', 'a|bc'],
  ['up', LINES, 'do\n  a|b\n  c'],
  ['down', `${LINES}<C-p>`, 'do\n  ab\n  c|'],
  ['home', 'abc', '|abc'],
  ['end', 'abc<C-a>', 'abc|'],
  ['C-a', 'abc', '|abc'],
  ['C-e', 'abc<C-a>', 'abc|'],
  ['C-b', 'abc', 'ab|c'],
  ['C-f', 'abc<C-a>', 'a|bc'],
  ['C-p', LINES, 'do\n  a|b\n  c'],
  ['C-n', `${LINES}<C-p>`, 'do\n  ab\n  c|'],
  ['M-b', 'one two', 'one |two'],
  ['M-f', 'one two<C-a>', 'one| two'],
  ['C-left', 'one two', 'one |two'],
  ['C-right', 'one two<C-a>', 'one| two'],
  ['M-left', 'one two', 'one |two'],
  ['M-right', 'one two<C-a>', 'one| two'],
  ['C-M-b', 'a_b', '|a_b'],
  ['C-M-f', 'a_b c<C-a>', 'a_b| c'],
  ['M-<', LINES, '|do\n  ab\n  c'],
  ['M->', `${LINES}<C-p>`, 'do\n  ab\n  c|'],
  ['C-home', LINES, '|do\n  ab\n  c'],
  ['C-end', `${LINES}<C-p>`, 'do\n  ab\n  c|'],
  ['C-]', 'f(a)', 'f|(a)'],
  ['backspace', 'abc', 'ab|'],
  ['C-h', 'abc', 'ab|'],
  ['delete', 'abc<C-a>', '|bc'],
  ['C-d', 'abc<C-a>', '|bc'],
  ['C-k', 'abc<C-a>', '|'],
  ['C-u', 'abc', '|'],
  ['C-w', 'one a.b', 'one |'],
  ['M-backspace', 'one a.b', 'one a.|'],
  ['C-backspace', 'one a.b', 'one a.|'],
  ['M-d', 'one two<C-a>', '| two'],
  ['C-delete', 'one two<C-a>', '| two'],
  ['C-M-k', 'a_b c<C-a>', '| c'],
  ['C-y', 'abc<C-u>x', 'xabc|'],
  ['M-y', 'one<C-u>two<C-u><C-y>', 'one|'],
  ['C-t', 'abc', 'acb|'],
  ['M-t', 'one two', 'two one|'],
  ['M-u', 'one<C-a>', 'ONE|'],
  ['M-l', 'ONE<C-a>', 'one|'],
  ['M-c', 'one<C-a>', 'One|'],
  ['M-;', 'x', '-- x|'],
  ['C-_', 'one two', 'one |'],
  ['C-x C-u', 'one two', 'one |'],
  ['M-_', 'one two<C-_>', 'one two|'],
  ['C-x C-r', 'one two<C-_>', 'one two|'],
  ['return', 'do', 'do\n  |'],
  ['M-return', 'x', 'x\n|'],
  ['M-enter', 'x', 'x\n|'],
  ['C-j', 'x', 'x\n|'],
  ['tab', 'string.rever', 'string.reverse|'],
  ['M-/', 'string.rever', 'string.reverse|'],
  ['C-space', 'string.rever', 'string.reverse|'],
  ['S-tab', '    x', '  x|'],
  ['M-p', '', 'old = 2|'],
  ['M-n', '<M-p><M-p>', 'old = 2|'],
  ['pageup', '', 'old = 2|'],
  ['pagedown', '<M-p><M-p>', 'old = 2|'],
  ['C-g', 'abc', 'abc|'],
  ['escape', 'abc', 'abc|'],
];

/** These show elsewhere than in the line; tests of their own press them. */
const ELSEWHERE = ['C-o', 'C-r', 'C-x C-e', 'C-l', 'C-c', 'C-z', 'f1', 'M-h'];

const VI: readonly Case[] = [
  ['escape', 'abc', 'ab|c'],
  ['C-[', 'abc', 'ab|c'],
  ['C-w', 'one two', 'one |'],
  ['C-u', 'one', '|'],
];

const VI_COMMANDS: readonly Case[] = [
  ['left', 'abc', 'a|bc'],
  ['C-h', 'abc', 'a|bc'],
  ['right', 'abc<escape>0', 'a|bc'],
  ['up', LINES, 'do\n  |ab\n  c'],
  ['home', 'abc', '|abc'],
  ['end', 'abc<escape>0', 'ab|c'],
  ['C-left', 'one two', 'one |two'],
  ['C-right', 'one two<escape>0', 'one| two'],
  ['backspace', 'abc', 'a|bc'],
  ['delete', 'abc<escape>0', '|bc'],
  ['u', 'abc<escape>x', 'ab|c'],
  ['C-r', 'abc<escape>xu', 'a|b'],
  ['k', LINES, 'do\n  |ab\n  c'],
  ['j', `${LINES}<escape>k`, 'do\n  ab\n  |c'],
  ['C-p', LINES, 'do\n  |ab\n  c'],
  ['down', `${LINES}<escape>k`, 'do\n  ab\n  |c'],
  ['C-n', `${LINES}<escape>k`, 'do\n  ab\n  |c'],
  ['-', '', 'old = |2'],
  ['+', '<escape>--', 'old = |2'],
  ['C-d', 'abc<escape>0', '|bc'],
  ['C-g', 'abc', 'ab|c'],
  ['tab', 'string.rever', 'string.reverse|'],
  ['h', 'abc', 'a|bc'],
  ['l', 'abc<escape>0', 'a|bc'],
  ['0', 'abc', '|abc'],
  ['^', '  abc', '  |abc'],
  ['$', 'abc<escape>0', 'ab|c'],
  ['w', 'one two<escape>0', 'one |two'],
  ['b', 'one two', 'one |two'],
  ['e', 'one two<escape>0', 'on|e two'],
  ['W', 'a.b two<escape>0', 'a.b |two'],
  ['B', 'one a.b', 'one |a.b'],
  ['E', 'a.b two<escape>0', 'a.|b two'],
  ['g g', LINES, '|do\n  ab\n  c'],
  ['G', `${LINES}<escape>gg`, 'do\n  ab\n  |c'],
  ['%', 'f(a)<escape>0', 'f(a|)'],
  ['f b', 'abcb<escape>0', 'a|bcb'],
  ['F a', 'abc', '|abc'],
  ['t c', 'abc<escape>0', 'a|bc'],
  ['T a', 'abc', 'a|bc'],
  [';', 'abcb<escape>0fb', 'abc|b'],
  [',', 'abcb<escape>Fb;', 'abc|b'],
  ['d w', 'one two<escape>0', '|two'],
  ['d d', 'one', '|'],
  ['c w', 'one two<escape>0', '| two'],
  ['y y', 'one<escape>', 'on|e'],
  ['> >', 'one', '  |one'],
  ['< <', '  one', '|one'],
  ['d i w', 'one two', 'one| '],
  ['d a (', 'f(a)', '|f'],
  ['x', 'abc<escape>0', '|bc'],
  ['X', 'abc', 'a|c'],
  ['D', 'abc<escape>0', '|'],
  ['C', 'abc<escape>0', '|'],
  ['s', 'abc<escape>0', '|bc'],
  ['S', 'abc', '|'],
  ['Y', 'one', 'on|e'],
  ['r x', 'abc', 'ab|x'],
  ['~', 'abc<escape>0', 'A|bc'],
  ['J', `do<C-j>ab<escape>gg`, 'do| ab'],
  ['p', 'ab<escape>x', 'a|b'],
  ['P', 'ab<escape>x', '|ba'],
  ['.', 'abcd<escape>x', 'a|b'],
  ['i', 'abc', 'ab|c'],
  ['a', 'abc', 'abc|'],
  ['I', 'abc', '|abc'],
  ['A', 'abc<escape>0', 'abc|'],
  ['o', 'abc', 'abc\n|'],
  ['O', 'abc', '|\nabc'],
];

/** The last key, or that before an operator which shows what has been selected, is the one that is meant. */
const VI_VISUALS: readonly Case[] = [
  ['v d', 'abc<escape>0', '|bc'],
  ['v x', 'abc<escape>0', '|bc'],
  ['V d', LINES, 'do\n  |ab'],
  ['V x', LINES, 'do\n  |ab'],
  ['v X', LINES, 'do\n  |ab'],
  ['v D', LINES, 'do\n  |ab'],
  ['v c', 'abc<escape>0', '|bc'],
  ['v s', 'abc<escape>0', '|bc'],
  ['v S', '  abc', '  |'],
  ['v C', '  abc', '  |'],
  ['v R', '  abc', '  |'],
  ['v y', 'abc', 'ab|c'],
  ['v Y', 'abc', 'ab|c'],
  ['V >', 'one', '  |one'],
  ['V <', '  one', '|one'],
  ['v e ~', 'aBc<escape>0', '|AbC'],
  ['v e u', 'aBc<escape>0', '|abc'],
  ['v e U', 'aBc<escape>0', '|ABC'],
  ['V J', 'do<C-j>ab<escape>gg', 'do| ab'],
  ['v p', 'ab<escape>x', '|b'],
  ['v P', 'ab<escape>x', '|b'],
  ['v l o h d', 'abcd<escape>hh', '|d'],
  ['v l O h d', 'abcd<escape>hh', '|d'],
  ['v r -', 'abc', 'ab|-'],
  ['v i w d', 'one two', 'one| '],
  ['v a ( d', 'f(a)', '|f'],
];

/** Keys of the normal and visual modes that open the mode of inserting: what is typed then stands where the cursor was put. */
const OPENS = ['c w', 'C', 's', 'S', 'i', 'a', 'I', 'A', 'o', 'O', 'v c', 'v s', 'v S', 'v C', 'v R'];
const VI_ELSEWHERE = ['C-x C-e', 'C-l', 'C-c', 'C-z', 'f1', 'return', 'C-j', '/', 'K'];

/** One prompt for a whole table: each case begins with an empty line. */
async function open(t: TestContext, config = ''): Promise<PseudoTerminal> {
  const work = tempFolder();
  const home = join(work.path, 'home');
  mkdirSync(join(home, '.config', 'llmspell'), { recursive: true });
  writeFileSync(join(home, '.config', 'llmspell', 'config.toml'), config);
  const terminal = new PseudoTerminal({
    home,
    cwd: work.path,
    args: ['repl', '--quiet', '--no-color'],
    columns: 60,
    rows: 400,
  });
  t.after(() => terminal.end());
  await terminal.shows('1>');
  return terminal;
}

/** The text of the prompt that waits, without what is below it. */
function waiting(screen: string): string {
  const lines = screen.split('\n');
  const first = lines.findLastIndex((line) => line.startsWith('3> '));
  const last = lines.findLastIndex((line) => /^(?:vi \w+.*· )?embedded · main/.test(line));
  const text = lines.slice(first, last === -1 ? undefined : last).map((line) => line.replace(/^(?:3>|\.>) ?/, ''));
  return text.join('\n');
}

async function pressAll(
  terminal: PseudoTerminal,
  cases: readonly Case[],
  prepare: (before: string) => string,
  mark: (key: string) => string,
): Promise<void> {
  for (const [key, before, after] of cases) {
    const keys = key.split(' ').map((each) => (each.length === 1 ? each : `<${each}>`));
    for (const part of prepare(before).split(/(?<=<escape>)/)) {
      terminal.type(part);
      if (part.endsWith('<escape>'))
        await terminal.until(`the normal mode before ${key}`, (s) => s.includes('vi normal'));
    }
    terminal.type(keys.join(''));
    if (key === 'escape') await new Promise((resolve) => setTimeout(resolve, 120));
    terminal.type(mark(key));
    const wanted = after.replace('|', '¦');
    await terminal.until(`${key} after ${before}: ${wanted}`, (screen) => waiting(screen).includes(wanted.trimEnd()));
    terminal.type('<C-c>');
    await terminal.until('an empty line', (screen) => waiting(screen).trim() === '');
  }
}

test('keys of Emacs', { timeout: 120_000 }, async (t) => {
  const terminal = await open(t);
  terminal.type('old = 1<enter>');
  await terminal.shows('\n2>');
  terminal.type('old = 2<enter>');
  await terminal.shows('\n3>');
  await pressAll(
    terminal,
    CASES,
    (before) => before,
    () => '¦',
  );
  const pressed = new Set(CASES.map(([key]) => key));
  assert.deepEqual(
    Object.keys(EMACS).filter((key) => !pressed.has(key) && !ELSEWHERE.includes(key)),
    [],
  );
});

test('keys of vi, and those of its normal mode', { timeout: 120_000 }, async (t) => {
  const terminal = await open(t, '[repl]\nkeys = "vi"\n');
  terminal.type('old = 1<enter>');
  await terminal.shows('\n2>');
  terminal.type('old = 2<enter>');
  await terminal.shows('\n3>');
  const asIn = CASES.filter(([key]) => VI_INSERT[key] === EMACS[key] && VI_INSERT[key] !== undefined);
  const typed = asIn.filter(([, before, after]) => !/<[CM]-[^ajpu]/.test(before) && !after.includes('\n'));
  await pressAll(
    terminal,
    // What is put in without a pause is taken back as a whole there.
    typed.filter(([key, before]) => !before.includes('<M-') && key !== 'C-_'),
    (before) => before,
    () => '¦',
  );
  await pressAll(
    terminal,
    VI,
    (before) => before,
    (key) => (/escape|\[/.test(key) ? 'i¦' : '¦'),
  );
  await pressAll(
    terminal,
    VI_COMMANDS,
    (before) => (before.includes('<escape>') ? before : `${before}<escape>`),
    (key) => (OPENS.includes(key) ? '¦' : 'i¦'),
  );
  await pressAll(
    terminal,
    VI_VISUALS,
    (before) => (before.includes('<escape>') ? before : `${before}<escape>`),
    (key) => (OPENS.includes(key) ? '¦' : 'i¦'),
  );
  const visual = new Set(VI_VISUALS.flatMap(([key]) => key.split(' ')));
  assert.deepEqual(
    Object.keys(VI_VISUAL).filter((key) => !visual.has(key)),
    [],
  );
  const normal = new Set([...VI_COMMANDS.map(([key]) => key), ...VI_ELSEWHERE, 'v', 'V']);
  assert.deepEqual(
    Object.keys(VI_NORMAL).filter((key) => !normal.has(key)),
    [],
  );
  const usual = new Set([...CASES, ...VI].map(([key]) => key));
  assert.deepEqual(
    Object.keys(VI_INSERT).filter((key) => !usual.has(key) && !ELSEWHERE.includes(key)),
    [],
  );
});

test('keys of vi that show elsewhere than in the line', async (t) => {
  const terminal = await open(t, '[repl]\nkeys = "vi"\n');
  terminal.type('first = 5<escape>');
  await terminal.shows('vi normal');
  terminal.type('<enter>');
  await terminal.shows('\n2>');
  terminal.type('first<escape>');
  await terminal.shows('vi normal');
  terminal.type('<C-j>');
  await terminal.shows('\n5\n');
  terminal.type('string.rep<escape>');
  await terminal.shows('vi normal');
  terminal.type('K');
  await terminal.shows('string.rep(s, n [, sep])');
  terminal.type('/fi5');
  await terminal.shows('search> fi5');
  terminal.type('<enter>');
  await terminal.shows('3> first = 5');
  terminal.type('<escape><C-l>');
  await terminal.until('one prompt', (screen) => screen.split('\n').filter((row) => /^\d>/.test(row)).length === 1);
});

test('what is selected in vi is in reverse video, also without colours, and the line below says the mode', async (t) => {
  const terminal = await open(t, '[repl]\nkeys = "vi"\n');
  terminal.type('one two<escape>');
  await terminal.shows('vi normal');
  terminal.type('0vee');
  await terminal.shows('vi visual ·');
  await terminal.until('the selection', () => terminal.reversed() === 'one two');
  terminal.type('V');
  await terminal.shows('vi visual line ·');
  terminal.type('<escape>');
  await terminal.until('nothing', () => terminal.reversed() === '');
});

test('Ctrl+Z stops the program until fg, at the prompt and while something runs', async (t) => {
  const work = tempFolder();
  const terminal = new PseudoTerminal({
    home: work.path,
    cwd: work.path,
    program: 'bash',
    args: ['--norc', '-i'],
    env: { PS1: 'shell$ ' },
  });
  t.after(() => terminal.end());
  await terminal.shows('shell$');
  terminal.type(`${process.execPath} ${cliPath} repl --quiet<enter>`);
  await terminal.shows('1>');
  terminal.type('6 *<C-z>');
  await terminal.shows('Stopped');
  terminal.type('echo still $((1 + 1))<enter>');
  await terminal.shows('still 2');
  terminal.type('fg<enter>');
  await terminal.until('the line again', (screen) => /1> 6 \*$/m.test(screen.slice(screen.indexOf('still 2'))));
  terminal.type(' 7<enter>');
  await terminal.shows('\n42\n');
  terminal.type('while true do print("on") Async.sleep(200) end<enter>');
  await terminal.shows('\non');
  terminal.type('<C-z>');
  await terminal.until('the shell', (screen) => screen.split('Stopped').length === 3);
  terminal.type('fg<enter>');
  await terminal.until('the run', (screen) => /fg\n.*\n[^]*\non\n/.test(screen.slice(screen.lastIndexOf('Stopped'))));
  terminal.type('<C-c>');
  await terminal.shows('interrupted');
  await terminal.shows('3>');
});

test('keys that show elsewhere than in the line', async (t) => {
  const work = tempFolder();
  const editor = work.file('editor.sh', '#!/bin/sh\nprintf "edited = 7" > "$1"\n');
  const terminal = new PseudoTerminal({
    home: work.path,
    cwd: work.path,
    args: ['repl', '--quiet'],
    env: { EDITOR: `sh ${editor}` },
  });
  t.after(() => terminal.end());
  await terminal.shows('1>');
  terminal.type('if<C-o>');
  await terminal.shows('error[');
  await terminal.shows('\n2>');
  terminal.type('<C-l>string.rep');
  await terminal.until('an empty screen', (screen) => !screen.includes('error[') && screen.includes('2> string.rep'));
  terminal.type('<f1>');
  await terminal.shows('string.rep(s, n [, sep])');
  terminal.type('<C-u>string.byte<M-h>');
  await terminal.shows('string.byte(s [, i [, j]])');
  terminal.type('<C-u><C-x><C-e>');
  await terminal.shows('2> edited = 7');
  terminal.type('<enter>');
  await terminal.shows('\n3>');
  terminal.type('<C-r>edi');
  await terminal.shows('search> edi');
  terminal.type('<C-g>edited<enter>');
  await terminal.shows('\n7\n');
});
