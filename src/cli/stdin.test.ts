import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createStdin } from './stdin.js';

const never = new AbortController().signal;
const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString());

test('nothing is opened before the first read', async () => {
  let opened = 0;
  const input = new PassThrough();
  const read = createStdin(() => {
    opened += 1;
    return input;
  });
  assert.equal(opened, 0);
  input.end('x');
  assert.equal(text(await read(10, never)), 'x');
  assert.equal(await read(10, never), null);
  assert.equal(await read(10, never), null);
  assert.equal(opened, 1);
});

test('at most as much as asked for, and the rest later', async () => {
  const input = new PassThrough();
  const read = createStdin(() => input);
  input.write('abcdef');
  assert.equal(text(await read(4, never)), 'abcd');
  assert.equal(text(await read(4, never)), 'ef');
  input.end();
  assert.equal(await read(4, never), null);
});

test('waits for what comes', async () => {
  const input = new PassThrough();
  const read = createStdin(() => input);
  const first = read(100, never);
  input.write('late');
  assert.equal(text(await first), 'late');
});

test('an interruption ends the waiting and loses nothing', async () => {
  const input = new PassThrough();
  const read = createStdin(() => input);
  const controller = new AbortController();
  const waiting = read(100, controller.signal);
  controller.abort(new Error('interrupted'));
  await assert.rejects(waiting, /interrupted/);
  input.end('still there');
  assert.equal(text(await read(100, never)), 'still there');
});

test('an error names its reason', async () => {
  const input = new PassThrough();
  const read = createStdin(() => input);
  const waiting = read(100, never);
  input.destroy(Object.assign(new Error('EISDIR: illegal operation on a directory, read'), { code: 'EISDIR' }));
  await assert.rejects(waiting, { code: 'INPUT', message: 'cannot read standard input: it is a directory' });
});
