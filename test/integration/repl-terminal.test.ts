// The prompt in a pseudo-terminal: real keys, and the screen that they leave.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import type { PseudoTerminalOptions } from '../support/pseudo-terminal.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
folder.file('area.lua', 'function area(w, h)\n  local a = w * h\n  return a\nend\n');
let homes = 0;

function newHome(): string {
  const home = join(folder.path, `home-${++homes}`);
  mkdirSync(home);
  return home;
}

async function open(t: TestContext, options: Partial<PseudoTerminalOptions> = {}): Promise<PseudoTerminal> {
  const { args = [] } = options;
  const terminal = new PseudoTerminal({
    home: newHome(),
    cwd: folder.path,
    ...options,
    args: ['repl', '--quiet', ...args],
  });
  t.after(() => terminal.end());
  await terminal.shows('1>');
  return terminal;
}

/** Of the screen, without the status, which may come behind what is waited for. */
function last(screen: string, rows: number): string {
  const lines = screen.split('\n');
  const end = lines.at(-1)!;
  const isStatus = /^\S+ · main/.test(end) || 'embedded · main'.startsWith(end);
  const shown = lines.slice(0, isStatus ? -1 : undefined).slice(-rows);
  return shown.map((row) => row.trimEnd()).join('\n');
}

test('a function over several lines, its result, and what _ holds', async (t) => {
  const terminal = await open(t);
  terminal.type('local function double(n)<enter>return n * 2<enter>end<enter>');
  await terminal.shows('2>');
  terminal.type('double(21)<enter>');
  await terminal.shows('3>');
  terminal.type('_ + _2<enter>');
  const screen = await terminal.shows('4>');
  assert.equal(
    last(screen, 8),
    '1> local function double(n)\n.>   return n * 2\n.> end\n2> double(21)\n42\n3> _ + _2\n84\n4>',
  );
  assert.match(screen, /embedded · main · 3 runs · [\d.]+ ms$/);
});

test('an error is a report, is taken back with up, and corrected', async (t) => {
  const terminal = await open(t);
  terminal.type('prin("x")<enter>');
  await terminal.shows('error[LUA1002]');
  await terminal.shows('2>');
  terminal.type('<up><C-a><C-f><C-f><C-f><C-f>t<enter>');
  const screen = await terminal.shows('3>');
  assert.equal(last(screen, 3), '2> print("x")\nx\n3>');
});

test('completion: what all begin with, the menu, what is selected, and Escape', async (t) => {
  const terminal = await open(t);
  terminal.type('conf = {alpha = 1, alps = 2}<enter>');
  await terminal.shows('2>');
  terminal.type('conf.a<tab>');
  await terminal.shows('  alpha  field');
  terminal.type('<tab><tab>');
  await terminal.shows('2> conf.alps');
  await terminal.shows('> alps');
  await terminal.shows('conf.alps: number');
  terminal.type('<escape>');
  const screen = await terminal.until('no menu', (text) => !text.includes('> alps '));
  assert.equal(last(screen, 1), '2> conf.alps');
});

test('a call shows its signature', async (t) => {
  const terminal = await open(t);
  // A hint needs the kernel.
  terminal.type('1<enter>');
  await terminal.shows('2>');
  terminal.type('string.rep("a",');
  await terminal.shows('string.rep(s, n [, sep])');
});

test('commands complete, explain themselves, and are corrected', async (t) => {
  const terminal = await open(t);
  terminal.type('.the<tab> li<tab><enter>');
  await terminal.shows('1> .theme light');
  terminal.type('.help bench<enter>');
  await terminal.shows('microseconds for each');
  terminal.type('.benhc x<enter>');
  await terminal.shows('did you mean .bench?');
});

test('the history: a grey suggestion, a search, and the next session', async (t) => {
  const home = newHome();
  const first = await open(t, { home });
  first.type('answer = 42<enter>');
  await first.shows('2>');
  first.type('ans');
  await first.shows('2> answer = 42');
  first.type('<right>0<enter>');
  await first.shows('3>');
  first.type('<C-d>');
  assert.equal(await first.exitCode, 0);
  const second = await open(t, { home });
  second.type('1<enter>');
  await second.shows('2>');
  second.type('<C-r>as420');
  await second.shows('> answer = 420');
  second.type('<enter><enter>');
  await second.shows('3>');
  second.type('answer<enter>');
  assert.equal(last(await second.shows('4>'), 2), '420\n4>');
});

test('Ctrl+C gives up a line, and ends a run', async (t) => {
  const terminal = await open(t);
  terminal.type('not this<C-c>');
  assert.equal(
    last(await terminal.until('two prompts', (text) => text.split('1>').length === 3), 2),
    '1> not this\n1>',
  );
  terminal.type('print("on") while true do end<enter>');
  await terminal.shows('\non');
  terminal.type('<C-c>');
  await terminal.shows('interrupted');
  await terminal.shows('2>');
});

test('a script asks, in its own line', async (t) => {
  const terminal = await open(t);
  terminal.type('io.write("name? ") io.read()<enter>');
  await terminal.shows('\nname?');
  terminal.type('bob<enter>');
  assert.equal(last(await terminal.shows('2>'), 3), 'name? bob\n"bob"\n2>');
});

test('a breakpoint makes the prompt the debugger’s, and leaving it goes on', async (t) => {
  const terminal = await open(t);
  terminal.type('.run area.lua<enter>');
  await terminal.shows('1>');
  terminal.type('.break area.lua:3<enter>');
  await terminal.shows('Breakpoint 1 at area.lua:3');
  terminal.type('area(2, 3)<enter>');
  await terminal.shows('debug>');
  terminal.type('a + 1<enter>');
  await terminal.shows('\n7\n');
  terminal.type('.set<enter>');
  await terminal.shows('theme');
  terminal.type('<C-d>');
  assert.equal(last(await terminal.shows('2>'), 2), '6\n2>');
});

test('Debugger.breakpoint() pauses what is typed', async (t) => {
  const terminal = await open(t);
  terminal.type('local x = 5<enter>');
  await terminal.shows('2>');
  terminal.type('Debugger.breakpoint() x = x + 1<enter>');
  const screen = await terminal.shows('debug>');
  assert.match(screen, /> 1 {2}Debugger\.breakpoint\(\) x = x \+ 1/);
  terminal.type('x = 10<enter>');
  terminal.type('.continue<enter>');
  await terminal.shows('3>');
  terminal.type('x<enter>');
  assert.equal(last(await terminal.shows('4>'), 2), '11\n4>');
});

test('what is pasted is put in as it is', async (t) => {
  const terminal = await open(t);
  terminal.type('\u001b[200~if true then\r    print("p")\rend\u001b[201~');
  const screen = await terminal.shows('.> end');
  assert.equal(last(screen, 3), '1> if true then\n.>     print("p")\n.> end');
  terminal.type('<enter>');
  await terminal.shows('\np\n2>');
});

test('wide characters, emoji and combining marks keep the cursor where it belongs', async (t) => {
  const terminal = await open(t);
  terminal.type('"漢字👨‍👩‍👧e\u0301"');
  await terminal.shows('漢字');
  terminal.type('<left><left>');
  await terminal.until('the cursor before the accent', () => terminal.cursor.column === 3 + 1 + 4 + 2);
  terminal.type('<backspace><backspace>x<enter>');
  assert.match(await terminal.shows('2>'), /1> "漢xe\u0301"/);
});

test('forty columns, and another size meanwhile', async (t) => {
  const terminal = await open(t, { columns: 40, rows: 12 });
  terminal.type('local text = "a string that is longer than the screen is wide"');
  assert.equal(
    last(await terminal.shows('wide"'), 2),
    '1> local text = "a string that is longer\n than the screen is wide"',
  );
  terminal.resize(60, 12);
  await terminal.shows('"a string that is longer than the screen is \nwide"');
  terminal.type('<enter>#text<enter>');
  assert.equal(last(await terminal.shows('3>'), 2), '47\n3>');
});

test('forty columns: words of reports and advice stay whole, and a full row has no empty one behind it', async (t) => {
  const terminal = await open(t, { columns: 40, rows: 40 });
  terminal.type('print("0123456789 0123456789 012345")<enter>');
  await terminal.shows('2345")\n0123456789 0123456789 012345\n2>');
  terminal.type('not_there.field = 1<enter>');
  const report = await terminal.shows('\n3>');
  assert.match(report, /attempt to index a nil\nvalue \(global 'not_there'\)/);
  assert.match(report, /= docs:\n +docs\/reference\/errors.md#lua1001\n/);
  terminal.type('.connect<enter>');
  await terminal.shows('error: .connect needs the id of a\n       kernel, auto, or embedded\n');
});

test('without colours nothing but the cursor is steered', async (t) => {
  const terminal = await open(t, { args: ['--no-color'] });
  terminal.type('x = {1, "a"}<enter>x<enter>');
  assert.equal(last(await terminal.shows('3>'), 2), '{1, "a"}\n3>');
});

test('what is typed while something runs is there afterwards', async (t) => {
  const terminal = await open(t);
  terminal.type('for i = 1, 3e7 do end<enter>1 + 1<enter>');
  assert.equal(last(await terminal.shows('3>'), 2), '2\n3>');
});

test('os.exit leaves with its code', async (t) => {
  const terminal = await open(t);
  terminal.type('os.exit(3)<enter>');
  assert.equal(await terminal.exitCode, 3);
});

test('vi: modes are shown, operators and repetition do, and own keys of the configuration', async (t) => {
  const home = newHome();
  mkdirSync(join(home, '.config', 'llmspell'), { recursive: true });
  writeFileSync(
    join(home, '.config', 'llmspell', 'config.toml'),
    '[repl]\nkeys = "vi"\nbindings = ["normal Q: run", "C-t: none", "C-x C-s: run"]\n',
  );
  const terminal = await open(t, { home });
  await terminal.shows('vi insert · ');
  terminal.type('one = 1 + 1');
  await terminal.shows('1 + 1');
  terminal.type('<escape>');
  await terminal.shows('vi normal · ');
  terminal.type('2d');
  await terminal.shows('vi normal 2d · ');
  terminal.type('b.A5<C-x><C-s>');
  await terminal.shows('2>');
  await terminal.shows('\n15\n');
  terminal.type('7<escape>Q');
  await terminal.shows('\n7\n');
});

test('what is wrong with a key of the configuration is said', async (t) => {
  const home = newHome();
  mkdirSync(join(home, '.config', 'llmspell'), { recursive: true });
  const config = join(home, '.config', 'llmspell', 'config.toml');
  for (const [binding, message] of [
    ['C-t: word-lfet', "there is no action 'word-lfet' (did you mean 'word-left'?)"],
    ['C-foo: run', "there is no key 'C-foo'"],
    ['run', "'run' is no key with an action"],
  ] as const) {
    writeFileSync(config, `[repl]\nbindings = ["${binding}"]\n`);
    const terminal = new PseudoTerminal({ home, cwd: folder.path, args: ['repl', '--quiet'], columns: 160 });
    t.after(() => terminal.end());
    await terminal.shows(message);
    assert.equal(await terminal.exitCode, 2);
  }
});

test('settings: what they are, other values, and as they were', async (t) => {
  const terminal = await open(t);
  terminal.type('.set history_size many<enter>');
  await terminal.shows('history_size cannot be');
  terminal.type('.set history_size 50<enter>.set secrets hush \\d{4}<enter>.set<enter>');
  await terminal.shows('history_size 50');
  await terminal.shows('secrets      hush \\d{4}');
  terminal.type('.unset history_size<enter>.set history_size<enter>');
  await terminal.shows('history_size 20000');
});

test('an input with a secret, or with a blank before it, is not kept', async (t) => {
  const terminal = await open(t);
  terminal.type('x = 1<enter>');
  await terminal.shows('2>');
  terminal.type('api_key = "abc"<enter>');
  await terminal.until(
    'a third prompt',
    (text) => /\n\d> $/.test(text.split('embedded')[0]!) || text.includes('2 runs'),
  );
  terminal.type(' y = 2<enter>');
  await terminal.shows('3 runs');
  terminal.type('<up>');
  await terminal.until('the last input that is kept', (text) => text.includes('> x = 1\nembedded'));
});

test('Ctrl+D while something runs asks before it leaves', async (t) => {
  const terminal = await open(t);
  terminal.type('print("on") while true do end<enter>');
  await terminal.shows('\non');
  terminal.type('<C-d>');
  await terminal.shows('End it, and leave? (y/n)');
  terminal.type('n<enter><C-c>');
  await terminal.shows('2>');
  terminal.type('print("again") while true do end<enter>');
  await terminal.shows('\nagain');
  terminal.type('<C-d>');
  await terminal.until('the question again', (text) => text.split('leave? (y/n)').length === 3);
  terminal.type('y<enter>');
  assert.equal(await terminal.exitCode, 0);
});

test('.reload takes up a file that was saved; --reload does so by itself', async (t) => {
  const file = folder.file('reloaded.lua', 'function side(a)\n  return a * 2\nend\n');
  const terminal = await open(t);
  terminal.type('.run reloaded.lua<enter>side(4)<enter>');
  await terminal.shows('\n8\n');
  writeFileSync(file, '-- doubled and one\nfunction side(a)\n  return a * 2 + 1\nend\n');
  terminal.type('.reload reloaded.lua<enter>');
  await terminal.shows('reloaded reloaded.lua: 1 function');
  terminal.type('side(4)<enter>');
  await terminal.shows('\n9\n');
  folder.file('never-run.lua', '');
  terminal.type('.reload never-run.lua<enter>');
  await terminal.until('what to do', (screen) =>
    /error: nothing of this file is loaded\n +help: \.run FILE, or require, loads it/.test(screen),
  );
  terminal.type('.break reloaded.lua:3<enter>');
  await terminal.shows('Breakpoint 1 at reloaded.lua:3');
  writeFileSync(file, '-- doubled\n-- and one\nfunction side(a)\n  return a * 2 + 1\nend\n');
  terminal.type('.reload reloaded.lua<enter>');
  await terminal.shows('\nBreakpoint 1 is at reloaded.lua:4 now.\n');
  writeFileSync(file, '-- doubled and one\nfunction side(a)\n  return a * 2 + 1\nend\n');
  const watching = await open(t, { args: ['--reload', 'reloaded.lua'] });
  watching.type('.break reloaded.lua:3<enter>');
  await watching.shows('Breakpoint 1 at reloaded.lua:3');
  writeFileSync(file, 'function side(a)\n  return a * 2 + 100\nend\n');
  await watching.shows('reloaded reloaded.lua: 1 function\nBreakpoint 1 is at reloaded.lua:2 now.\n');
  watching.type('side(1)<enter>');
  await watching.shows('> 2    return a * 2 + 100');
  watching.type('<C-d>');
  await watching.shows('\n102\n');
  writeFileSync(file, 'function side(a)\n  return a *\nend\n');
  await watching.shows('= note: reloaded.lua stays as it was: its old code goes on');
  assert.match(watching.text(), /error\[LUA2001\].*\n +--> reloaded\.lua:3:1\n/);
  watching.type('<C-l>.reload reloaded.lua<enter>');
  await watching.until('the report once more', (screen) =>
    /^error\[LUA2001\]/m.test(screen.slice(screen.indexOf('.reload'))),
  );
  watching.type('.delete 1<enter>side(1)<enter>');
  await watching.shows('\n102\n');
});

test('.connect goes on in a kernel, and shows what others run in the same session', async (t) => {
  const home = newHome();
  const env = { HOME: home };
  const started = await runCli(['kernel', 'start', '--daemon', '--id', 'shared-prompt'], { env });
  t.after(() => runCli(['kernel', 'stop', 'shared-prompt', '--force'], { env }));
  assert.equal(started.code, 0, started.stderr);
  const terminal = await open(t, { home, columns: 100 });
  terminal.type('here = 1<enter>');
  await terminal.shows('2>');
  terminal.type('.connect shared-prompt<enter>');
  await terminal.shows('session main, kernel shared-prompt');
  await terminal.shows('shared-prompt · main');
  terminal.type('half');
  await terminal.shows('1> half');
  const connect = ['exec', '--connect', 'shared-prompt', '--session', 'main'];
  await runCli([...connect, 'x = 42 print("from elsewhere")'], { env });
  await terminal.until('what the other has run', (screen) =>
    screen.includes('runs: x = 42 print("from elsewhere")\nfrom elsewhere\n1> half'),
  );
  terminal.type('<C-u>x, here<enter>');
  await terminal.until('both values', (screen) => /\n42 +nil\n/.test(screen));
});
