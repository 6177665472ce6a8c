// Processes with transports end when these have been disposed, by themselves, and what they said last arrives.

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import type { Ports } from '../../src/protocol/connection-file.js';
import { ZmqClientTransport } from '../../src/transport/zmq-client-transport.js';
import { next, openTcp, take, texts } from '../support/transports.js';

const place = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);

interface Child {
  readonly process: ChildProcess;
  /** Code and signal. */
  readonly ended: Promise<unknown[]>;
}

/** A process that runs this code, with the names of the support file. */
function start(code: string): Child {
  const imports = `const { frames, next, openIpc, openMemory, openTcp, rest } = await import(${place('../support/transports.js')});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', imports + code], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { process: child, ended: once(child, 'exit') };
}

/** The next thing that it sends. */
async function told<T>({ process: child }: Child): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

async function assertEndsWell({ ended }: Child): Promise<void> {
  assert.deepEqual(await ended, [0, null]);
}

async function kill({ process: child, ended }: Child): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

describe('a process with transports', { timeout: 120_000 }, () => {
  for (const open of ['openMemory', 'openTcp', 'openIpc']) {
    test(`ends by itself after disposal, with receives under way: ${open}`, async () => {
      const child = start(`
        process.channel.unref();
        const { kernel, connect } = await ${open}();
        const client = await connect();
        client.subscribe();
        await next(kernel.subscriptions());
        await client.send('shell', frames('hello'));
        await next(kernel.receive('shell'));
        if (!(await client.ping(60_000))) throw new Error('no heartbeat');
        const readers = ['shell', 'control', 'stdin'].flatMap((channel) => [kernel.receive(channel), client.receive(channel)]);
        const all = [...readers, kernel.subscriptions(), client.receive('iopub')].map(rest);
        await Promise.all([client.dispose(), kernel.dispose()]);
        await Promise.all(all);
      `);
      await assertEndsWell(child);
    });
  }

  test('ends although a subscriber does not read', async () => {
    const kernel = start(`
      const { kernel, connect } = await openTcp();
      process.send(kernel.ports);
      await next(kernel.subscriptions());
      for (let index = 0; index < 20_000; index += 1) kernel.publish([...frames('n'), new Uint8Array(4_096)]);
      await kernel.dispose();
      process.disconnect();
    `);
    const ports = await told<Ports>(kernel);
    const subscriber = start(`
      process.channel.unref();
      const { ZmqClientTransport } = await import(${place('../../src/transport/zmq-client-transport.js')});
      const address = { transport: 'tcp', ip: '127.0.0.1', ...${JSON.stringify(ports)} };
      (await ZmqClientTransport.connect(address)).subscribe();
      setInterval(() => undefined, 60_000);
    `);
    await assertEndsWell(kernel);
    await kill(subscriber);
  });

  test('may leave with process.exit once disposal is done: what it published last arrives', async () => {
    const kernel = start(`
      const { kernel } = await openTcp();
      process.send(kernel.ports);
      await next(kernel.subscriptions());
      for (let index = 0; index < 2_000; index += 1) kernel.publish([...frames('n'), new Uint8Array(16_384)]);
      kernel.publish(frames('last'));
      await kernel.dispose();
      process.exit(0);
    `);
    const ports = await told<Ports>(kernel);
    const client = await ZmqClientTransport.connect({ transport: 'tcp', ip: '127.0.0.1', ...ports });
    client.subscribe();
    const published = await take(client.receive('iopub'), 2_001);
    assert.deepEqual(texts(published.at(-1)!), ['last']);
    await assertEndsWell(kernel);
    await client.dispose();
  });

  test('killed in the middle of it, leaves its client and a successor well', async () => {
    const { kernel, connect, rebind } = await openTcp();
    await kernel.dispose();
    const address = JSON.stringify({ transport: 'tcp', ip: '127.0.0.1', ...kernel.ports });
    const victim = start(`
      const { ZmqTransport } = await import(${place('../../src/transport/zmq-transport.js')});
      const kernel = await ZmqTransport.bind(${address});
      await next(kernel.receive('shell'));
      process.send('got it');
      for await (const _ of kernel.receive('shell'));
    `);
    const client = await connect();
    await client.send('shell', [Buffer.from('hello')]);
    await told(victim);
    await kill(victim);
    const successor = await rebind();
    assert.equal(await client.ping(60_000), true);
    await client.send('shell', [Buffer.from('again')]);
    assert.deepEqual(texts((await next(successor.receive('shell'))).frames), ['again']);
    await Promise.all([client.dispose(), successor.dispose()]);
  });
});
