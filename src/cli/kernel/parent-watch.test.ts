import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { watchParent } from './parent-watch.js';

/** Keeps the process awake meanwhile: the watch alone does not. */
const gone = async (pid: string | undefined): Promise<boolean> =>
  new Promise((resolve) => {
    const end = setTimeout(() => resolve(false), 1000);
    const watch = watchParent(
      pid,
      () => {
        clearTimeout(end);
        resolve(true);
      },
      5,
    );
    setTimeout(() => void watch.dispose(), 999);
  });

test('a process that ends is noticed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const noticed = gone(String(child.pid));
  child.kill('SIGKILL');
  assert.equal(await noticed, true);
});

test('nothing is noticed without one, or of one that is not there', async () => {
  const all = await Promise.all([undefined, '', 'x', '0', '-1', String(2 ** 22 + 1)].map(gone));
  assert.deepEqual(
    all,
    all.map(() => false),
  );
});
