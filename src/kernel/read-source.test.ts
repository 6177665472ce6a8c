import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tempFolder } from '../../test/support/temp-folder.js';
import { Cells } from './cells.js';
import { readSource } from './read-source.js';

const LONG = 'x = 1\n'.repeat(100_000);

test('code of cells and of files is found, unless it is too long to be read in passing', async () => {
  const cells = new Cells({ tmpFilePrefix: '/cells/', tmpFileSuffix: '.lua' });
  assert.equal(await readSource(cells.addCell('x = 1', 1), cells), 'x = 1');
  assert.equal(await readSource(cells.addCell(LONG, 2), cells), undefined);
  const folder = tempFolder();
  const [short, long] = [folder.file('short.lua', 'y = 2'), folder.file('long.lua', LONG)];
  assert.equal(await readSource(`@${short}`, cells), 'y = 2');
  assert.equal(await readSource(`@${long}`, cells), undefined);
});

test('of other chunks nothing is known', async () => {
  const cells = new Cells({ tmpFilePrefix: '/cells/', tmpFileSuffix: '.lua' });
  for (const name of ['=stdin', 'x = 1', '@/no/such/file.lua']) {
    assert.equal(await readSource(name, cells), undefined);
  }
});
