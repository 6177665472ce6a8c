import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderRows, hasCode, largestGaps } from './coverage-rows.mjs';

const files = [
  { path: 'src/vm/a.ts', total: 100, covered: 90 },
  { path: 'src/vm/deep/b.ts', total: 100, covered: 50 },
  { path: 'src/base/c.ts', total: 50, covered: 50 },
];

test('lines are summed per folder and in total', () => {
  assert.deepEqual(folderRows(files), [
    { name: 'base', total: 50, covered: 50, percent: 100 },
    { name: 'vm', total: 200, covered: 140, percent: 70 },
    { name: 'total', total: 250, covered: 190, percent: 76 },
  ]);
});

test('the largest gaps come first, whole files not at all', () => {
  assert.deepEqual(largestGaps(files), [
    { path: 'src/vm/deep/b.ts', missed: 50 },
    { path: 'src/vm/a.ts', missed: 10 },
  ]);
});

test('files of types have no code', () => {
  assert.equal(hasCode('// Types only.\nexport {};\n//# sourceMappingURL=contract.js.map'), false);
  assert.equal(hasCode('/** Text. */\nexport const a = 1;\n'), true);
});
