// A subscriber that does not read: in memory it holds the publisher back, over ZeroMQ it loses what it has no room for.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryTransport } from '../../src/transport/memory-transport.js';
import { INBOX_LIMITS, SUBSCRIBER_QUEUE_MESSAGES } from '../../src/transport/transport.js';
import type { ClientTransport, Frames } from '../../src/transport/transport.js';
import { bytes, frames, next, openIpc, openTcp, take, texts, until } from '../support/transports.js';

const numberOf = (message: Frames): number => Number(texts(message)[1]);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('transport: memory, a subscriber that does not read', () => {
  const settled = async (promise: Promise<void>): Promise<boolean> => {
    const none = {};
    return (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, none))])) !== none;
  };

  test('holds the publisher back, and nothing is lost', async () => {
    const kernel = new MemoryTransport();
    const [slow, fast] = [kernel.connect(), kernel.connect()];
    slow.subscribe();
    fast.subscribe();
    const count = SUBSCRIBER_QUEUE_MESSAGES * 2;
    const fastHas = take(fast.receive('iopub'), count);
    let published = 0;
    const publisher = (async (): Promise<void> => {
      for (; published < count; published += 1) await kernel.publish(frames('n', String(published)));
    })();
    assert.equal(await settled(publisher), false);
    assert.equal(published, SUBSCRIBER_QUEUE_MESSAGES);
    const slowHas = await take(slow.receive('iopub'), count);
    await publisher;
    for (const has of [slowHas, await fastHas]) assert.deepEqual(has.map(numberOf), upTo(count));
  });

  test('is held to bytes as well', async () => {
    const kernel = new MemoryTransport();
    const client = kernel.connect();
    client.subscribe();
    const half = [bytes('n'), new Uint8Array(INBOX_LIMITS.bytes / 2)];
    assert.equal(kernel.publish(half), undefined);
    const second = kernel.publish(half);
    assert.ok(second instanceof Promise);
    await next(client.receive('iopub'));
    await second;
  });

  for (const [who, dispose] of Object.entries({
    'the subscriber': (_kernel: MemoryTransport, client: ClientTransport) => client.dispose(),
    'the kernel': (kernel: MemoryTransport) => kernel.dispose(),
  })) {
    test(`lets the publisher go when ${who} is disposed`, async () => {
      const kernel = new MemoryTransport();
      const client = kernel.connect();
      client.subscribe();
      let held: void | Promise<void>;
      do held = kernel.publish(frames('x'));
      while (held === undefined);
      assert.equal(await settled(held), false);
      await dispose(kernel, client);
      await held;
    });
  }
});

/** More than the queues of both ends and all buffers of the system between them hold. */
const FLOOD = 40_000;
const CHUNK = new Uint8Array(4_096);

for (const [name, open] of Object.entries({ tcp: openTcp, ipc: openIpc })) {
  describe(`transport: ${name}, a subscriber that does not read`, { timeout: 300_000 }, () => {
    test('loses only what is beyond its queue, holds nobody up, and goes on when it reads again', async () => {
      const { kernel, connect } = await open();
      const [reading, silent] = [await connect(), await connect()];
      for (const client of [reading, silent]) {
        client.subscribe();
        await next(kernel.subscriptions());
      }
      const seen: number[] = [];
      const reader = (async (): Promise<void> => {
        for await (const message of reading.receive('iopub')) seen.push(numberOf(message));
      })();
      for (let index = 0; index < FLOOD; index += 1) {
        kernel.publish([...frames('n', String(index)), CHUNK]);
        // Never more behind than what is promised to lose nothing.
        if (index % 1_000 === 0) await until(() => index - seen.length < SUBSCRIBER_QUEUE_MESSAGES / 4);
      }
      await until(() => seen.length === FLOOD);
      assert.deepEqual(seen, upTo(FLOOD));

      const late: number[] = [];
      const again = (async (): Promise<void> => {
        for await (const message of silent.receive('iopub')) late.push(numberOf(message));
      })();
      await until(() => late.length >= SUBSCRIBER_QUEUE_MESSAGES);
      let last = FLOOD;
      await until(() => {
        kernel.publish(frames('n', String((last += 1))));
        return late.at(-1)! > FLOOD;
      });
      const kept = late.filter((number) => number < FLOOD);
      assert.deepEqual(
        kept.slice(0, SUBSCRIBER_QUEUE_MESSAGES),
        upTo(SUBSCRIBER_QUEUE_MESSAGES),
        'the queue has no holes',
      );
      // Buffers of the system may have taken some of the queue meanwhile, and made room for later ones.
      assert.deepEqual(
        kept,
        [...new Set(kept)].sort((a, b) => a - b),
        'what is kept is in order',
      );
      assert.ok(kept.length < FLOOD, 'the queue is bounded');
      await Promise.all([reading.dispose(), silent.dispose()]);
      await Promise.all([reader, again, kernel.dispose()]);
    });
  });
}
