import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundledPackages, writeNotices } from './notices.mjs';

test('packages whose code is in a bundle count, those shaken out do not', () => {
  const inputs = {
    'src/cli/main.ts': { bytesInOutput: 10 },
    'node_modules/b/index.js': { bytesInOutput: 10 },
    'node_modules/b/lib/more.js': { bytesInOutput: 10 },
    'node_modules/@s/a/node_modules/c/x.js': { bytesInOutput: 10 },
    'node_modules/gone/index.js': { bytesInOutput: 0 },
  };
  const folders = bundledPackages({ outputs: { 'dist/x.js': { inputs } } }, ['node_modules/@t/d/d.wasm']);
  assert.deepEqual(folders, ['node_modules/@s/a/node_modules/c', 'node_modules/@t/d', 'node_modules/b']);
});

test('notices carry the licence text', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'notices-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'node_modules/b'), { recursive: true });
  writeFileSync(join(root, 'node_modules/b/package.json'), '{"name":"b","version":"1.2.3","license":"MIT"}');
  writeFileSync(join(root, 'node_modules/b/LICENSE.md'), 'Permission is granted\n');
  writeFileSync(join(root, 'node_modules/b/licenses.js'), 'not a licence');
  writeNotices(root, ['node_modules/b', 'node_modules/b'], join(root, 'NOTICES.txt'));
  const text = readFileSync(join(root, 'NOTICES.txt'), 'utf8');
  assert.match(text, /b 1\.2\.3 \(MIT\)\n\nPermission is granted\n$/);
  assert.equal(text.split('b 1.2.3').length, 2);
});
