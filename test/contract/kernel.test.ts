// What a kernel does, seen by a client that checks every message. One suite, on every transport.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf, typesOf } from '../support/raw-client.js';
import { TestKernel } from '../support/test-kernel.js';

test('kernel_info', async (t) => {
  const client = await new TestKernel(t).connect();
  const { reply, published } = await client.request('kernel_info_request');
  assert.equal(reply.content['implementation'], 'llmspell');
  assert.deepEqual(typesOf(published), ['status', 'status']);
});

test('an execution: input, output, reply, idle', async (t) => {
  const kernel = new TestKernel(t);
  const client = await kernel.connect();
  const { reply, published } = await client.execute('print("hello")').answered;
  assert.equal(reply.content['status'], 'ok');
  assert.equal(reply.content['execution_count'], 1);
  assert.deepEqual(typesOf(published), ['status', 'execute_input', 'stream', 'status']);
  assert.equal(textOf(published), 'hello\n');
  kernel.assertNoDefects();
});

test('a failure', async (t) => {
  const kernel = new TestKernel(t);
  const client = await kernel.connect();
  const { reply, published } = await client.execute('local t\nprint(t.x)').answered;
  assert.equal(reply.content['status'], 'error');
  assert.deepEqual(typesOf(published), ['status', 'execute_input', 'error', 'status']);

  kernel.assertNoDefects();
});

test('interrupt', async (t) => {
  const kernel = new TestKernel(t);
  const client = await kernel.connect();
  const run = client.execute('print("on"); while true do pcall(function() while true do end end) end');
  const queued = client.execute('print("never")');
  await client.next(({ type }) => type === 'stream');
  await client.request('interrupt_request', {}, { channel: 'control' });
  const { reply } = await run.answered;
  assert.equal(reply.content['ename'], 'Interrupted');
  assert.equal((await queued.answered).reply.content['status'], 'aborted');
  kernel.assertNoDefects();
});

test('shutdown', async (t) => {
  const kernel = new TestKernel(t);
  const client = await kernel.connect();
  const { reply } = await client.request('shutdown_request', { restart: true }, { channel: 'control' });
  assert.deepEqual(reply.content, { status: 'ok', restart: true });
  assert.equal(await kernel.kernel.ended, 'restart');
});
