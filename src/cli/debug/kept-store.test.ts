import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../../test/support/temp-folder.js';
import { KeptStore } from './kept-store.js';

const { path } = tempFolder();
const kept = { version: 1, workspace: '/w', saved_at: 1000, breakpoints: [], displays: ['x'], catch: [] };

test('a folder has a file of its own, for its owner only, and nothing is left beside it', () => {
  const folder = join(path, 'a');
  const store = new KeptStore(folder, '/w');
  assert.equal(store.load(60_000).kind, 'none');
  store.save(kept);
  store.save(kept);
  assert.deepEqual(store.load(60_000, 2000), { kind: 'kept', kept });
  assert.equal(new KeptStore(folder, '/other').load(60_000, 2000).kind, 'none');
  assert.equal(statSync(store.file).mode & 0o777, 0o600);
  assert.equal(readdirSync(folder).length, 1);
});

test('what is too old is forgotten', () => {
  const store = new KeptStore(join(path, 'b'), '/w');
  store.save(kept);
  assert.equal(store.load(500, 2000).kind, 'none');
  assert.ok(!existsSync(store.file));
});

test('a damaged file is put aside', () => {
  const store = new KeptStore(join(path, 'c'), '/w');
  store.save(kept);
  writeFileSync(store.file, '{"version": 1');
  const loaded = store.load(60_000, 2000);
  assert.equal(loaded.kind, 'damaged');
  assert.equal(readFileSync(`${store.file}.damaged`, 'utf8'), '{"version": 1');
  assert.equal(store.load(60_000, 2000).kind, 'none');
});
