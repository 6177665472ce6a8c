// What every transport keeps to, in memory and over ZeroMQ. What only ZeroMQ can do is in transport-network.test.ts.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ClientTransport, Incoming } from '../../src/transport/transport.js';
import type { Ends } from '../support/transports.js';
import { bytes, frames, next, openIpc, openMemory, openTcp, rest, take, texts, until } from '../support/transports.js';

const TRANSPORTS = { memory: openMemory, tcp: openTcp, ipc: openIpc };
const CHANNELS = ['shell', 'control', 'stdin'] as const;
const PING_MS = 60_000;

const said = ({ frames: message }: Incoming): string => texts(message).join();

for (const [name, open] of Object.entries(TRANSPORTS)) {
  describe(`transport: ${name}`, { timeout: 240_000 }, () => {
    let ends: Ends;
    let clients: ClientTransport[];
    const connect = async (identity?: string | Uint8Array): Promise<ClientTransport> => {
      const client = await ends.connect(typeof identity === 'string' ? bytes(identity) : identity);
      clients.push(client);
      return client;
    };
    /** A client that is known to be subscribed. */
    const subscriber = async (): Promise<ClientTransport> => {
      const client = await connect();
      client.subscribe();
      assert.equal((await next(ends.kernel.subscriptions())).byteLength, 0);
      return client;
    };

    beforeEach(async () => {
      ends = await open();
      clients = [];
    });
    afterEach(async () => {
      await Promise.all(clients.map((client) => client.dispose()));
      await ends.kernel.dispose();
    });

    describe('requests and answers', () => {
      test('travel on each channel, to the client that asked', async () => {
        const [first, second] = [await connect('first'), await connect('second')];
        for (const channel of CHANNELS) {
          await first.send(channel, frames('to', channel));
          await second.send(channel, frames('to', channel));
          for (const { client, frames: message } of await take(ends.kernel.receive(channel), 2)) {
            assert.deepEqual(texts(message), ['to', channel]);
            ends.kernel.send(channel, client, frames('for', Buffer.from(client).toString()));
          }
          assert.deepEqual(texts(await next(first.receive(channel))), ['for', 'first']);
          assert.deepEqual(texts(await next(second.receive(channel))), ['for', 'second']);
        }
      });

      test('keep the order of each client', async () => {
        const all = await Promise.all([connect('a'), connect('b'), connect('c')]);
        const count = 500;
        for (let index = 0; index < count; index += 1) {
          for (const client of all) void client.send('shell', frames(String(index)));
        }
        const seen = new Map<string, string[]>();
        for (const incoming of await take(ends.kernel.receive('shell'), count * all.length)) {
          const from = Buffer.from(incoming.client).toString();
          seen.set(from, [...(seen.get(from) ?? []), said(incoming)]);
          ends.kernel.send('shell', incoming.client, incoming.frames);
        }
        const expected = Array.from({ length: count }, (_, index) => String(index));
        assert.deepEqual(Object.fromEntries(seen), { a: expected, b: expected, c: expected });
        for (const client of all) {
          assert.deepEqual(
            (await take(client.receive('shell'), count)).map((message) => texts(message)[0]),
            expected,
          );
        }
      });

      test('carry identities of any bytes, the same on all channels', async () => {
        const identity = Uint8Array.from([255, 0, 128, 10]);
        const client = await connect(identity);
        for (const channel of CHANNELS) {
          await client.send(channel, frames('hello'));
          const incoming = await next(ends.kernel.receive(channel));
          assert.deepEqual(Uint8Array.from(incoming.client), identity);
        }
      });

      test('a client has an identity of its own if none is given', async () => {
        for (const client of [await connect(), await connect()]) await client.send('shell', frames('hello'));
        const [first, second] = await take(ends.kernel.receive('shell'), 2);
        assert.notDeepEqual(first!.client, second!.client);
      });

      test('carry empty frames and large ones', async () => {
        const large = new Uint8Array(20 * 1024 * 1024).map((_, index) => index % 251);
        const message = [bytes(''), large, bytes(''), bytes('end'), bytes('')];
        const client = await connect();
        await client.send('shell', message);
        const incoming = await next(ends.kernel.receive('shell'));
        assert.ok(Buffer.concat(incoming.frames).equals(Buffer.concat(message)));
        assert.deepEqual(
          incoming.frames.map((frame) => frame.byteLength),
          message.map((frame) => frame.byteLength),
        );
        ends.kernel.send('shell', incoming.client, incoming.frames);
        const answer = await next(client.receive('shell'));
        assert.ok(answer.every((frame, index) => Buffer.compare(frame, message[index]!) === 0));
      });

      test('need a frame', async () => {
        const client = await connect();
        await assert.rejects(client.send('shell', []), TypeError);
        assert.throws(() => ends.kernel.send('shell', bytes('x'), []), TypeError);
        assert.throws(() => ends.kernel.publish([]), TypeError);
      });

      test('an answer to a client that is not there is dropped', async () => {
        ends.kernel.send('shell', bytes('nobody'), frames('hello'));
        const client = await connect('gone');
        await client.send('shell', frames('hello'));
        await next(ends.kernel.receive('shell'));
        await client.dispose();
        ends.kernel.send('shell', bytes('gone'), frames('hello'));
        const other = await connect();
        await other.send('shell', frames('still there?'));
        assert.equal(said(await next(ends.kernel.receive('shell'))), 'still there?');
      });

      test('a client whose kernel does not read waits, and loses nothing', async () => {
        const client = await connect();
        const message = [new Uint8Array(16 * 1024)];
        // More than all buffers on the way hold.
        const count = 10_000;
        let sent = 0;
        const all = Array.from({ length: count }, () => client.send('shell', message).then(() => (sent += 1)));
        await all[0];
        await new Promise(setImmediate);
        assert.ok(sent < count, `${sent} of ${count} were taken`);
        await take(ends.kernel.receive('shell'), count);
        await Promise.all(all);
      });
    });

    describe('reading', () => {
      test('leaves what has not been read to the next reader', async () => {
        const client = await connect('me');
        const stopped = new AbortController();
        const first = rest(ends.kernel.receive('shell', stopped.signal));
        const firstAnswer = rest(client.receive('shell', stopped.signal));
        stopped.abort();
        assert.deepEqual([await first, await firstAnswer], [[], []]);
        await client.send('shell', frames('1'));
        await client.send('shell', frames('2'));
        assert.deepEqual((await take(ends.kernel.receive('shell'), 1)).map(said), ['1']);
        assert.deepEqual((await take(ends.kernel.receive('shell'), 1)).map(said), ['2']);
        ends.kernel.send('shell', bytes('me'), frames('3'));
        assert.deepEqual(texts(await next(client.receive('shell'))), ['3']);
        assert.deepEqual(await rest(ends.kernel.receive('shell', stopped.signal)), []);
      });

      test('ends at disposal, on all channels, also while it waits', async () => {
        const client = await connect();
        const ofKernel = [
          ...CHANNELS.map((channel) => rest(ends.kernel.receive(channel))),
          rest(ends.kernel.subscriptions()),
        ];
        const ofClient = [...CHANNELS, 'iopub' as const].map((channel) => rest(client.receive(channel)));
        await client.dispose();
        await ends.kernel.dispose();
        assert.deepEqual((await Promise.all([...ofKernel, ...ofClient])).flat(), []);
        assert.deepEqual(await rest(ends.kernel.receive('shell')), []);
        assert.deepEqual(await rest(client.receive('iopub')), []);
      });
    });

    describe('iopub', () => {
      test('welcomes the first, the second and the third subscriber', async () => {
        const all: ClientTransport[] = [];
        for (const welcome of ['one', 'two', 'three']) {
          all.push(await subscriber());
          await ends.kernel.publish(frames('iopub_welcome', welcome));
          for (const client of all)
            assert.deepEqual(texts(await next(client.receive('iopub'))), ['iopub_welcome', welcome]);
        }
      });

      test('reaches those who subscribed before, and not the others', async () => {
        const early = await subscriber();
        const never = await connect('never');
        await ends.kernel.publish(frames('topic', '1'));
        // It has left: what is published is sent a little later.
        assert.deepEqual(texts(await next(early.receive('iopub'))), ['topic', '1']);
        const late = await subscriber();
        await ends.kernel.publish(frames('other topic', '2'));
        assert.deepEqual(texts(await next(early.receive('iopub'))), ['other topic', '2']);
        assert.deepEqual(texts(await next(late.receive('iopub'))), ['other topic', '2']);
        const nothing = rest(never.receive('iopub'));
        await never.dispose();
        assert.deepEqual(await nothing, []);
      });

      test('keeps the order, and carries what comes just before the kernel ends', async () => {
        const client = await subscriber();
        await client.send('shell', frames('go'));
        const { client: identity } = await next(ends.kernel.receive('shell'));
        const count = 3_000;
        const received = take(client.receive('iopub'), count);
        for (let index = 0; index < count; index += 1) await ends.kernel.publish(frames('n', String(index)));
        ends.kernel.send('shell', identity, frames('done'));
        await ends.kernel.dispose();
        const numbers = (await received).map((message) => Number(texts(message)[1]));
        assert.deepEqual(
          numbers,
          Array.from({ length: count }, (_, index) => index),
        );
        assert.deepEqual(texts(await next(client.receive('shell'))), ['done']);
      });

      test('publishing after a subscriber has gone, or to nobody, does no harm', async () => {
        await ends.kernel.publish(frames('to nobody'));
        // What is published in one turn of the event loop leaves at its end.
        await new Promise(setImmediate);
        const [gone, there] = [await subscriber(), await subscriber()];
        await gone.dispose();
        await ends.kernel.publish(frames('hello'));
        assert.deepEqual(texts(await next(there.receive('iopub'))), ['hello']);
      });
    });

    describe('the ends', () => {
      test('the kernel counts its clients', async () => {
        assert.equal(ends.kernel.connections(), 0);
        const [first] = [await connect(), await connect()];
        await until(() => ends.kernel.connections() === 2);
        await first.dispose();
        await until(() => ends.kernel.connections() === 1);
      });

      test('the kernel is told which client has gone, once stdin is read', async () => {
        const gone: string[] = [];
        ends.kernel.onGone = (client) => gone.push(Buffer.from(client).toString());
        const [first, second] = [await connect('first'), await connect('second')];
        const questions = next(ends.kernel.receive('stdin'));
        await until(() => ends.kernel.connections() === 2);
        await first.send('stdin', frames('there'));
        assert.equal(said(await questions), 'there');
        const answers = next(ends.kernel.receive('stdin'));
        await first.dispose();
        await until(() => gone.length > 0);
        await second.send('stdin', frames('still there'));
        assert.equal(said(await answers), 'still there');
        assert.deepEqual(gone, ['first']);
      });

      test('a ping is answered while the kernel is there', async () => {
        const client = await connect();
        assert.deepEqual(await Promise.all([client.ping(PING_MS), client.ping(PING_MS)]), [true, true]);
        await ends.kernel.dispose();
        assert.equal(await client.ping(50), false);
        const waiting = client.ping(PING_MS);
        await client.dispose();
        assert.equal(await waiting, false);
        assert.equal(await client.ping(PING_MS), false);
      });

      test('what a client sends last arrives', async () => {
        const client = await connect();
        await client.send('control', frames('hello'));
        assert.equal(said(await next(ends.kernel.receive('control'))), 'hello');
        await client.send('control', frames('shutdown'));
        await client.dispose();
        assert.equal(said(await next(ends.kernel.receive('control'))), 'shutdown');
      });

      test('may be disposed twice, and refuse or ignore what comes after', async () => {
        const client = await connect('me');
        await Promise.all([client.dispose(), client.dispose()]);
        await assert.rejects(client.send('shell', frames('late')), /closed/);
        client.subscribe();
        await Promise.all([ends.kernel.dispose(), ends.kernel.dispose()]);
        ends.kernel.send('shell', bytes('me'), frames('late'));
        await ends.kernel.publish(frames('late'));
      });

      test('a message that still waits for room when its client is disposed is refused', async () => {
        const client = await connect();
        const message = [new Uint8Array(16 * 1024)];
        const outcomes = Promise.allSettled(Array.from({ length: 10_000 }, () => client.send('shell', message)));
        await client.dispose();
        assert.equal((await outcomes).at(-1)!.status, 'rejected');
      });
    });
  });
}
