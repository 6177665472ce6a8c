// The terminal debugger over pipes: commands in, a transcript on standard error, the script's own output and exit code as ever.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { CliOptions, CliResult } from '../support/run-cli.js';
import { runCli, startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const cwd = folder.path;

folder.file(
  'stats.lua',
  `local function sum(list)
  local total = 0
  for i, value in ipairs(list) do
    total = total + value
  end
  return total
end

local numbers = { 3, 1, 4 }
print("sum", sum(numbers))
local worst
print(worst.value)
`,
);
folder.file('echo.lua', 'local line = io.read()\nprint("<" .. tostring(line) .. ">", ARGS[1])\nos.exit(7)\n');
folder.file('caught.lua', 'print(pcall(error, "soft"))\nlocal t = { n = 1 }\nt.n = 2\nt.n = 3\nprint(t.n)\n');

let homes = 0;

/** Runs `llmspell ARGS` with these commands, in a home folder of its own. */
async function debug(
  args: readonly string[],
  commands: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const HOME = join(cwd, `home-${++homes}`);
  const input = commands.map((line) => `${line}\n`).join('');
  return runCli(args, { cwd, input, ...options, env: { HOME, ...options.env } });
}

describe('llmspell debug', () => {
  test('a session from the first line to an error that ends the script', async () => {
    const { code, stdout, stderr } = await debug(
      ['debug', 'stats.lua'],
      ['break 4 if i == 2', 'c', 'bt', 'p total', 'next', '', 'locals', 'finish', 'numbers[1] + 1', 'c', 'up'],
    );
    assert.equal(stdout, 'sum\t8\n');
    const [transcript = '', report = ''] = stderr.split('error[LUA1001]');
    assert.equal(
      transcript,
      `Paused on entry, main chunk at stats.lua:7
  5    end
  6    return total
> 7  end
  8
  9  local numbers = { 3, 1, 4 }
(debug) break 4 if i == 2
Breakpoint 1 at stats.lua:4 if i == 2
(debug) c
Breakpoint 1, sum at stats.lua:4
  2    local total = 0
  3    for i, value in ipairs(list) do
> 4      total = total + value
  5    end
  6    return total
  list = {3, 1, 4}  total = 3  i = 2  value = 1
(debug) bt
> #0 sum at stats.lua:4
  #1 main chunk at stats.lua:10
(debug) p total
3
(debug) next
sum at stats.lua:3
  1  local function sum(list)
  2    local total = 0
> 3    for i, value in ipairs(list) do
* 4      total = total + value
  5    end
  list = {3, 1, 4}  *total = 4
(debug) 
sum at stats.lua:4
  2    local total = 0
  3    for i, value in ipairs(list) do
> 4      total = total + value
  5    end
  6    return total
  list = {3, 1, 4}  total = 4  *i = 3  *value = 4
(debug) locals
  list = {3, 1, 4}
  total = 4
* i = 3
* value = 4
(debug) finish
main chunk at stats.lua:11
Returned 8
   8
   9  local numbers = { 3, 1, 4 }
  10  print("sum", sum(numbers))
> 11  local worst
  12  print(worst.value)
  sum = function (list)  numbers = {3, 1, 4}
(debug) numbers[1] + 1
4
(debug) c
Error: stats.lua:12: attempt to index a nil value (local 'worst') (uncaught)
in main chunk at stats.lua:12
   8
   9  local numbers = { 3, 1, 4 }
  10  print("sum", sum(numbers))
  11  local worst
> 12  print(worst.value)
  sum = function (list)  numbers = {3, 1, 4}  *worst = nil
(debug) up
error: this is the outermost frame
`,
    );
    assert.match(report, /attempt to index a nil value/);
    assert.equal(code, 1);
  });

  test('without commands the script runs to its end, with its exit code', async () => {
    const { code, stdout, stderr } = await debug(['debug', 'echo.lua', 'arg'], []);
    assert.equal(stdout, '<nil>\targ\n');
    assert.match(stderr, /it\s+gets\s+the\s+end\s+of\s+the\s+input/);
    assert.equal(code, 7);
  });

  test('with a file of commands standard input is the script’s', async () => {
    writeFileSync(join(cwd, 'commands'), '-- a note\nbreak 2\ncontinue\np line\n');
    const { code, stdout, stderr } = await debug(['debug', '-x', 'commands', 'echo.lua'], ['typed']);
    assert.equal(stdout, '<typed>\tnil\n');
    assert.match(stderr, /\(debug\) p line\n"typed"\n/);
    assert.equal(code, 7);
  });

  test('quit ends the script with the code of an interruption', async () => {
    const { code, stdout, stderr } = await debug(['debug', '--break-at', 'sum', 'stats.lua'], ['q']);
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /error\[/);
    assert.equal(code, 130);
  });

  test('places, terms and expressions of the command line', async () => {
    const { stderr } = await debug(
      ['debug', '--break', '4:i == 3', '--break-at=stats.lua:10', '--watch', '#numbers', '--watch=total', 'stats.lua'],
      ['info breakpoints', 'c', 'info display', 'q'],
    );
    assert.match(stderr, /^ {2}1 {2}stats\.lua:4 if i == 3\n {2}2 {2}stats\.lua:10 {2}stopped once\n/m);
    assert.match(stderr, /^1: #numbers = 3\n2: total = nil$/m);
    assert.match(stderr, /^Breakpoint 1, sum at stats\.lua:4$/m);
    assert.match(stderr, /^2: total = 4 \(was nil\)$/m);
  });

  test('breakpoints of all kinds, and what can be done with them', async () => {
    const { stderr, code } = await debug(
      ['debug', '--step', 'stats.lua'],
      [
        'tbreak sum',
        'log 4 i is {i}',
        'b 6',
        'ignore 3 5',
        'ignore 3 0',
        'disable 3',
        'c',
        'n',
        'watch total',
        'c',
        'd 4',
        'enable',
        'condition 3 total > 100',
        'condition 3',
        'c',
        'info b',
        'd all',
        'b nowhere.lua:3',
        'b 3 3 3',
        'condition 99 x',
        'set total = 50',
      ],
    );
    assert.match(stderr, /^Temporary breakpoint 1 in sum$/m);
    assert.match(stderr, /^Log point 2 at stats\.lua:4, says "i is \{i\}"$/m);
    assert.match(stderr, /^Breakpoint 1, sum at stats\.lua:2$/m);
    assert.match(stderr, /^Breakpoint 4: total: 0 → 3\nbefore sum at stats\.lua:3$/m);
    assert.match(stderr, /^i is 1\n[^]*^i is 2\ni is 3\nBreakpoint 3, sum at stats\.lua:6$/m);
    assert.match(stderr, /^ {2}2 {2}stats\.lua:4, says "i is \{i\}"\n {2}3 {2}stats\.lua:6 {2}stopped once\n/m);
    assert.match(stderr, /^Breakpoint 5 at nowhere\.lua:3: not loaded yet$/m);
    assert.match(stderr, /^error: there is no breakpoint 99: there is 5/m);
    assert.match(stderr, /^total = 50$/m);
    assert.equal(code, 1);
  });

  test('errors stop as catch says', async () => {
    const { stderr, stdout } = await debug(
      ['debug', '--step', 'caught.lua'],
      ['catch caught /soft/', 'c', 'info error', 'catch off', 'w t.n', 'c'],
    );
    assert.match(stderr, /^Error: soft \(will be caught\)\nin error, called by #\d main chunk at caught\.lua:1$/m);
    assert.match(stderr, /a string; it will be caught/);
    assert.equal(stdout, 'false\tsoft\n3\n');
    const off = await debug(['debug', '--break-at', '99', 'stats.lua'], ['bt'], {
      env: { LLMSPELL_DEBUG_BREAK_ON_ERROR: 'no' },
    });
    assert.doesNotMatch(off.stderr, /\(uncaught\)/);
    assert.equal(off.code, 1);
  });

  test('the way through the script: until, advance, steps, frames, source', async () => {
    const { stderr } = await debug(
      ['debug', '--break-at', '2', 'stats.lua'],
      ['step 3', 'until 6', 'up', 'list 1,2', 'l', 'source sum', 'advance 11', 'info frame', 'kill', 'p 1', 'c'],
    );
    assert.match(stderr, /\(debug\) step 3\nsum at stats\.lua:3\n/);
    assert.match(stderr, /\(debug\) until 6\nsum at stats\.lua:6\n/);
    assert.match(stderr, /\(debug\) up\n#1 main chunk at stats\.lua:10\n/);
    assert.match(
      stderr,
      /\(debug\) list 1,2\n {2}1 {2}local function sum\(list\)\n\* 2 {4}local total = 0\n\(debug\) l\n {3}3 {4}for/,
    );
    assert.match(
      stderr,
      /\(debug\) source sum\n {2}1[^]* {2}7 {2}end\n\(debug\) advance 11\nmain chunk at stats\.lua:11\n/,
    );
    assert.match(
      stderr,
      /\(debug\) p 1\n1\n\(debug\) c\nerror: nothing is paused: the script has ended; run\nstarts it again|nothing is paused: the script has ended/,
    );
  });

  test('run starts the script again, with what was set', async () => {
    const { stderr, stdout } = await debug(['debug', '--break-at', '11', 'stats.lua'], ['run', 'bt', 'q']);
    assert.equal(stdout, 'sum\t8\nsum\t8\n');
    assert.match(stderr, /Starting again\.\nBreakpoint 1, main chunk at stats\.lua:11\n/);
  });

  test('what is neither a command nor Lua gets a hint', async () => {
    const { stderr } = await debug(
      ['debug', 'stats.lua'],
      ['contniue', '.contniue', 'di', 'break', 'help finish', 'q'],
    );
    assert.match(
      stderr,
      /^nil\n\(if that was a command: continue\)\n\(debug\) \.contniue\nerror: there is no command 'contniue'/m,
    );
    assert.match(stderr, /^\(if that was a command: disable, display\)$/m);
    assert.match(stderr, /^finish\n\nGoes on until this function/m);
  });

  test('a time limit, a memory limit and permissions hold as with run', async () => {
    folder.file('endless.lua', 'print(pcall(io.open, "/etc/passwd"))\nwhile true do end\n');
    const { code, stdout } = await debug(
      ['debug', '--timeout', '500ms', '--deny-all', '--break-at', '2', 'endless.lua'],
      ['p 1', 'd'],
    );
    assert.match(stdout, /permission|denied|not allowed/i);
    assert.equal(code, 124);
  });

  test('--output json is the object that run prints', async () => {
    const { stdout } = await debug(['debug', '--output', 'json', '--step', 'echo.lua'], []);
    const { output, result, exit_code: code } = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(output ?? result, '<nil>\tnil');
    assert.equal(code, 7);
  });
});

describe('run and exec with --debug', () => {
  test('run stops where an error ends the script, and nowhere by itself', async () => {
    const { code, stderr } = await debug(['run', '--debug', 'stats.lua'], ['worst']);
    assert.match(stderr, /^Error: [^\n]*\(uncaught\)\n[^]*\(debug\) worst\nnil\n/);
    assert.equal(code, 1);
    assert.equal(
      (await debug(['run', '--debug', 'echo.lua'], [])).stderr.split('\n')[0]?.startsWith('The script reads'),
      true,
    );
  });

  test('exec takes lines of its code', async () => {
    const code = 'local x = 1\nx = x + 1\nprint(x)';
    const { stderr, stdout } = await debug(['exec', '--debug', '--break-at', '3', code], ['p x', 'set x = 40']);
    assert.match(stderr, /^Breakpoint 1, main chunk at exec:3\n[^]*\(debug\) p x\n2\n/);
    assert.equal(stdout, '40\n');
  });

  test('variables and the configuration file turn it on; options alone are refused', async () => {
    folder.file('debug.toml', '[debug]\nenabled = true\nbreakpoints = ["stats.lua:10"]\n');
    const byFile = await debug(['run', '-c', 'debug.toml', 'stats.lua'], ['q']);
    assert.match(byFile.stderr, /^Breakpoint 1, main chunk at stats\.lua:10$/m);
    const byVariable = await debug(['run', 'stats.lua'], ['q'], { env: { LLMSPELL_DEBUG: '1' } });
    assert.match(byVariable.stderr, /\(uncaught\)/);
    const refused = await debug(['run', '--break-at', '3', 'stats.lua'], []);
    assert.match(refused.stderr, /--break-at is for debugging\n {2}help: add --debug/);
    assert.equal(refused.code, 2);
    assert.equal((await debug(['debug', '--break-at', '+', 'stats.lua'], [])).code, 2);
    assert.equal((await debug(['debug', '-x', 'no-such-file', 'stats.lua'], [])).code, 2);
  });

  test('without it nothing of the debugger is loaded', async () => {
    const env = { NODE_V8_COVERAGE: join(cwd, 'coverage') };
    await runCli(['exec', 'print(1)'], { cwd, env });
    const { readFileSync } = await import('node:fs');
    const seen = readdirSync(env.NODE_V8_COVERAGE).map((name) =>
      readFileSync(join(env.NODE_V8_COVERAGE, name), 'utf8'),
    );
    assert.ok(seen.length > 0);
    assert.ok(!seen.some((text) => /"url":"[^"]*\/debug-(command|script)[^"]*"/.test(text)));
  });
});

describe('a signal', () => {
  const LAST = 'print("last")\n';

  /** Sends it when the script has printed its last line. */
  async function ended(args: readonly string[], input: string): Promise<CliResult> {
    folder.file('last.lua', LAST);
    const cli = startCli(['debug', '--no-remember', ...args, 'last.lua'], { cwd, input, keepInputOpen: true });
    await cli.printed('last\n');
    // The prompt comes again, with a command for it.
    cli.process.stdin!.write('p 6 * 7\n');
    await cli.printed('42', 'stderr');
    cli.process.kill('SIGTERM');
    return cli.result;
  }

  test('ends the debugger at the prompt of a script that has ended', async () => {
    for (const args of [[], ['--port', '0']]) {
      const { code, signal, stderr } = await ended(args, 'c\n');
      assert.deepEqual([code, signal], [143, null]);
      assert.doesNotMatch(stderr, /^error/m);
    }
  });

  test('ends the debugger at the prompt of a script that is paused', async () => {
    const cli = startCli(['debug', 'stats.lua'], { cwd, input: 'n\n', keepInputOpen: true });
    await cli.printed('(debug) n', 'stderr');
    cli.process.kill('SIGTERM');
    const { code, stderr } = await cli.result;
    assert.equal(code, 143);
    assert.doesNotMatch(stderr, /^error|Another client/m);
  });
});

describe('what is kept', () => {
  const HOME = join(cwd, 'home-kept');
  const kept = (args: readonly string[], commands: readonly string[]): Promise<CliResult> =>
    runCli(args, { cwd, env: { HOME }, input: commands.map((line) => `${line}\n`).join('') });

  test('breakpoints and expressions come back in the same folder, until they are deleted', async () => {
    await kept(['debug', 'stats.lua'], ['b 4 if i == 2', 'display #numbers', 'disable 1', 'catch raised', 'q']);
    const again = await kept(['debug', 'stats.lua'], ['info b', 'q']);
    assert.match(again.stderr, /^Set: 1 breakpoint, 1 watched expression and errors that stop: raised \(/);
    assert.match(again.stderr, /^ {2}1 {2}stats\.lua:4 \(disabled\) if i == 2\n {2}errors that stop: raised$/m);
    const without = await kept(['debug', '--no-remember', 'stats.lua'], ['info b', 'q']);
    assert.match(without.stderr, /no breakpoints/);
    await kept(['debug', 'stats.lua'], ['delete all', 'q']);
    const none = await kept(['debug', 'stats.lua'], ['info b', 'catch raised', 'q']);
    assert.match(none.stderr, /^ {2}no breakpoints\n {2}errors that stop: uncaught$/m);
    assert.match((await kept(['debug', 'stats.lua'], ['q'])).stderr, /^Set: errors that stop: raised \(/);
    await kept(['debug', 'stats.lua'], ['delete all', 'q']);
  });

  test('a damaged file is reported and put aside', async () => {
    await kept(['debug', 'stats.lua'], ['b 4', 'q']);
    const [name = ''] = readdirSync(join(HOME, '.llmspell/debug'));
    writeFileSync(join(HOME, '.llmspell/debug', name), '{');
    const { stderr } = await kept(['debug', 'stats.lua'], ['q']);
    assert.match(stderr, /what was kept of the last debugging cannot be read/);
    assert.ok(existsSync(join(HOME, '.llmspell/debug', `${name}.damaged`)));
  });
});

describe('debug-attach', () => {
  test('joins a session that debug serves, while its script runs', async () => {
    folder.file(
      'busy.lua',
      'counter = 0\nlocal function tick()\n  counter = counter + 1\nend\nprint("up")\nwhile counter >= 0 do\n  tick()\nend\nprint("over")\n',
    );
    const env = { HOME: join(cwd, 'home-attach') };
    const owner = startCli(['debug', '--port', '0', '--break-at', '99', 'busy.lua'], { cwd, env, keepInputOpen: true });
    await owner.printed('up');
    const attach = (commands: readonly string[], args: readonly string[] = []): Promise<CliResult> =>
      runCli(['debug-attach', '--no-remember', ...args], {
        cwd,
        env,
        input: commands.map((line) => `${line}\n`).join(''),
      });
    const setting = ['b tick', 'c', 'bt', 'd 1', 'catch caught /x/', 'watch counter', 'd 3'];
    const first = await attach(['pause', 'p counter > 0', ...setting, 'detach']);
    assert.match(first.stderr, /^Attached to [0-9a-f]+: a script runs\./);
    assert.match(first.stderr, /\(debug\) pause\nPaused, /);
    assert.match(first.stderr, /\(debug\) p counter > 0\ntrue\n/);
    assert.match(first.stderr, /^Breakpoint \d+, tick at busy\.lua:3$/m);
    assert.equal(first.code, 0);
    const second = await attach(['set counter = -10', 'continue', 'q']);
    assert.match(second.stderr, /a script is paused[^]*Breakpoint|^tick at busy\.lua|counter = -10/m);
    await owner.printed('over');
    owner.process.kill('SIGTERM');
    const { stderr } = await owner.result;
    assert.match(stderr, /^Another client: Breakpoint 2 in tick$/m);
    assert.match(stderr, /^Another client: Breakpoint 3 on changes of counter$/m);
    assert.match(stderr, /^Another client: errors that stop: caught \/x\/$/m);
    assert.match(stderr, /^Breakpoint 1 was removed by another client\.$/m);
  });

  test('says when there is no kernel', async () => {
    const { code, stderr } = await debug(['debug-attach'], [], { env: { LLMSPELL_KERNEL_DIR: join(cwd, 'none') } });
    assert.match(stderr, /no kernel runs/);
    assert.equal(code, 2);
  });
});
