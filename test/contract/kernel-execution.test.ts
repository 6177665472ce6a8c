// Executions: what is published and replied, in which order; counts, failures, interruption, the queue, the end.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { Answered } from '../support/raw-client.js';
import { textOf, typesOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

const LOOP_IN_PCALL = 'print("on") while true do pcall(function() while true do end end) end';

const vendorOf = ({ reply }: Answered): JsonObject => reply.metadata['llmspell'] as JsonObject;

onEveryTransport((open) => {
  test('input, output, reply, idle', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const answered = await client.execute('print("hello")').answered;
    const { reply, published } = answered;
    assert.deepEqual(typesOf(published), ['status', 'execute_input', 'stream', 'status']);
    assert.deepEqual(published[1]!.content, { code: 'print("hello")', execution_count: 1 });
    assert.equal(textOf(published), 'hello\n');
    assert.equal(reply.content['status'], 'ok');
    assert.equal(reply.content['execution_count'], 1);
    assert.equal(vendorOf(answered)['session'], 'main');
    assert.equal(vendorOf(answered)['outcome'], 'ok');
    kernel.assertNoDefects();
  });

  test('globals live from cell to cell, and executions are counted', async (t) => {
    const client = await (await open(t)).connect();
    for (const [code, content, count] of [
      ['x = 1', {}, 1],
      ['x = x + 1', {}, 2],
      ['x = x + 1', { store_history: false }, 2],
      ['x = x + 1', { silent: true }, 2],
      ['print(x)', {}, 3],
    ] as const) {
      const { reply } = await client.execute(code, content).answered;
      assert.equal(reply.content['execution_count'], count);
    }
    assert.equal(textOf(client.received), '4\n');
  });

  test('a working directory that is not there is refused, and nothing runs', async (t) => {
    const client = await (await open(t)).connect();
    const inFolder = (path: string): Promise<Answered> =>
      client.execute('print(1)', {}, { working_directory: path }).answered;
    for (const path of ['/no/such/folder', process.execPath]) {
      const { reply, published } = await inFolder(path);
      assert.equal(reply.content['ename'], 'MESSAGE_CONTENT');
      assert.match(JSON.stringify(reply.content['evalue']), /there is no folder/);
      assert.deepEqual(typesOf(published), ['status', 'error', 'status']);
    }
    assert.equal(textOf((await inFolder('/')).published), '1\n');
  });

  test('a silent execution publishes nothing but its state', async (t) => {
    const client = await (await open(t)).connect();
    const { reply, published } = await client.execute('print("x") error("y")', { silent: true }).answered;
    assert.deepEqual(typesOf(published), ['status', 'status']);
    assert.equal(reply.content['status'], 'error');
    const { published: result } = await client.execute('1', { silent: true }).answered;
    assert.deepEqual(typesOf(result), ['status', 'status']);
  });

  test('a failure is published and replied with its report, which calls cells by their number', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    await client.execute('function f(t)\n  return t.x.y\nend').answered;
    const answered = await client.execute('\nf({})').answered;
    const { reply, published } = answered;
    assert.deepEqual(typesOf(published), ['status', 'execute_input', 'error', 'status']);
    assert.equal(reply.content['ename'], 'RuntimeError');
    assert.deepEqual(published[2]!.content['traceback'], reply.content['traceback']);
    const text = (reply.content['traceback'] as string[]).join('\n').replace(/\x1b\[\d+m/g, '');
    assert.match(text, /In \[1\]:2:/);
    assert.match(text, /In \[2\]:2: in main chunk/);
    assert.doesNotMatch(text, /llmspell-cells/);
    const report = vendorOf(answered)['report'] as JsonObject;
    assert.equal((report['location'] as JsonObject)['file'], 'In [1]');
    assert.equal(vendorOf(answered)['failure_kind'], 'runtime');
    kernel.assertNoDefects();
  });

  test('code that does not compile', async (t) => {
    const client = await (await open(t)).connect();
    const { reply } = await client.execute('print("x"').answered;
    assert.equal(reply.content['ename'], 'SyntaxError');
  });

  test('os.exit ends the run, not the kernel', async (t) => {
    const client = await (await open(t)).connect();
    const fine = await client.execute('x = 5 os.exit(0)').answered;
    assert.equal(fine.reply.content['status'], 'ok');
    assert.equal(vendorOf(fine)['exit_code'], 0);
    const failed = await client.execute('print("p") os.exit(3)').answered;
    assert.equal(failed.reply.content['ename'], 'Exit');
    assert.equal(vendorOf(failed)['outcome'], 'exit');
    assert.equal(vendorOf(failed)['exit_code'], 3);
    const { published } = await client.execute('print(x)').answered;
    assert.equal(textOf(published), '5\n');
  });

  test('without echo what the chunk returns is in the reply', async (t) => {
    const client = await (await open(t)).connect();
    const answered = await client.execute('return 1, "x", nil, {a = 1}', {}, { echo: false }).answered;
    assert.deepEqual(vendorOf(answered)['results'], [1, 'x', null, { a: 1 }]);
    assert.deepEqual(typesOf(answered.published), ['status', 'execute_input', 'status']);
  });

  test('scripts: name, arguments, chunk name, bytes that are not UTF-8', async (t) => {
    const client = await (await open(t)).connect();
    const vendor = {
      echo: false,
      script_name: 'a.lua',
      chunk_name: '@/nowhere/a.lua',
      args: ['one', 'two'],
    };
    const code = Buffer.concat([
      Buffer.from('return arg[0], arg[1], arg[2], #"'),
      Buffer.from([0xff]),
      Buffer.from('"'),
    ]);
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const bytes = { ...vendor, code_sha256: digest(code) };
    const answered = await client.execute('(a script)', {}, bytes, [code]).answered;
    assert.deepEqual(vendorOf(answered)['results'], ['a.lua', 'one', 'two', 1]);
    const failed = await client.execute('\nerror("x")', {}, vendor).answered;
    const report = vendorOf(failed)['report'] as JsonObject;
    assert.equal((report['location'] as JsonObject)['file'], '/nowhere/a.lua');
    const changed = await client.execute('', {}, bytes, [Buffer.from('print(1)')]).answered;
    assert.equal(changed.reply.content['status'], 'error');
  });

  test('a run has so much time', async (t) => {
    const client = await (await open(t)).connect();
    const answered = await client.execute('while true do end', {}, { timeout_ms: 50 }).answered;
    assert.equal(answered.reply.content['ename'], 'Timeout');
    assert.equal(vendorOf(answered)['failure_kind'], 'timeout');
  });

  test('executions of one session run in order, from all clients', async (t) => {
    const kernel = await open(t);
    const [one, two] = [await kernel.connect(), await kernel.connect()];
    await one.execute('list = {}').answered;
    const sent = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : two).execute(`list[#list + 1] = ${i}`));
    await Promise.all(sent.map(({ answered }) => answered));
    const { published } = await two.execute('print(#list)').answered;
    assert.equal(textOf(published), '20\n');
    const inputs = two.received.filter(({ type }) => type === 'execute_input').map(({ content }) => content);
    assert.deepEqual(
      inputs.map(({ execution_count }) => execution_count),
      inputs.map((_, index) => index + 1),
    );
  });

  test('a failure aborts what its client has queued, and nothing else', async (t) => {
    const kernel = await open(t);
    const [one, two] = [await kernel.connect(), await kernel.connect()];
    const failing = one.execute('print("begun") error("x")');
    const queued = [one.execute('print("no")'), one.execute('print("no")')];
    const other = two.execute('print("yes")');
    assert.equal((await failing.answered).reply.content['status'], 'error');
    for (const { answered } of queued) {
      const { reply, published } = await answered;
      assert.deepEqual(reply.content, { status: 'aborted' });
      assert.deepEqual(typesOf(published), ['status', 'status']);
    }
    assert.equal((await other.answered).reply.content['status'], 'ok');
    assert.equal((await one.execute('print("again")').answered).reply.content['status'], 'ok');
  });

  test('unless stop_on_error is false', async (t) => {
    const client = await (await open(t)).connect();
    const failing = client.execute('error("x")', { stop_on_error: false });
    const queued = client.execute('print("yes")');
    await failing.answered;
    assert.equal((await queued.answered).reply.content['status'], 'ok');
  });

  test('while a cell runs everything else is served', async (t) => {
    const kernel = await open(t);
    const [one, two] = [await kernel.connect(), await kernel.connect()];
    const running = one.execute(LOOP_IN_PCALL);
    await one.next(({ type }) => type === 'stream');
    for (const client of [one, two]) {
      await client.request('kernel_info_request');
      const { reply } = await client.request('complete_request', { code: 'string.for', cursor_pos: 10 });
      assert.deepEqual(reply.content['matches'], ['format']);
      assert.equal(reply.content['cursor_start'], 7);
      const { reply: found } = await client.request('inspect_request', { code: 'print', cursor_pos: 3 });
      assert.equal(found.content['found'], true);
      const { reply: complete } = await client.request('is_complete_request', { code: 'for i = 1, 2 do' });
      assert.deepEqual(complete.content, { status: 'incomplete', indent: '  ' });
      await client.request('history_request', { hist_access_type: 'tail', n: 1 });
      await client.request('comm_info_request');
      const { reply: status } = await client.request('llmspell_status_request', {}, { channel: 'control' });
      const executions = (status.content['kernel'] as JsonObject)['executions'] as JsonObject;
      assert.deepEqual(executions, { finished: 0, failed: 0, running: 1 });
    }
    await two.request('interrupt_request', {}, { channel: 'control' });
    const { reply, published } = await running.answered;
    assert.equal(reply.content['ename'], 'Interrupted');
    // Whoever shows the last state shows busy, as long as the cell runs.
    const all = one.received.filter(({ type }) => type === 'status').map(({ content }) => content['execution_state']);
    const lastIdle = all.slice(0, -1).lastIndexOf('idle');
    assert.ok(all.slice(0, lastIdle).every((state, index) => state !== 'idle' || all[index + 1] === 'busy'));
    assert.equal(published.at(-1)!.content['execution_state'], 'idle');
    kernel.assertNoDefects();
  });

  test('an interrupt ends a loop in pcall, and aborts what its client has queued', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const running = client.execute(LOOP_IN_PCALL, { stop_on_error: false });
    const queued = client.execute('print("no")');
    await client.next(({ type }) => type === 'stream');
    const { reply } = await client.request('interrupt_request', {}, { channel: 'control' });
    assert.equal(reply.content['status'], 'ok');
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
    assert.equal((await queued.answered).reply.content['status'], 'aborted');
    assert.equal((await client.execute('print(1)').answered).reply.content['status'], 'ok');
  });

  test('an interrupt before the engine is up', async (t) => {
    const client = await (await open(t)).connect();
    const running = client.execute('while true do end');
    await client.request('interrupt_request', {}, { channel: 'control' });
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
  });

  test('an interrupt while nothing runs does nothing', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    await client.execute('x = 1').answered;
    await client.request('interrupt_request', {}, { channel: 'control' });
    kernel.kernel.interrupt();
    const { published } = await client.execute('print(x)').answered;
    assert.equal(textOf(published), '1\n');
  });

  test('Kernel.interrupt ends what runs', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const running = client.execute(LOOP_IN_PCALL);
    await client.next(({ type }) => type === 'stream');
    kernel.kernel.interrupt();
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
  });

  test('a script that takes all memory fails, and the session lives on', async (t) => {
    const client = await (await open(t, { limits: { memoryBytes: 32 * 2 ** 20 } })).connect();
    await client.execute('x = 7').answered;
    const { reply } = await client.execute('local t = {} while true do t[#t + 1] = ("x"):rep(1e6) end').answered;
    assert.equal(reply.content['status'], 'error');
    const { published } = await client.execute('print(x)').answered;
    assert.equal(textOf(published), '7\n');
  });

  test('an engine that had to be replaced is told of', async (t) => {
    const kernel = await open(t, { engine: { graceMs: 100 } });
    const client = await kernel.connect();
    await client.execute('x = 1').answered;
    const running = client.execute('print("on") string.find(("a"):rep(50000), (".*"):rep(20) .. "b")');
    await client.next(({ type }) => type === 'stream');
    await client.request('interrupt_request', {}, { channel: 'control' });
    const answered = await running.answered;
    assert.equal(vendorOf(answered)['engine_replaced'], true);
    assert.match(textOf(answered.published, 'stderr'), /engine of session 'main' had to be replaced/);
    const { published } = await client.execute('print(x)').answered;
    assert.equal(textOf(published), 'nil\n');
  });

  test('an engine that does not start is a clear error, and is tried again', async (t) => {
    let attempts = 0;
    const kernel = await open(t, {
      openEngine: async () => {
        attempts++;
        throw new Error('no room');
      },
    });
    const client = await kernel.connect();
    const { reply } = await client.execute('x = 1').answered;
    assert.equal(reply.content['status'], 'error');
    assert.match(reply.content['evalue'] as string, /no room/);
    await client.execute('x = 1').answered;
    assert.ok(attempts >= 2);
  });
});
