import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCli, startCli } from '../support/run-cli.js';
import { runShell } from '../support/run-shell.js';
import { tempFolder } from '../support/temp-folder.js';

const { path: cwd } = tempFolder();

describe('every byte arrives', () => {
  test('a string of 200 MB, through a pipe and into a file', async () => {
    const code = 'local s = ("0123456789abcdef"):rep(12500000) print(s)';
    const { stdout } = await runShell(
      `llmspell exec '${code}' | sha256sum; llmspell exec '${code}' > big; sha256sum < big; rm big`,
      cwd,
      120_000,
    );
    const hash = createHash('sha256');
    const piece = Buffer.from('0123456789abcdef'.repeat(62_500));
    for (let i = 0; i < 200; i++) hash.update(piece);
    const digest = hash.update('\n').digest('hex');
    assert.equal(stdout, `${digest}  -\n${digest}  -\n`);
  });

  test('a million lines', async () => {
    const { stdout } = await runShell(
      `llmspell exec 'for i = 1, 1000000 do print(i) end' | cksum; seq 1000000 | cksum`,
      cwd,
    );
    const [ours, theirs] = stdout.trim().split('\n');
    assert.equal(ours, theirs);
  });

  test('binary output is left alone', async () => {
    const { stdoutBytes } = await runCli([
      'exec',
      'for i = 0, 255 do io.write(string.char(i)) end io.write("\\r\\n\\0")',
    ]);
    assert.ok(stdoutBytes.equals(Buffer.from([...Array(256).keys(), 13, 10, 0])));
  });

  test('standard error is apart from standard output', async () => {
    const { stdout, stderr } = await runCli(['exec', 'print("out") io.stderr:write("err\\n") print("out")']);
    assert.deepEqual([stdout, stderr], ['out\nout\n', 'err\n']);
  });

  test('both keep their order where they meet', async () => {
    const code = 'for i = 1, 500 do io.write("o", i, "\\n") io.stderr:write("e", i, "\\n") end';
    const { stdout } = await runShell(`llmspell exec '${code}' > both 2>&1; cat both`, cwd);
    assert.equal(stdout, Array.from({ length: 500 }, (_none, i) => `o${i + 1}\ne${i + 1}\n`).join(''));
  });
});

describe('readers that go away', () => {
  test('end an endless print quietly', async () => {
    const { stdout, stderr } = await runShell(
      `llmspell exec 'while true do print("y") end' | head -1; echo "\${PIPESTATUS[*]}"`,
      cwd,
    );
    assert.equal(stdout, 'y\n141 0\n');
    assert.equal(stderr, '');
  });

  test('that never were there: the exit code tells', async () => {
    const { stdout, stderr } = await runShell(
      `llmspell exec 'for i = 1, 1e5 do print(i) end' | true; echo "\${PIPESTATUS[0]}"`,
      cwd,
    );
    assert.equal(stdout, '141\n');
    assert.equal(stderr, '');
  });

  test('of standard error do not stop the script', async () => {
    const { stdout } = await runShell(
      `{ llmspell exec 'for i = 1, 1e4 do io.stderr:write("e\\n") end print("done")'; } 2> >(true)`,
      cwd,
    );
    assert.equal(stdout, 'done\n');
  });

  test('closed standard streams are no trouble', async () => {
    const { stdout } = await runShell(`llmspell exec 'print(1) print(io.read())' <&- >&- 2>&-; echo "code $?"`, cwd);
    assert.equal(stdout, 'code 0\n');
  });
});

describe('readers that sleep', () => {
  test('hold the script back, which takes no memory', async () => {
    const { process: child, result } = startCli(['exec', 'while true do print(("x"):rep(1000)) end']);
    child.stdout!.pause();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid!}/status`, 'utf8'))?.[1]);
    child.stdout!.resume();
    child.kill('SIGTERM');
    assert.equal((await result).code, 143);
    assert.ok(memory > 0 && memory < 200 * 1024, `${memory} KiB`);
  });

  test('do not hold up --timeout', async () => {
    const { code } = await runShell(
      `mkfifo slow; exec 3<>slow; llmspell exec --timeout 500ms 'while true do print("y") end' >&3; exit $?`,
      cwd,
    );
    assert.equal(code, 124);
  });

  test('do not hold up SIGTERM', async () => {
    const { process: child, result } = startCli(['exec', 'io.stderr:write("up\\n") while true do print("y") end']);
    child.stdout!.pause();
    await new Promise((resolve) => child.stderr!.once('data', resolve));
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    child.stdout!.resume();
    assert.equal((await result).code, 143);
  });
});

test('an endless print ends at its time limit', async () => {
  const { code, stderr } = await runShell(
    `llmspell exec --timeout 500ms 'while true do print("y") end' > many; code=$?; rm many; exit $code`,
    cwd,
  );
  assert.equal(code, 124);
  assert.match(stderr, /timed out/);
});

test('a full disk is an error', { skip: !existsSync('/dev/full') && 'there is no /dev/full' }, async () => {
  const { stdout, stderr } = await runShell(
    `for format in text json; do llmspell exec --output $format 'print(1)' > /dev/full; echo "code $?"; done`,
    cwd,
  );
  assert.equal(stdout, 'code 4\ncode 4\n');
  assert.match(stderr, /^error: cannot write standard output: no space left on device$/m);
});

test('a script that is run with its output in a file writes it there at once', async () => {
  const file = join(cwd, 'direct');
  const { code } = await runShell(`llmspell exec 'print(("x"):rep(1e7))' > direct`, cwd);
  assert.equal(code, 0);
  assert.equal(statSync(file).size, 10_000_001);
});
