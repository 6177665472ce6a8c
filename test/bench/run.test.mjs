// The harness as a process, on commands that only look like an interpreter.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseOptions } from './options.mjs';

const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-test-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {readonly string[]} args @param {string} [command] on a PATH without lua5.4 */
function bench(args, command) {
  return spawnSync(process.execPath, [fileURLToPath(new URL('run.mjs', import.meta.url)), ...args], {
    encoding: 'utf8',
    env: { PATH: folder, ...(command && { LLMSPELL_BENCH_COMMAND: command }) },
  });
}

test('options', () => {
  const options = parseOptions(['--only', 'fib', '--only', 'calls', '--pairs', '3', '--json', 'x.json', '--markdown']);
  assert.deepEqual(options.only, ['fib', 'calls']);
  assert.equal(options.pairs, 3);
  assert.equal(options.json, 'x.json');
  assert.equal(options.markdown, true);
  assert.equal(parseOptions([]).pairs, undefined);
  for (const pairs of ['0', '-1', '1.5', 'x', '']) {
    assert.throws(() => parseOptions([`--pairs=${pairs}`]), /--pairs takes a positive whole number/);
  }
});

test('an unknown option, or a row that does not exist, ends with 2 and says what there is', () => {
  const option = bench(['--paris', '3']);
  assert.equal(option.status, 2);
  assert.match(option.stderr, /--paris/);
  assert.match(option.stderr, /--pairs N/);
  const row = bench(['--only', 'nothing like this']);
  assert.equal(row.status, 2);
  assert.match(row.stderr, /no row matches --only nothing like this/);
});

test('every row is in the list, and in the table of the documents', () => {
  const { status, stdout } = bench(['--list']);
  assert.equal(status, 0);
  const names = stdout.trimEnd().split('\n');
  assert.ok(names.includes('CPU-bound Lua: fib') && names.includes('output: 100 MB as 1 MB writes'));
  const document = readFileSync(new URL('../../docs/reference/performance.md', import.meta.url), 'utf8');
  const missing = names.filter((name) => !document.includes(`\n| ${name.replace(': ', ' | ')} `));
  assert.deepEqual(missing, []);
});

test('without lua5.4 what needs it is skipped with the reason, and the rest is measured', () => {
  const interpreter = join(folder, 'interpreter.mjs');
  writeFileSync(interpreter, "console.log('ns_per_op 1500.0')");
  const file = join(folder, 'result.json');
  const { status, stdout, stderr } = bench(
    ['--only', 'resume', '--only', 'pcall', '--pairs', '2', '--json', file],
    `${process.execPath} ${interpreter}`,
  );
  assert.equal(status, 0, stderr);
  assert.match(stderr, /lua5\.4 is not installed/);
  assert.match(stderr, /skipped calls: pcall without error: needs lua5\.4, which is not installed/);
  assert.match(stdout, /resume \+ yield +1\.50 µs/);
  const json = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(
    json.rows.map((row) => [row.name, row.skipped === undefined, row.figures?.samples]),
    [
      ['resume + yield', true, [1.5, 1.5]],
      ['pcall without error', false, undefined],
      ['pcall(error)', true, [1.5, 1.5]],
    ],
  );
});

test('a command that prints something else, or does not exist, is a failure', () => {
  const wrong = bench(['--only', 'resume', '--pairs', '1'], `${process.execPath} -p 1`);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /FAILED {2}calls: resume \+ yield: .*printed 1/);
  const absent = bench(['--only', 'resume'], join(folder, 'absent'));
  assert.equal(absent.status, 2);
  assert.match(absent.stderr, /there is no .*absent/);
});
