// Named sessions and clients: what one does leaves the others untouched.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { RawClient } from '../support/raw-client.js';
import { textOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

/** Opens a named session through the kernel's comm target. */
async function openSession(client: RawClient, name: string, params: JsonObject = {}): Promise<void> {
  const comm_id = `session-of-${client.session}`;
  for (const [type, content] of [
    ['comm_open', { comm_id, target_name: 'llmspell.session', data: {} }],
    ['comm_msg', { comm_id, data: { method: 'open', params: { name, ...params } } }],
  ] as const) {
    const header = client.header(type);
    client.sendMessage({ header, content });
    await client.idle(header);
  }
}

onEveryTransport((open) => {
  test('a loop, a flood, a crash, or a full memory in one session leaves the other untouched', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    for (const [name, code] of [
      ['loop', 'print("on") while true do pcall(function() while true do end end) end'],
      ['flood', 'while true do print("on") end'],
      ['full', 'local t = {} print("on") while true do t[#t + 1] = ("x"):rep(1e6) end'],
      ['stuck', 'print("on") string.find(("a"):rep(50000), (".*"):rep(20) .. "b")'],
    ] as const) {
      await openSession(client, name, { limits: { memoryBytes: 64 * 2 ** 20, outputBytesPerSecond: 100_000 } });
      const running = client.execute(code, {}, { session: name });
      await client.next(
        ({ type, parentHeader }) => type === 'stream' && parentHeader?.msg_id === running.header.msg_id,
      );
      const { published } = await client.execute('print("main")').answered;
      assert.equal(textOf(published), 'main\n');
      const interrupting = client.header('interrupt_request');
      client.sendMessage({ header: interrupting, content: {}, metadata: { llmspell: { session: name } } }, 'control');
      await client.idle(interrupting);
      assert.equal((await running.answered).reply.content['status'], 'error');
    }
    kernel.assertNoDefects();
  });

  test('the engine of a session that is opened starts at once', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    await openSession(client, 'one');
    const isIdle = (): boolean =>
      kernel.kernel.status().sessions.some(({ name, state }) => name === 'one' && state === 'idle');
    while (!isIdle()) await client.fence();
  });

  test('a message may name a session', async (t) => {
    const client = await (await open(t)).connect();
    await openSession(client, 'one');
    await client.execute('x = 1', {}, { session: 'one' }).answered;
    assert.equal(textOf((await client.execute('print(x)').answered).published), 'nil\n');
    const { published } = await client.execute('print(x)', {}, { session: 'one' }).answered;
    assert.equal(textOf(published), '1\n');
    const stream = published.find(({ type }) => type === 'stream')!;
    assert.equal((stream.metadata['llmspell'] as JsonObject)['session'], 'one');
  });

  test('limits are at most those of the kernel', async (t) => {
    const client = await (await open(t, { limits: { timeMs: 50 } })).connect();
    await openSession(client, 'long', { limits: { timeMs: 60_000 } });
    const { reply } = await client.execute('while true do end', {}, { session: 'long' }).answered;
    assert.equal(reply.content['ename'], 'Timeout');
  });

  test('closing a session ends what runs there and what waits', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    await openSession(client, 'gone');
    const running = client.execute('print("on") while true do end', {}, { session: 'gone' });
    const waiting = client.execute('print("no")', {}, { session: 'gone' });
    await client.next(({ type }) => type === 'stream');
    const header = client.header('comm_msg');
    const data = { method: 'close', params: { name: 'gone' } };
    client.sendMessage({ header, content: { comm_id: `session-of-${client.session}`, data } });
    await client.idle(header);
    assert.equal((await running.answered).reply.content['status'], 'error');
    assert.equal((await waiting.answered).reply.content['status'], 'aborted');
    const { reply } = await client.execute('x = 1', {}, { session: 'gone' }).answered;
    assert.equal(reply.content['ename'], 'KERNEL_SESSION_NOT_FOUND');
    kernel.assertNoDefects();
  });

  test('a named session that is not used is closed', async (t) => {
    const kernel = await open(t, { sessionIdleTimeoutMs: 50 });
    const client = await kernel.connect();
    await openSession(client, 'idle');
    await client.next(({ content }) => (content['data'] as JsonObject | undefined)?.['event'] === 'closed');
    const names = kernel.kernel.status().sessions.map(({ name }) => name);
    assert.deepEqual(names, ['main']);
  });

  test('a hundred clients see what ten of them run', async (t) => {
    const kernel = await open(t, { maxClients: 100 });
    const clients = await Promise.all(Array.from({ length: 100 }, () => kernel.connect()));
    const replies = await Promise.all(
      clients.map(async (client) => (await client.request('kernel_info_request')).reply),
    );
    assert.ok(replies.every(({ content }) => content['status'] === 'ok'));
    const runs = clients.slice(0, 10).map((client, index) => client.execute(`print(${index})`));
    const answers = await Promise.all(runs.map(async ({ answered }) => answered));
    assert.deepEqual(
      answers.map(({ published }) => textOf(published)),
      runs.map((_run, index) => `${index}\n`),
    );
    await Promise.all(clients.flatMap((client) => runs.map(async ({ header }) => client.idle(header))));
  });

  test('a client too many is refused with an answer', async (t) => {
    const kernel = await open(t, { maxClients: 2 });
    const clients = [await kernel.connect(), await kernel.connect(), await kernel.connect()];
    const replies = [];
    for (const client of clients) replies.push((await client.request('kernel_info_request')).reply);
    assert.deepEqual(
      replies.map(({ content }) => content['ename']),
      [undefined, undefined, 'KERNEL_CLIENTS'],
    );
    assert.match(replies[2]!.content['evalue'] as string, /2 clients/);
  });

  test('a client that has gone makes room', async (t) => {
    const kernel = await open(t, { maxClients: 1 });
    const first = await kernel.connect();
    await first.request('kernel_info_request');
    await first.dispose();
    const second = await kernel.connect();
    const { reply } = await second.request('kernel_info_request');
    assert.equal(reply.content['status'], 'ok');
  });

  test('status tells of sessions, clients and executions', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    await client.execute('x = 1').answered;
    await client.execute('error("x")').answered;
    const { reply } = await client.request('llmspell_status_request', {}, { channel: 'control' });
    const status = reply.content['kernel'] as JsonObject;
    assert.equal(status['pid'], process.pid);
    assert.deepEqual(status['executions'], { finished: 2, failed: 1, running: 0 });
    const [main] = status['sessions'] as JsonObject[];
    assert.equal(main!['name'], 'main');
    assert.equal(main!['state'], 'idle');
    assert.equal(main!['executionCount'], 2);
    const [one] = status['clients'] as JsonObject[];
    assert.equal(one!['id'], client.session);
  });
});
