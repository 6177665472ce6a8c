import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { runShell } from '../support/run-shell.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

/** Scripts that never end by themselves, and try not to be ended. */
const ENDLESS: Readonly<Record<string, string>> = {
  'a loop': 'while true do end',
  'a loop of calls': 'local function f() end while true do f() end',
  'a loop under pcall': 'while true do pcall(function() while true do end end) end',
  'a loop under xpcall': 'while true do xpcall(function() while true do end end, function() while true do end end) end',
  'a coroutine': 'local co = coroutine.wrap(function() while true do end end) while true do pcall(co) end',
  'coroutines without end': 'while true do coroutine.wrap(function() coroutine.yield() end)() end',
  'a metamethod': 'local t = setmetatable({}, {__index = function(t, k) while true do end end}) return t.x',
  'a <close> handler': 'local x <close> = setmetatable({}, {__close = function() while true do end end})',
  'a <close> handler behind a loop':
    'local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end',
  'a finalizer': 'setmetatable({}, {__gc = function() while true do end end}) collectgarbage() while true do end',
  'a sort': 'table.sort({3, 2, 1}, function() while true do end end)',
  'a catastrophic pattern': 'return (("a"):rep(40000)):find((".-"):rep(60) .. "b")',
  'recursion in coroutines': 'local function f() return coroutine.wrap(f)() end while true do pcall(f) end',
};

describe('--timeout ends', () => {
  for (const [name, code] of Object.entries(ENDLESS)) {
    test(name, async () => {
      const { code: exitCode, stderr } = await runCli(['exec', '--timeout', '400ms', code]);
      assert.equal(exitCode, 124, stderr);
      assert.match(stderr, /timed out|timeout/);
    });
  }

  test('a script that waits for input', async () => {
    const { code } = await runCli(['exec', '--timeout', '0.4', 'print(io.read())'], { keepInputOpen: true });
    assert.equal(code, 124);
  });
});

describe('--timeout ends the waiting for the script', () => {
  test('from standard input', async () => {
    const { code, stderr } = await runCli(['run', '--timeout', '300ms', '-'], { keepInputOpen: true, input: 'print(' });
    assert.equal(code, 124);
    assert.match(stderr, /timed out before the script had been read/);
  });

  test('from a pipe that nobody opens, or that nobody closes', async () => {
    const { stdout } = await runShell(
      `mkfifo pipe; llmspell run --timeout 300ms pipe; echo $?; exec 3<>pipe; echo 'x =' >&3; llmspell run --timeout 300ms pipe; echo $?`,
      folder.path,
    );
    assert.equal(stdout, '124\n124\n');
  });

  test('and what is left of the time is for the run', async () => {
    const { stdout } = await runShell(
      `(sleep 0.4; echo 'print("up") while true do end') | llmspell run --timeout 2s -; echo $?`,
      folder.path,
    );
    assert.equal(stdout, 'up\n124\n');
  });
});

test('--timeout leaves alone what ends in time', async () => {
  assert.deepEqual([(await runCli(['exec', '--timeout', '1m', 'print(1)'])).code], [0]);
});

test('a report says where the script was', async () => {
  const { stderr } = await runCli(['exec', '--timeout', '400ms', 'local n = 0\nwhile true do\n  n = n + 1\nend']);
  assert.match(stderr, /exec:[234]/);
});

describe('--max-memory ends', () => {
  const BOMBS: Readonly<Record<string, string>> = {
    'a table that grows': 'local t = {} while true do t[#t + 1] = {} end',
    'a string that doubles': 'local s = "x" while true do s = s .. s end',
    'one that is caught again and again':
      'local t = {} while true do pcall(function() while true do t[#t + 1] = ("x"):rep(1e6) .. #t end end) end',
    'a string of string.rep': 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1e7) end',
    'coroutines that are kept': 'local t = {} while true do t[#t + 1] = coroutine.create(print) end',
  };
  for (const [name, code] of Object.entries(BOMBS)) {
    test(name, async () => {
      const { code: exitCode, stderr } = await runCli(['exec', '--max-memory', '32MB', '--timeout', '50s', code]);
      assert.equal(exitCode, 1, stderr);
      assert.match(stderr, /not enough memory/);
    });
  }

  test('not what stays below', async () => {
    assert.equal(
      (await runCli(['exec', '--max-memory', '32MB', 'local s = ("x"):rep(1e7) print(#s)'])).stdout,
      '10000000\n',
    );
  });
});

describe('deep recursion', () => {
  test('is an error with a report', async () => {
    const { code, stderr } = await runCli(['exec', 'local function f(n) return 1 + f(n + 1) end f(1)']);
    assert.equal(code, 1);
    assert.match(stderr, /stack overflow/);
  });

  test('can be caught', async () => {
    const { stdout } = await runCli(['exec', 'local function f() return 1 + f() end print(pcall(f)) print("on")']);
    assert.match(stdout, /^false\t.*stack overflow[\s\S]*on\n$/);
  });

  test('of C calls and patterns too', async () => {
    const { stdout } = await runCli(['exec', 'print(pcall(string.rep, "(", -1)) print(pcall(load, ("("):rep(1000)))']);
    assert.match(stdout, /^true/);
    const nested =
      'local f = function() end for i = 1, 1000 do local g = f f = function() return pcall(g) end end print(f())';
    assert.equal((await runCli(['exec', nested])).code, 0);
  });
});
