// The example of the guide to retrieval prints what it says, and the pieces of the guide run.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const home = (name: string): { readonly HOME: string } => {
  mkdirSync(join(folder.path, name));
  return { HOME: join(folder.path, name) };
};

test('examples/retrieval.lua, twice', async () => {
  const env = home('example');
  for (let time = 1; time <= 2; time += 1) {
    const { code, stdout, stderr } = await runCli(['run', join(repoRoot, 'examples/retrieval.lua')], { env });
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      'taken in\t3\t3',
      'returns',
      'kettle',
      'recent\t1\ttoaster',
      'again\t1',
      'tenant\t1\t0',
      '[offline] The text says: The kettle K-200 boils a litre in three minutes.',
      'in all\t3\t3\toffline/hash-256\t3',
      '',
    ]);
  }
});

test('the pieces of the guide, one after the other', async () => {
  const guide = readFileSync(join(repoRoot, 'docs/guide/retrieval.md'), 'utf8');
  const pieces = [...guide.matchAll(/^```lua\n(.*?)^```/gms)].map(([, lua]) => lua!);
  const use = 'print(recent.total, recent[1].id, others.total, reply.text:match("three minutes"))';
  const { code, stdout, stderr } = await runCli(['run', '-'], { input: pieces.join('') + use, env: home('guide') });
  assert.deepEqual([code, stderr], [0, '']);
  const [first, ...rest] = stdout.trim().split('\n');
  assert.match(first!, /^\d\.\d\d kettle: The kettle K-200/);
  assert.equal(rest.at(-1), '1\treturns\t0\tthree minutes');
});
