import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeDirectories } from './make-directories.js';

const root = mkdtempSync(join(tmpdir(), 'directories-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('makes what is missing, with the mode, and leaves what is there', async () => {
  const path = join(root, 'a', 'b', 'c');
  await makeDirectories(path, 0o700);
  await makeDirectories(path);
  for (const made of [path, join(root, 'a')]) assert.equal(statSync(made).mode & 0o777, 0o700);
  await makeDirectories('/');
});

test('several at the same time do not hinder each other', async () => {
  const path = join(root, 'many', 'x', 'y');
  await Promise.all(Array.from({ length: 20 }, (_, i) => makeDirectories(join(path, String(i % 3)))));
  assert.ok(statSync(join(path, '2')).isDirectory());
  for (let i = 0; i < 300; i++) {
    const twice = join(root, String(i), 'state');
    await Promise.all([makeDirectories(twice), makeDirectories(twice), makeDirectories(twice)]);
  }
});

test('a file or a dangling link in the way is an error', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  await assert.rejects(makeDirectories(file), { code: 'EEXIST' });
  await assert.rejects(makeDirectories(join(file, 'below')), { code: 'ENOTDIR' });
  symlinkSync(join(root, 'nowhere', 'at', 'all'), join(root, 'link'));
  await assert.rejects(makeDirectories(join(root, 'link', 'below')), { code: 'EEXIST' });
});

test(
  'a file system that takes no directories is an error at once',
  { skip: process.platform !== 'linux' },
  async () => {
    await assert.rejects(makeDirectories('/proc/x'), { code: 'ENOTSUP', message: /in '\/proc'/ });
    await assert.rejects(makeDirectories('/proc/x/y/z'), { code: 'ENOTSUP' });
  },
);
