// The example of the guide to concurrency prints what it says, and the pieces of the guide run.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';

test('examples/concurrency.lua', async () => {
  const { code, stdout, stderr } = await runCli(['run', join(repoRoot, 'examples/concurrency.lua')]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n'), [
    'answers:\tstring\tstring',
    'results:\tslow, fast\tended:\tfast, slow',
    'closed: slow',
    'winner:\tfrom the mirror\tmirror',
    "false\tTimeout error: the task 'report' took longer than 20 ms",
    'jobs:\t10\tat once:\t3',
    'stream:\t1\t4 9',
    '',
  ]);
});

test('the pieces of the guide, one after the other', async () => {
  const guide = readFileSync(join(repoRoot, 'docs/guide/concurrency.md'), 'utf8');
  const pieces = [...guide.matchAll(/^```lua\n(.*?)^```/gms)].map(([, lua]) => lua!);
  const { code, stdout, stderr } = await runCli(['run', '-'], { input: pieces.join('') });
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n'), [
    'string\tstring',
    'quick\tquick',
    "false\tTimeout error: the task 'report' took longer than 20 ms",
    'ready\t3\tdone',
    '',
  ]);
});
