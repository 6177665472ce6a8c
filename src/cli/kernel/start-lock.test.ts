import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withStartLock } from './start-lock.js';

const root = mkdtempSync(join(tmpdir(), 'llmspell-lock-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('one after the other', async () => {
  let inside = 0;
  let most = 0;
  const order = await Promise.all(
    Array.from({ length: 5 }, async (_none, index) =>
      withStartLock(async () => {
        most = Math.max(most, (inside += 1));
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        return index;
      }, root),
    ),
  );
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
  assert.equal(most, 1);
  assert.deepEqual(readdirSync(root), []);
});

test('is free again after a failure', async () => {
  await assert.rejects(
    withStartLock(async () => Promise.reject(new Error('no')), root),
    /no/,
  );
  assert.equal(await withStartLock(async () => 1, root), 1);
});

test('of one that was killed is taken, by one of many', async () => {
  writeFileSync(join(root, 'start.lock'), `${2 ** 22 + 1} gone x`);
  let inside = 0;
  await Promise.all(
    Array.from({ length: 5 }, async () =>
      withStartLock(async () => {
        assert.equal((inside += 1), 1);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      }, root),
    ),
  );
  assert.deepEqual(readdirSync(root), []);
});
