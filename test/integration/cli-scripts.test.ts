import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { runShell } from '../support/run-shell.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const cwd = folder.path;
const listArgs = folder.file('args.lua', 'for i, value in ipairs({...}) do print(i .. "=" .. value) end');

describe('arguments', () => {
  test('reach the script word for word', async () => {
    const args = ['one', 'two words', '', '*', '$HOME', "it's", '"q"', 'a\nb', 'é', '--flag', '-x', 'last'];
    const { code, stdout } = await runCli(['run', listArgs, ...args]);
    assert.equal(code, 0);
    assert.equal(stdout, args.map((arg, i) => `${i + 1}=${arg}\n`).join(''));
  });

  test('a thousand of them', async () => {
    const script = folder.file('count.lua', 'print(#arg, arg[0], ARGS[1], arg[1000], select("#", ...))');
    const args = Array.from({ length: 1000 }, (_none, i) => `argument ${i + 1}`);
    assert.equal((await runCli(['run', script, ...args])).stdout, `1000\t${script}\targument 1\targument 1000\t1000\n`);
  });

  test('one -- is dropped, options behind the script are its own', async () => {
    assert.equal((await runCli(['run', listArgs, '--', '--trace', 'x'])).stdout, '1=--trace\n2=x\n');
  });

  test('options of llmspell may stand before and after the command', async () => {
    for (const argv of [
      ['--output', 'json', 'run', listArgs],
      ['run', '--output', 'json', listArgs],
      ['exec', 'return 1', '--output', 'json'],
    ]) {
      assert.equal((JSON.parse((await runCli(argv)).stdout) as { status: string }).status, 'success');
    }
  });

  test('a limit that is written behind the script is warned about, unless -- says that it is meant', async () => {
    const { code, stderr } = await runCli(['run', listArgs, '--deny-all']);
    assert.equal(code, 0);
    assert.match(stderr, /WARN .*--deny-all stands behind .*args\.lua/);
    assert.equal((await runCli(['run', listArgs, '--', '--deny-all'])).stderr, '');
  });

  test('exec has no ARGS', async () => {
    assert.equal((await runCli(['exec', 'print(ARGS, arg)'])).stdout, 'nil\tnil\n');
  });
});

describe('where scripts come from', () => {
  test('standard input', async () => {
    const { stdout } = await runCli(['run', '-', 'a'], { input: 'print(arg[0], arg[1], io.read())' });
    assert.equal(stdout, '-\ta\tnil\n');
  });

  test('a pipe that has a name', async () => {
    const { stdout, code } = await runShell(`llmspell run <(sleep 0.1; echo 'print("piped", arg[1])') x`, cwd);
    assert.deepEqual([code, stdout], [0, 'piped\tx\n']);
  });

  test('a file with a first line for the shell and a byte order mark', async () => {
    const script = folder.file('shebang.lua', '\ufeff#!/usr/bin/env -S llmspell run\nerror("second line")');
    const { code, stderr } = await runCli(['run', script]);
    assert.equal(code, 1);
    assert.match(stderr, /shebang\.lua:2/);
  });

  test('an empty file does nothing', async () => {
    assert.deepEqual(await textsOf(['run', folder.file('empty.lua', '')]), { code: 0, stdout: '', stderr: '' });
    assert.deepEqual(await textsOf(['exec', '']), { code: 0, stdout: '', stderr: '' });
  });

  test('a path that looks like an option', async () => {
    folder.file('--strange.lua', 'print("ran")');
    assert.equal((await runCli(['run', '--', '--strange.lua'], { cwd })).stdout, 'ran\n');
  });
});

describe('what is not a script', () => {
  const refused = async (path: string, message: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await textsOf(['run', path]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
    assert.match(stderr, /\n {2}help: /);
  };

  test('a missing file, with the one that is probably meant', async () => {
    folder.file('analysis.lua', '');
    await refused(join(cwd, 'anaylsis.lua'), /there is no such file \(did you mean 'analysis\.lua'\?\)/);
    await refused(join(cwd, 'no/such/folder.lua'), /there is no such file/);
    await refused(join(listArgs, 'x.lua'), /not a directory/);
  });

  test('a directory', async () => {
    folder.file('project/main.lua', '');
    await refused(join(cwd, 'project'), /it is a directory[\s\S]*llmspell run .*project\/main\.lua/);
    mkdirSync(join(cwd, 'bare'));
    await refused(join(cwd, 'bare'), /it is a directory/);
  });

  const isRoot = process.getuid?.() === 0;
  test('a file without read permission', { skip: isRoot && 'root may read everything' }, async () => {
    const script = folder.file('secret.lua', 'print(1)');
    chmodSync(script, 0o000);
    await refused(script, /permission denied[\s\S]*chmod u\+r/);
  });

  test('a compiled chunk', async () => {
    await refused(folder.file('compiled.luac', '\x1bLua\x54\x00\x19\x93'), /compiled Lua chunk/);
  });

  test('binary data', async () => {
    await refused(
      folder.file('picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
      /not a Lua script/,
    );
  });

  test('nothing: an empty name, for which no other is proposed', async () => {
    folder.file('b', '');
    const { code, stderr } = await runCli(['run', ''], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /cannot read '': the name is empty\n/);
  });

  test('a missing file whose name is like no other', async () => {
    folder.file('bom.lua', '');
    await refused(join(cwd, 'nope.lua'), /there is no such file\n/);
    await refused(join(cwd, 'c'), /there is no such file\n/);
  });

  test('a device', async () => {
    await refused('/dev/zero', /it is a device/);
    await refused('/dev/stdin', /it is a (device|socket)|no such device/);
  });

  test('more than a script may have', async () => {
    const { stdout, stderr } = await runShell(
      `truncate -s 67108865 large; mkfifo endless; cat /dev/zero > endless & 
       llmspell run large; echo $?; llmspell run - < /dev/zero; echo $?; cat large | llmspell run -; echo $?
       llmspell run endless; echo $?; rm large`,
      cwd,
    );
    assert.equal(stdout, '2\n2\n2\n2\n');
    assert.equal(stderr.match(/it is larger than 64 MiB/g)?.length, 4, stderr);
  });

  test('a standard input that cannot be read, or is closed', async () => {
    const { stdout, stderr } = await runShell(`llmspell run - < .; echo $?; llmspell run - <&-; echo $?`, cwd);
    assert.equal(stdout, '2\n2\n');
    assert.match(stderr, /cannot read 'standard input': it is a directory\n[\s\S]*nothing is connected to it\n/);
    assert.deepEqual(await runShell('llmspell run - < /dev/null', cwd), { code: 0, stdout: '', stderr: '' });
  });

  test('UTF-16 text', async () => {
    await refused(
      folder.file('utf16.lua', Buffer.from('\ufeffprint(1)', 'utf16le')),
      /UTF-16 text[\s\S]*save it as UTF-8/,
    );
  });
});

describe('how scripts end', () => {
  const CASES: readonly (readonly [code: string, exitCode: number])[] = [
    ['', 0],
    ['error("x")', 1],
    ['print("x', 1],
    ['os.exit()', 0],
    ['os.exit(true)', 0],
    ['os.exit(false)', 1],
    ['os.exit(7)', 7],
    ['os.exit(255)', 255],
    ['pcall(os.exit, 9) os.exit(1)', 9],
    ['coroutine.wrap(function() os.exit(11) end)()', 11],
    ['setmetatable({}, {__gc = function() end}) os.exit(3, true)', 3],
  ];
  for (const [code, exitCode] of CASES) {
    test(`exec '${code}' gives ${exitCode}`, async () => assert.equal((await runCli(['exec', code])).code, exitCode));
  }

  test('what was printed before os.exit is there', async () => {
    const { code, stdout } = await runCli(['exec', 'io.write(("x"):rep(3000000)) io.write("end") os.exit(4)']);
    assert.deepEqual([code, stdout.length, stdout.slice(-4)], [4, 3000003, 'xend']);
  });

  test('an error report is on standard error and names file and line', async () => {
    const script = folder.file('fails.lua', 'print("before")\nlocal t = nil\nprint(t.x)\n');
    const { code, stdout, stderr } = await runCli(['run', script]);
    assert.deepEqual([code, stdout], [1, 'before\n']);
    assert.match(stderr, /attempt to index a nil value \(local 't'\)/);
    assert.match(stderr, /fails\.lua:3/);
    assert.match(stderr, /print\(t\.x\)/);
  });

  test('a chunk that is named like a file without end is reported without it', async () => {
    const { code, stderr } = await runCli(['exec', 'load("error(1)", "@/dev/zero")()'], { limitMs: 20_000 });
    assert.equal(code, 1);
    assert.match(stderr, /\/dev\/zero:1/);
  });

  test('a syntax error runs nothing', async () => {
    const { code, stdout, stderr } = await runCli(['run', folder.file('syntax.lua', 'print("before")\nif x then\n')]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /syntax\.lua/);
  });
});

describe('results', () => {
  test('are not shown as text', async () => {
    assert.equal((await runCli(['exec', 'print(1) return 2'])).stdout, '1\n');
  });

  test('are part of one JSON object', async () => {
    const code =
      'print("a") io.write("b") io.stderr:write("e") return {answer = 42, list = {1, 2}, big = math.maxinteger}';
    const { stdout, stderr } = await runCli(['exec', '--output', 'json', code]);
    assert.equal(stderr, 'e');
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    const { result, ...rest } = JSON.parse(stdout) as { result: string };
    assert.deepEqual(rest, {
      status: 'success',
      mode: 'exec',
      script_length: code.length,
      args_count: 0,
      streaming: false,
    });
    const [, printed, returned = ''] = /^(a\nb)\n(.*)$/s.exec(result) ?? [];
    assert.equal(printed, 'a\nb');
    assert.match(returned, /"big":9223372036854775807/);
    assert.match(returned, /"answer":42/);
  });

  test('count what the script was given', async () => {
    const { stdout } = await runCli(['run', '--output', 'json', '--stream', listArgs, 'a', 'b']);
    const { mode, args_count: count, streaming } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([mode, count, streaming], ['run', 2, true]);
  });

  test('of a failed script hold the report', async () => {
    const { code, stdout, stderr } = await runCli(['exec', '--output', 'json', 'print(1) error("boom")']);
    assert.deepEqual([code, stderr], [1, '']);
    const object = JSON.parse(stdout) as {
      status: string;
      result: string;
      exit_code: number;
      error: { message: string };
    };
    assert.deepEqual([object.status, object.result, object.exit_code], ['error', '1', 1]);
    assert.match(object.error.message, /boom/);
  });

  test('pretty and table are for people', async () => {
    const failed = await runCli(['exec', '--output', 'table', 'local t = nil\nprint(t.x)']);
    assert.match(failed.stdout, /^code +LUA1001\nmessage +attempt to index .*\nplace +exec:2:\d+$/m);
    assert.ok(failed.stdout.split('\n').length < 15, failed.stdout);
    assert.match((await runCli(['exec', '--output', 'pretty', 'return 1'])).stdout, /^ {2}"result": "1"$/m);
    assert.match((await runCli(['exec', '--format', 'table', 'return 1'])).stdout, /^result +1$/m);
  });

  test('that are more than an object should hold end the script', async () => {
    const { code, stdout } = await runCli(['exec', '--output', 'json', 'while true do print(("x"):rep(1000)) end']);
    assert.equal(code, 4);
    const { error } = JSON.parse(stdout) as { error: { message: string } };
    assert.match(error.message, /more than 64 MiB/);
  });
});

describe('standard input', () => {
  test('can be read in all ways', async () => {
    const code =
      'print(io.read("n")) print(io.read("L")) print(io.read(3)) for l in io.lines() do print("[" .. l .. "]") end print(io.read())';
    const { stdout } = await runCli(['exec', code], { input: '12 rest\nabcdef\nx\n\nlast' });
    assert.equal(stdout, '12\n rest\n\nabc\n[def]\n[x]\n[]\n[last]\nnil\n');
  });

  test('keeps its bytes', async () => {
    const input = Buffer.from(Array.from({ length: 70_000 }, (_none, i) => (i * 7) & 255));
    const { stdoutBytes } = await runCli(['exec', 'io.write(io.read("a"))'], { input });
    assert.ok(stdoutBytes.equals(input));
  });

  test('that is never closed does not keep a script alive that does not read it', async () => {
    const { stdout } = await runShell(`mkfifo open; exec 3<>open; llmspell exec 'print(1)' <&3; echo "code $?"`, cwd);
    assert.equal(stdout, '1\ncode 0\n');
  });

  test('waits for a slow writer', async () => {
    const { stdout } = await runShell(
      `(sleep 0.3; echo one; sleep 0.3; echo two) | llmspell exec 'print(io.read(), io.read(), io.read())'`,
      cwd,
    );
    assert.equal(stdout, 'one\ttwo\tnil\n');
  });

  test('that is a directory cannot be read', async () => {
    const { code, stdout } = await runShell(`llmspell exec 'print(pcall(io.read))' < .`, cwd);
    assert.equal(code, 0);
    assert.match(stdout, /directory/i);
  });
});

async function textsOf(argv: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runCli(argv);
  return { code, stdout, stderr };
}
