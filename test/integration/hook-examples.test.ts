// The example of the guide to hooks prints what it says, and the pieces of the guide run.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';

test('examples/hooks.lua', async () => {
  const { code, stdout, stderr } = await runCli(['run', join(repoRoot, 'examples/hooks.lua')]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n'), [
    '6 * 7 =\t42',
    'Script execution error: cancelled by a hook: nothing is deleted here',
    '2 ^ 10 =\t1024\tagain\t1024\tfrom the cache\t1',
    '1 + 1 =\t2',
    'broken hook:\t5 errors\tleft out 3 times\topen',
    '12 calls, the first calculator: 6 * 7',
    'hooks left:\t0',
    '',
  ]);
});

test('the pieces of the guide, one after the other', async () => {
  const guide = readFileSync(join(repoRoot, 'docs/guide/hooks.md'), 'utf8');
  const pieces = [...guide.matchAll(/^```lua\n(.*?)^```/gms)].map(([, lua]) => lua!);
  const use = `
    for i = 1, 2 do Tool.execute("calculator", { input = "1 + 1" }) end
    print(#calls, pcall(Tool.execute, "file-operations", { operation = "delete", path = "x" }))
    print(Hook.inspect(broken).stats.last_error:match("boom"), Hook.stats().total_hooks)
  `;
  const { code, stdout } = await runCli(['run', '-'], { input: pieces.join('') + use });
  assert.equal(code, 0);
  const refused = 'false\tScript execution error: cancelled by a hook: nothing is deleted here';
  assert.equal(stdout, `2\t${refused}\nboom\t5\n`);
});
