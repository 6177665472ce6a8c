import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compiled, select, testArguments, testSources } from './test-files.mjs';

test('tests are found by their sources, in order', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'test-files-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const file of [
    'src/b/y.test.ts',
    'src/b/y.ts',
    'test/a.test.ts',
    'scripts/x.test.mjs',
    'build/src/old.test.js',
  ]) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  assert.deepEqual(testSources(root), ['scripts/x.test.mjs', 'src/b/y.test.ts', 'test/a.test.ts']);
});

test('patterns are parts of paths, any of which is enough', () => {
  const sources = ['src/vm/lua.test.ts', 'src/base/nearest.test.ts', 'test/house/imports.test.ts'];
  assert.deepEqual(select(sources, []), sources);
  assert.deepEqual(select(sources, ['vm/', 'imports']), [sources[0], sources[2]]);
  assert.deepEqual(select(sources, ['nowhere']), []);
});

test('TypeScript runs compiled, scripts as they are', () => {
  assert.equal(compiled('src/base/x.test.ts'), 'build/src/base/x.test.js');
  assert.equal(compiled('scripts/x.test.mjs'), 'scripts/x.test.mjs');
});

test('options come before files', () => {
  const args = testArguments(['src/x.test.ts'], ['--test-only']);
  assert.deepEqual(args.slice(-2), ['--test-only', 'build/src/x.test.js']);
});
