// The pieces of the guide to agents run, one after the other, and print what it says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';

test('docs/guide/agents.md', async () => {
  const guide = readFileSync(join(repoRoot, 'docs/guide/agents.md'), 'utf8');
  const pieces = [...guide.matchAll(/^```lua\n(.*?)^```/gms)].map(([, lua]) => lua!);
  assert.equal(pieces.length, 9);
  const { code, stdout, stderr } = await runCli(['run', '-'], { input: pieces.join('') });
  assert.deepEqual([code, stderr], [0, '']);
  const lines = stdout.trimEnd().split('\n');
  assert.match(lines[0]!, /^\[offline\] .*\toffline\/extractive$/);
  assert.ok(lines.includes('true\t2'));
  assert.ok(lines.some((line) => /Agent 'hasty' is asked by agents nested deeper than 0: boss > hasty$/.test(line)));
  assert.deepEqual(lines.slice(-4, -1), ['true', 'ada', 'true']);
  assert.match(lines.at(-1)!, /^1\t\d+\thealthy\t0$/);
});
