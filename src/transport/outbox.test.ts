import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dealer } from 'zeromq';
import { Outbox } from './outbox.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Takes what a socket would be given. */
function recorder(): { socket: Dealer; sent: (Uint8Array | string)[][] } {
  const sent: (Uint8Array | string)[][] = [];
  const socket = { closed: false, send: async (parts: (Uint8Array | string)[]) => void sent.push(parts) };
  return { socket: socket as unknown as Dealer, sent };
}

test('what is sent in one turn leaves together, in order, when the turn ends', async () => {
  const { socket, sent } = recorder();
  const outbox = new Outbox();
  outbox.add(socket, [bytes('1')]);
  await Promise.resolve();
  outbox.add(socket, [bytes('2')]);
  assert.equal(sent.length, 0);
  await new Promise(setImmediate);
  assert.deepEqual(sent.flat().map(String), ['1', '2']);
  outbox.add(socket, [bytes('3')]);
  outbox.flush();
  assert.equal(sent.length, 3);
});

test('no more than so much waits for the end of the turn', () => {
  const { socket, sent } = recorder();
  const outbox = new Outbox();
  for (let count = 1; count <= 64; count++) outbox.add(socket, [bytes('x')]);
  assert.equal(sent.length, 64);
  outbox.add(socket, [bytes('x'.repeat(256 * 1024))]);
  assert.equal(sent.length, 65);
});

test('frames keep their bytes, those that the library would hold on to as text where they are text', () => {
  const { socket, sent } = recorder();
  const outbox = new Outbox();
  const ascii = Buffer.from(`--${'a'.repeat(200)}`).subarray(2);
  const frames = [bytes('short'), ascii, bytes('ä'.repeat(100)), Buffer.alloc(20_000, 'a')];
  outbox.add(socket, frames);
  outbox.flush();
  const [parts] = sent;
  assert.deepEqual(
    parts!.map((part) => typeof part),
    ['object', 'string', 'object', 'object'],
  );
  assert.ok(parts!.every((part, index) => Buffer.from(part).equals(frames[index]!)));
});
