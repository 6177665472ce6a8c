import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { processMark } from './process-mark.js';

test('a process has one mark, and no other has it', async () => {
  const own = await processMark(process.pid);
  assert.ok(own !== undefined && own !== '');
  assert.equal(await processMark(process.pid), own);
  // One that never ends, begun later than this one.
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const mark = await processMark(child.pid!);
  assert.ok(mark !== undefined && mark !== own);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(await processMark(child.pid!), undefined);
});

test('no process, no mark', async () => {
  assert.equal(await processMark(2 ** 22 + 1), undefined);
});
