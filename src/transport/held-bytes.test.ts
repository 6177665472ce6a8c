import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HeldBytes } from './held-bytes.js';
import type { Frames } from './transport.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MB = 1e6;
const message = (bytes: number): Frames => [new Uint8Array(8), new Uint8Array(bytes)];

test('large frames that are held leave no room for more, and make room when they are gone', async () => {
  const held = new HeldBytes(3 * MB);
  let holder: Frames[] | undefined = [message(MB), message(MB), message(MB)];
  assert.ok(holder.every((frames) => held.take(frames)));
  assert.equal(held.take(message(MB)), false);
  assert.equal(holder.length, 3);
  holder = undefined;
  while (!held.take(message(2 * MB))) {
    collectGarbage();
    await turn();
  }
});

test('one message may always go', () => {
  const held = new HeldBytes(MB);
  const first = message(2 * MB);
  assert.ok(held.take(first));
  assert.equal(held.take(message(MB)), false);
  assert.equal(first.length, 2);
});

test('small frames are not counted', () => {
  const held = new HeldBytes(1);
  for (let i = 0; i < 100; i++) assert.ok(held.take(message(16 * 1024)));
});
