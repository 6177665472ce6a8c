// The example of the guide to events prints what it says, and is made of the pieces of the guide.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';

const example = join(repoRoot, 'examples/events.lua');

test('examples/events.lua', async () => {
  const { code, stdout, stderr } = await runCli(['run', example]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n'), [
    'job.started\treport',
    'tool.started\tcalculator\tnil',
    'tool.completed\tcalculator\ttrue',
    'missed\t500\tthen\t501',
    'false\tScript execution error: cancelled by a hook: that stays here',
    'subscriptions left\t0',
    '',
  ]);
});

test('the pieces of the guide are those of the example', () => {
  const guide = readFileSync(join(repoRoot, 'docs/guide/events.md'), 'utf8');
  const lua = readFileSync(example, 'utf8');
  const pieces = [...guide.matchAll(/^```lua\n(.*?)^```/gms)].map(([, piece]) => piece!);
  assert.equal(pieces.length, 5);
  for (const piece of pieces) assert.ok(lua.includes(piece), piece);
});
