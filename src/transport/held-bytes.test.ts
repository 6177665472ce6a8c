import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HeldBytes } from './held-bytes.js';
import type { Frames } from './transport.js';
import { OUTPUT_CHUNK_BYTES } from './transport.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const CHUNKS = 32;
const large = (): Frames => [new Uint8Array(8), new Uint8Array(CHUNKS * OUTPUT_CHUNK_BYTES)];
const small = (): Frames => [new Uint8Array(16 * 1024)];
/** Room for three of the large ones. */
const limits = { bytes: 3 * CHUNKS * OUTPUT_CHUNK_BYTES, messages: 100 };

test('large messages take more places while much is held, and one again when it has gone', async () => {
  const held = new HeldBytes(limits);
  let holder: Frames[] | undefined = [large(), large(), large(), large()];
  assert.deepEqual(
    holder.map((frames) => held.add(frames)),
    [0, 0, 0, 0],
  );
  assert.equal(held.add(large()), CHUNKS - 1);
  assert.equal(holder.length, 4);
  holder = undefined;
  do {
    collectGarbage();
    await turn();
  } while (held.add(large()) > 0);
});

test('what full queues hold does not count', () => {
  const held = new HeldBytes(limits);
  const holder = [large(), large(), large(), large()];
  for (const frames of holder) held.add(frames);
  for (let sent = holder.length; sent < limits.messages; sent++) held.add(small());
  assert.equal(held.add(large()), 0);
  assert.equal(holder.length, 4);
});

test('small messages are not counted', () => {
  const held = new HeldBytes({ bytes: 1, messages: 1000 });
  const holder = Array.from({ length: 100 }, small);
  assert.ok(holder.every((frames) => held.add(frames) === 0));
});
