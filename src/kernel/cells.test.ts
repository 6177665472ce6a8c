import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cells } from './cells.js';

const files = { tmpFilePrefix: '/tmp/cells/', tmpFileSuffix: '.lua' };

test('a cell has the path that JupyterLab knows, and the number that people see', () => {
  const cells = new Cells(files);
  const chunkName = cells.addCell('print(1)', 3);
  assert.equal(chunkName, '@/tmp/cells/3773950048.lua');
  assert.equal(cells.sourceOf(chunkName), 'print(1)');
  assert.deepEqual([...cells.shownNames()], [['/tmp/cells/3773950048.lua', 'In [3]']]);
});

test('the same code again has the later number; code that is not counted has none', () => {
  const cells = new Cells(files);
  cells.addCell('x', 1);
  const chunkName = cells.addCell('x', 2);
  assert.equal(cells.shownNames().get(chunkName.slice(1)), 'In [2]');
  cells.addCell('y', undefined);
  assert.ok([...cells.shownNames().values()].includes('In [*]'));
});

test('a cell that has run keeps its number when its code is announced again', () => {
  const cells = new Cells(files);
  const chunkName = cells.announce('x');
  assert.equal(cells.shownNames().get(chunkName.slice(1)), 'In [*]');
  cells.addCell('x', 1);
  assert.equal(cells.announce('x'), chunkName);
  assert.equal(cells.shownNames().get(chunkName.slice(1)), 'In [1]');
});

test('named code, also as bytes', () => {
  const cells = new Cells(files);
  cells.addNamed('@a.lua', Buffer.from('return "é"'));
  assert.equal(cells.sourceOf('@a.lua'), 'return "é"');
  assert.equal(cells.shownNames().size, 0);
});

test('the oldest go when there are too many, or too large ones', () => {
  const cells = new Cells(files);
  const first = cells.addCell('first', 1);
  for (let i = 0; i < 1000; i++) cells.addCell(`x = ${i}`, i + 2);
  assert.equal(cells.sourceOf(first), undefined);
  assert.equal(cells.shownNames().size, 1000);
  const large = cells.addCell('-'.repeat(20_000_000), 2000);
  assert.equal(cells.shownNames().size, 1);
  assert.equal(cells.sourceOf(large)?.length, 20_000_000);
});
