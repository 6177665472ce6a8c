import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { cliPath, runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

test('the script of the README runs, and remembers that it did', async () => {
  const [script] = captures('README.md', /^```lua\n([\s\S]*?)^```/m);
  const first = await runCli(['run', '-'], { input: script! });
  const second = await runCli(['run', '-'], { input: script! });
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^run 1: \[offline\] .*LLMSpell/);
  assert.match(second.stdout, /^run 2: /);
});

test('the report in the guide is the one that the command gives', async () => {
  const [code, report] = captures('docs/guide/getting-started.md', /^\$ llmspell exec '(.*)'\n([\s\S]*?)^```/m);
  const { code: exitCode, stderr } = await runCli(['exec', code!]);
  assert.equal(stderr, report);
  assert.equal(exitCode, 1);
});

test('the transcripts of the guide to debugging are what the command prints', async () => {
  const file = 'docs/guide/debugging.md';
  const folder = tempFolder();
  const { path } = folder;
  folder.file('prices.lua', captures(file, /^```lua\n([\s\S]*?)^```/m)[0]!);
  folder.file('look.txt', captures(file, /^```\n(break [\s\S]*?)^```/m)[0]!);
  const text = readFileSync(join(repoRoot, file), 'utf8');
  const transcripts = [...text.matchAll(/^```\n\$ llmspell (.*)\n([\s\S]*?)^```/gm)];
  assert.equal(transcripts.length, 4);
  let homes = 0;
  for (const [, line = '', shown = ''] of transcripts) {
    const commands = [...shown.matchAll(/^\(debug\) (.+)$/gm)].map(([, command]) => command);
    const printed = execFileSync(
      'sh',
      ['-c', `"$0" "$1" ${line} ${line.includes('2>') ? '' : '2>&1'} || true`, process.execPath, cliPath],
      {
        cwd: path,
        encoding: 'utf8',
        input: `${commands.join('\n')}\nq\n`,
        env: { PATH: process.env['PATH'], HOME: join(path, String(++homes)) },
      },
    );
    const expected = shown.replace(/\(debug\)\n$/, '');
    assert.equal(printed.slice(0, expected.length), expected);
  }
});

function captures(file: string, pattern: RegExp): string[] {
  const match = pattern.exec(readFileSync(join(repoRoot, file), 'utf8'));
  assert.ok(match !== null, `${file} has no ${pattern.source}`);
  return match.slice(1);
}
