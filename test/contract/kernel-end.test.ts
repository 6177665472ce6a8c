// How kernels end: by request, by a call, by idleness; what happens to what runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { debuggerOf, startDebugger } from '../support/kernel-debugger.js';
import { typesOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

onEveryTransport((open) => {
  for (const channel of ['control', 'shell'] as const) {
    test(`shutdown_request on ${channel}: reply and announcement first, then the end`, async (t) => {
      const kernel = await open(t);
      const [one, two] = [await kernel.connect(), await kernel.connect()];
      const { reply, published } = await one.request('shutdown_request', { restart: true }, { channel });
      assert.deepEqual(reply.content, { status: 'ok', restart: true });
      assert.equal(reply.channel, channel);
      assert.deepEqual(typesOf(published), ['status', 'shutdown_reply', 'status']);
      await two.next(({ type }) => type === 'shutdown_reply');
      assert.equal(await kernel.kernel.ended, 'restart');
      kernel.assertNoDefects();
    });
  }

  test('a run may finish', async (t) => {
    const kernel = await open(t, { shutdownGraceMs: 60_000 });
    const client = await kernel.connect();
    const running = client.execute('print("on") for i = 1, 2e7 do end print("done")');
    const queued = client.execute('print("no")');
    await client.next(({ type }) => type === 'stream');
    await client.request('shutdown_request', {}, { channel: 'control' });
    assert.equal((await running.answered).reply.content['status'], 'ok');
    assert.equal((await queued.answered).reply.content['status'], 'aborted');
    assert.equal(await kernel.kernel.ended, 'shutdown');
  });

  test('or is interrupted when its time is over, and nothing new is begun', async (t) => {
    const kernel = await open(t, { shutdownGraceMs: 50 });
    const client = await kernel.connect();
    const other = await kernel.connect();
    const running = client.execute('print("on") while true do pcall(function() while true do end end) end');
    await client.next(({ type }) => type === 'stream');
    void kernel.kernel.shutdown('shutdown');
    const late = other.execute('print("no")');
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
    assert.equal((await late.answered).reply.content['ename'], 'KERNEL_ENDING');
    assert.equal(await kernel.kernel.ended, 'shutdown');
  });

  test('dispose ends what runs', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    void client.execute('print("on") while true do end');
    await client.next(({ type }) => type === 'stream');
    await kernel.kernel.dispose();
    assert.equal(await kernel.kernel.ended, 'disposed');
  });

  test('after its idle time, but not while something runs', async (t) => {
    const kernel = await open(t, { idleTimeoutMs: 300, shutdownGraceMs: 0 });
    const client = await kernel.connect();
    const { reply } = await client.execute('local t = os.clock() while os.clock() - t < 0.5 do end').answered;
    assert.equal(reply.content['status'], 'ok');
    assert.equal(await kernel.kernel.ended, 'idle');
  });

  test('a paused script keeps it while somebody is there, and not when all have gone', async (t) => {
    const kernel = await open(t, { idleTimeoutMs: 200, shutdownGraceMs: 0 });
    const client = await kernel.connect();
    const peer = debuggerOf(client);
    await startDebugger(peer);
    const { sourcePath } = await peer.ask('dumpCell', { code: 'return 1' });
    await peer.breakAt(sourcePath as string, 1);
    client.execute('return 1').answered.catch(() => undefined);
    await peer.next('stopped');
    await sleep(600);
    assert.equal(kernel.kernel.status().sessions[0]?.debugger, 'paused');
    void client.dispose();
    assert.equal(await kernel.kernel.ended, 'idle');
    kernel.assertNoDefects();
  });
});
