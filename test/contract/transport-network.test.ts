// What transports over ZeroMQ do besides: addresses and ports, kernels that come back, strangers at the door.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { connect as connectSocket, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SpellError } from '../../src/base/errors.js';
import type { BindAddress } from '../../src/transport/bind-sockets.js';
import { portsFrom } from '../../src/transport/bind-sockets.js';
import type { ClientTransport } from '../../src/transport/transport.js';
import { MAX_FRAME_BYTES } from '../../src/transport/transport.js';
import { ZmqClientTransport } from '../../src/transport/zmq-client-transport.js';
import { ZmqTransport } from '../../src/transport/zmq-transport.js';
import { tempFolder } from '../support/temp-folder.js';
import { frames, next, openIpc, openTcp, texts, until } from '../support/transports.js';

const LOOPBACK = { transport: 'tcp', ip: '127.0.0.1' } as const;
const PING_MS = 60_000;
const limits = { timeout: 120_000 };

const fails = (address: BindAddress, code: string, message: RegExp): Promise<void> =>
  assert.rejects(ZmqTransport.bind(address), (error) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.help);
    return true;
  });

/** Connects to a kernel, which is disposed afterwards with its client. */
async function assertServes(kernel: ZmqTransport, address: BindAddress): Promise<void> {
  const client = await ZmqClientTransport.connect({ ...address, ...kernel.ports });
  await assertWorks(kernel, client);
  await Promise.all([client.dispose(), kernel.dispose()]);
}

/** A question and its answer, something published, and a beat. Strangers may have said something before. */
async function assertWorks(kernel: ZmqTransport, client: ClientTransport): Promise<void> {
  client.subscribe();
  await client.send('shell', frames('question'));
  for await (const { client: identity, frames: message } of kernel.receive('shell')) {
    if (texts(message)[0] !== 'question') continue;
    kernel.send('shell', identity, frames('answer'));
    break;
  }
  const published = next(client.receive('iopub'));
  await untilSettled(published, () => kernel.publish(frames('published')));
  assert.deepEqual(texts(await published), ['published']);
  assert.deepEqual(texts(await next(client.receive('shell'))), ['answer']);
  assert.equal(await client.ping(PING_MS), true);
}

async function untilSettled(promise: Promise<unknown>, act: () => void): Promise<void> {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  await until(() => (isSettled || act(), isSettled));
}

async function listen(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}

describe('addresses of tcp', limits, () => {
  test('free ports are five different ones', async () => {
    const kernel = await ZmqTransport.bind(LOOPBACK);
    assert.equal(new Set(Object.values(kernel.ports)).size, 5);
    await assertServes(kernel, LOOPBACK);
  });

  test('a port that was asked for is taken, the others are free ones', async () => {
    const { server, port } = await listen();
    await new Promise((resolve) => server.close(resolve));
    const kernel = await ZmqTransport.bind({ ...LOOPBACK, stdin_port: port });
    assert.equal(kernel.ports.stdin_port, port);
    await kernel.dispose();
    const next = await ZmqTransport.bind({ ...LOOPBACK, ...kernel.ports });
    assert.deepEqual(next.ports, kernel.ports);
    await next.dispose();
  });

  test('a port that is taken is named, and nothing stays bound', async () => {
    const { server, port } = await listen();
    const free = await ZmqTransport.bind(LOOPBACK);
    await free.dispose();
    const wanted = { ...LOOPBACK, ...free.ports, hb_port: port };
    await fails(wanted, 'KERNEL_PORT_TAKEN', new RegExp(`port ${port} of 127\\.0\\.0\\.1 is taken`));
    server.close();
    const kernel = await ZmqTransport.bind({ ...LOOPBACK, ...free.ports });
    await fails({ ...LOOPBACK, ...kernel.ports }, 'KERNEL_PORT_TAKEN', new RegExp(`port ${kernel.ports.shell_port} `));
    await kernel.dispose();
  });

  test('five ports in a row', () => {
    assert.deepEqual(portsFrom(5_000), {
      shell_port: 5_000,
      iopub_port: 5_001,
      stdin_port: 5_002,
      control_port: 5_003,
      hb_port: 5_004,
    });
    assert.equal(portsFrom(65_531).hb_port, 65_535);
    for (const first of [0, -1, 65_532, 1.5, Number.NaN]) assert.throws(() => portsFrom(first), SpellError);
  });

  test('addresses that are none of this machine', async () => {
    await fails(
      { ...LOOPBACK, ip: '192.0.2.1' },
      'KERNEL_ADDRESS',
      /listen at 192\.0\.2\.1: this machine does not have/,
    );
    await fails({ ...LOOPBACK, ip: 'no such host' }, 'KERNEL_ADDRESS', /listen at no such host/);
    await assert.rejects(
      ZmqClientTransport.connect({ ...LOOPBACK, ip: 'no host', ...portsFrom(5_000) }),
      (error) => error instanceof SpellError && error.code === 'KERNEL_ADDRESS',
    );
  });

  for (const ip of ['*', '0.0.0.0', 'localhost']) {
    test(`${ip} can be bound, and reached from this machine`, async () => {
      await assertServes(await ZmqTransport.bind({ transport: 'tcp', ip }), { transport: 'tcp', ip });
    });
  }

  test('IPv6', async (context) => {
    const probe = createServer();
    const hasIpv6 = await new Promise((resolve) => {
      probe.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true));
    });
    probe.close();
    if (hasIpv6 !== true) {
      context.skip('this machine has no IPv6');
      return;
    }
    for (const ip of ['::1', '::']) {
      await assertServes(await ZmqTransport.bind({ transport: 'tcp', ip }), { transport: 'tcp', ip });
    }
  });
});

describe('addresses of ipc', limits, () => {
  const { path: folder } = tempFolder();

  test('files are there for their user alone while the kernel is, and gone afterwards', async () => {
    const ip = join(folder, 'kernel');
    const kernel = await ZmqTransport.bind({ transport: 'ipc', ip });
    const names = readdirSync(folder);
    assert.deepEqual(names.toSorted(), ['kernel-1', 'kernel-2', 'kernel-3', 'kernel-4', 'kernel-5']);
    for (const name of names) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
    await fails({ transport: 'ipc', ip, shell_port: 1 }, 'KERNEL_PORT_TAKEN', /kernel-1 is taken/);
    const second = await ZmqTransport.bind({ transport: 'ipc', ip });
    assert.deepEqual(Object.values(second.ports), [6, 7, 8, 9, 10]);
    await assertServes(kernel, { transport: 'ipc', ip });
    await second.dispose();
    assert.deepEqual(readdirSync(folder), []);
  });

  test('what a killed program has left is replaced', async () => {
    const ip = join(folder, 'stale');
    // The library leaves its files behind, as a killed process does.
    const { Router } = await import('zeromq');
    const left = new Router();
    left.bindSync(`ipc://${ip}-1`);
    const { events } = left;
    left.close();
    for await (const { type } of events) if (type === 'end') break;
    assert.ok(existsSync(`${ip}-1`));
    const kernel = await ZmqTransport.bind({ transport: 'ipc', ip, shell_port: 1 });
    await assertServes(kernel, { transport: 'ipc', ip });
  });

  test('files of other kinds stay, and folders have to exist', async () => {
    const ip = join(folder, 'file');
    writeFileSync(`${ip}-1`, 'precious');
    mkdirSync(`${ip}-2`);
    for (const port of [1, 2]) await fails({ transport: 'ipc', ip, shell_port: port }, 'KERNEL_PORT_TAKEN', /is taken/);
    assert.ok(existsSync(`${ip}-1`));
    await fails({ transport: 'ipc', ip: join(folder, 'no', 'such') }, 'KERNEL_ADDRESS', /no such folder/);
    await fails({ transport: 'ipc', ip: join(folder, 'x'.repeat(200)) }, 'KERNEL_ADDRESS', /too long/);
  });
});

for (const [name, open] of Object.entries({ tcp: openTcp, ipc: openIpc })) {
  test(`clients go on when their kernel comes back at its place: ${name}`, limits, async () => {
    const { kernel, connect, rebind } = await open();
    const client = await connect();
    client.subscribe();
    await next(kernel.subscriptions());
    const published = next(client.receive('iopub'));
    assert.equal(await client.ping(PING_MS), true);
    await kernel.dispose();
    for (let beat = 0; beat < 4; beat += 1) assert.equal(await client.ping(20), false);

    const successor = await rebind();
    assert.equal(await client.ping(PING_MS), true, 'missed beats are forgotten');
    assert.equal((await next(successor.subscriptions())).byteLength, 0, 'it subscribes again');
    await client.send('shell', frames('again'));
    assert.deepEqual(texts((await next(successor.receive('shell'))).frames), ['again']);
    successor.publish(frames('again'));
    assert.deepEqual(texts(await published), ['again']);
    await Promise.all([client.dispose(), successor.dispose()]);
  });
}

test('a client that comes back with its identity is reached, its old connection still open', limits, async () => {
  const { kernel, connect } = await openTcp();
  const identity = Buffer.from('me');
  const before = await connect(identity);
  await before.send('shell', frames('1'));
  await next(kernel.receive('shell'));
  const after = await connect(identity);
  await after.send('shell', frames('2'));
  const { client } = await next(kernel.receive('shell'));
  kernel.send('shell', client, frames('answer'));
  assert.deepEqual(texts(await next(after.receive('shell'))), ['answer']);
  await Promise.all([before.dispose(), after.dispose(), kernel.dispose()]);
});

test('a kernel can be disposed while beats are coming', limits, async () => {
  const { kernel, connect, rebind } = await openTcp();
  const client = await connect();
  let current = kernel;
  // The moment that matters is short: between a beat and its echo.
  for (let round = 0; round < 40; round += 1) {
    // A beat that met the end of the last kernel is lost.
    while (!(await client.ping(1_000)));
    const beats = Array.from({ length: 20 }, () => client.ping(20));
    for (let turn = 0; turn < round % 8; turn += 1) await setImmediate();
    await current.dispose();
    await Promise.all(beats);
    current = await rebind();
  }
  await Promise.all([client.dispose(), current.dispose()]);
});

describe('strangers', limits, () => {
  const GREETING = Buffer.concat([
    Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 0]),
    Buffer.from('NULL'),
    Buffer.alloc(48),
  ]);
  const DEALER = Buffer.from('\x04\x1c\x05READY\x0bSocket-Type\0\0\0\x06DEALER', 'latin1');
  const nothing = Buffer.alloc(0);

  const speak = (port: number, what: Buffer): Socket => {
    const socket = connectSocket(port, '127.0.0.1');
    // It may be thrown out before it has finished.
    socket.on('error', () => socket.destroy());
    socket.write(what);
    return socket;
  };

  test('cannot disturb others with garbage, on any port', async () => {
    const { kernel, connect } = await openTcp();
    const client = await connect();
    const speeches = [
      nothing,
      Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      Buffer.alloc(10_000),
      Buffer.concat([GREETING, randomBytes(1_000)]),
      // In the oldest version: an identity, a message without envelope, an impossible length. It confuses a REP for good.
      Buffer.from('\x03\0id\x04\0abc\0', 'latin1'),
      ...Array.from({ length: 20 }, () => randomBytes(2_000)),
    ];
    const sockets = Object.values(kernel.ports).flatMap((port) => speeches.map((speech) => speak(port, speech)));
    for (const socket of sockets) if (socket.connecting) await once(socket, 'connect');
    await assertWorks(kernel, client);
    for (const socket of sockets) socket.destroy();
    await assertWorks(kernel, client);
    await Promise.all([client.dispose(), kernel.dispose()]);
  });

  test('are thrown out for a frame beyond the limit', async () => {
    const { kernel, connect } = await openTcp();
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(MAX_FRAME_BYTES) + 1n);
    const socket = speak(kernel.ports.shell_port, Buffer.concat([GREETING, DEALER, Buffer.from([2]), length]));
    socket.resume();
    await once(socket, 'close');
    const client = await connect();
    await assertWorks(kernel, client);
    await Promise.all([client.dispose(), kernel.dispose()]);
  });
});
