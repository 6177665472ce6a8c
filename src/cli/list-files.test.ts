import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createPolicy } from '../permissions/policy.js';
import { tempFolder } from '../../test/support/temp-folder.js';
import { listFiles } from './list-files.js';

const root = tempFolder();
root.file('open/data.csv', '');
root.file('open/data/deep.lua', '');
root.file('open/.hidden', '');
root.file('shut/secret.txt', '');
symlinkSync(join(root.path, 'shut'), join(root.path, 'open/way'));
mkdirSync(join(root.path, 'open/empty'));

const GRANT = { read: ['open'], write: false, net: false, run: false, env: false } as const;
const policy = createPolicy(GRANT, root.path).from(join(root.path, 'open'));
const list = (prefix: string): Promise<readonly string[]> => listFiles(policy, prefix);

test('lists what begins with a prefix, folders with a slash; hidden names when asked for', async () => {
  assert.deepEqual(await list('da'), ['data/', 'data.csv']);
  assert.deepEqual(await list('data/'), ['data/deep.lua']);
  assert.deepEqual(await list('./e'), ['./empty/']);
  assert.deepEqual(await list(''), ['data/', 'data.csv', 'empty/', 'way']);
  assert.deepEqual(await list('.'), ['.hidden']);
  assert.deepEqual(await list(`${root.path}/open/data.`), [`${root.path}/open/data.csv`]);
});

test('lists nothing of what may not be read or is not there', async () => {
  for (const prefix of ['../', '../shut/', 'way/', '/', 'nowhere/', 'data.csv/', '\0/']) {
    assert.deepEqual(await list(prefix), [], prefix);
  }
});
