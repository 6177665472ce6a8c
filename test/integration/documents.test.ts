import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';

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

function captures(file: string, pattern: RegExp): string[] {
  const match = pattern.exec(readFileSync(join(repoRoot, file), 'utf8'));
  assert.ok(match !== null, `${file} has no ${pattern.source}`);
  return match.slice(1);
}
