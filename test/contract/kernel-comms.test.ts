// Comms: both ways between scripts and clients, and the targets of the kernel.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, JsonValue } from '../../src/protocol/schema.js';
import type { RawClient, Received } from '../support/raw-client.js';
import { textOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

/** Sends a comm message and waits until it has been served. */
async function post(client: RawClient, type: string, content: JsonObject, buffers: Buffer[] = []): Promise<Received[]> {
  const header = client.header(type);
  client.sendMessage({ header, content, buffers });
  await client.idle(header);
  return client.received.filter(({ parentHeader }) => parentHeader?.msg_id === header.msg_id);
}

/** Calls a method of a target of the kernel. */
async function call(client: RawClient, comm_id: string, method: string, params: JsonObject = {}): Promise<JsonObject> {
  const came = await post(client, 'comm_msg', { comm_id, data: { id: 7, method, params } });
  const answers = came.filter(({ type }) => type === 'comm_msg').map(({ content }) => content['data'] as JsonObject);
  assert.equal(answers.length, 1);
  assert.equal(answers[0]!['id'], 7);
  return answers[0]!;
}

onEveryTransport((open) => {
  test('a client opens a comm of a script, and they talk', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const code = `
      Comm.register_target("echo", function(comm, opening)
        print("opened", opening.greeting)
        comm:on_msg(function(data, buffers) comm:send({back = data.n + 1}, buffers) end)
        comm:on_close(function() print("closed") end)
      end)`;
    const registered = await client.execute(code).answered;
    assert.equal(registered.reply.content['status'], 'ok', JSON.stringify(registered.reply.content));
    const opened = await post(client, 'comm_open', { comm_id: 'c1', target_name: 'echo', data: { greeting: 'hi' } });
    assert.equal(textOf(opened), 'opened\thi\n', JSON.stringify(opened));
    const { reply } = await client.request('comm_info_request', { target_name: 'echo' });
    assert.deepEqual(reply.content['comms'], { c1: { target_name: 'echo' } });
    const came = await post(client, 'comm_msg', { comm_id: 'c1', data: { n: 41 } }, [Buffer.from([1, 0xff])]);
    const message = came.find(({ type }) => type === 'comm_msg')!;
    assert.deepEqual(message.content, { comm_id: 'c1', data: { back: 42 } });
    assert.deepEqual([...message.buffers[0]!], [1, 0xff]);
    assert.equal(textOf(await post(client, 'comm_close', { comm_id: 'c1' })), 'closed\n');
    assert.deepEqual((await client.request('comm_info_request')).reply.content['comms'], {});
    kernel.assertNoDefects();
  });

  test('a script opens a comm; messages wait their turn behind the run', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'c = Comm.open("front", {x = 1}) c:on_msg(function(d) print("got", d.y) end) print("opened")';
    const { published } = await client.execute(code).answered;
    const opening = published.find(({ type }) => type === 'comm_open')!;
    assert.equal(opening.content['target_name'], 'front');
    assert.deepEqual(opening.content['data'], { x: 1 });
    const comm_id = opening.content['comm_id'] as string;
    const running = client.execute('for i = 1, 1e6 do end print("ran")');
    const header = client.header('comm_msg');
    client.sendMessage({ header, content: { comm_id, data: { y: 2 } } });
    await client.idle(header);
    await running.answered;
    assert.equal(textOf(client.received), 'opened\nran\ngot\t2\n');
    const closed = await client.execute('c:close({bye = true})').answered;
    assert.deepEqual(closed.published.find(({ type }) => type === 'comm_close')!.content['data'], { bye: true });
  });

  test('unknown targets and comms are closed, with a line in the log', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    for (const [type, content] of [
      ['comm_open', { comm_id: 'u1', target_name: 'nobody', data: {} }],
      ['comm_msg', { comm_id: 'u2', data: {} }],
    ] as const) {
      const came = await post(client, type, content);
      const closing = came.filter((message) => message.type === 'comm_close');
      assert.deepEqual(
        closing.map(({ content: { comm_id } }) => comm_id),
        [content.comm_id],
      );
    }
    await post(client, 'comm_close', { comm_id: 'u3' });
    assert.equal(kernel.log.filter(({ level }) => level === 'warn').length, 2);
    kernel.assertNoDefects();
  });

  test('malformed comm messages are dropped, between busy and idle', async (t) => {
    const client = await (await open(t)).connect();
    for (const type of ['comm_open', 'comm_msg', 'comm_close']) {
      const came = await post(client, type, { comm_id: '' });
      assert.deepEqual(
        came.map((message) => message.content['execution_state']),
        ['busy', 'idle'],
      );
    }
  });

  test('a call-back that fails is told', async (t) => {
    const client = await (await open(t)).connect();
    await client.execute('Comm.register_target("bad", function() error("no comm") end)').answered;
    const came = await post(client, 'comm_open', { comm_id: 'b', target_name: 'bad', data: {} });
    const error = came.find(({ type }) => type === 'error')!;
    assert.match(error.content['evalue'] as string, /no comm/);
  });

  test('llmspell.session: open, list, use, close', async (t) => {
    const kernel = await open(t, { maxSessions: 2, limits: { timeMs: 60_000 } });
    const [client, other] = [await kernel.connect(), await kernel.connect()];
    for (const each of [client, other]) {
      await post(each, 'comm_open', { comm_id: `s-${each.session}`, target_name: 'llmspell.session', data: {} });
    }
    const id = `s-${client.session}`;
    const { result } = await call(client, id, 'open', { name: 'work', limits: { timeMs: 1_000 } });
    assert.equal((result as JsonObject)['name'], 'work');
    await other.next(({ content }) => (content['data'] as JsonObject | undefined)?.['event'] === 'opened');
    const names = async (): Promise<JsonValue[]> => {
      const list = ((await call(client, id, 'list'))['result'] as JsonObject)['sessions'] as JsonObject[];
      return list.map(({ name }) => name!);
    };
    assert.deepEqual(await names(), ['main', 'work']);
    await client.execute('x = "main"').answered;
    await call(client, id, 'use', { name: 'work' });
    const { published } = await client.execute('print(x)').answered;
    assert.equal(textOf(published), 'nil\n');
    assert.equal(textOf((await other.execute('print(x)').answered).published), 'main\n');
    assert.equal((await client.execute('while true do end').answered).reply.content['ename'], 'Timeout');
    for (const [method, params, code] of [
      ['open', { name: 'work' }, 'KERNEL_SESSION_EXISTS'],
      ['open', { name: 'more' }, 'KERNEL_SESSIONS'],
      ['open', { name: 'a b' }, 'KERNEL_SESSION_NAME'],
      ['open', { name: 'x', permissions: { read: true } }, 'MESSAGE_CONTENT'],
      ['close', { name: 'main' }, 'KERNEL_SESSION_MAIN'],
      ['use', { name: 'worl' }, 'KERNEL_SESSION_NOT_FOUND'],
      ['dance', {}, 'MESSAGE_UNKNOWN'],
    ] as const) {
      assert.equal(((await call(client, id, method, params))['error'] as JsonObject)['code'], code);
    }
    await call(client, id, 'close', { name: 'work' });
    await other.next(({ content }) => (content['data'] as JsonObject | undefined)?.['event'] === 'closed');
    assert.deepEqual(await names(), ['main']);
    assert.equal(textOf((await client.execute('print(x)').answered).published), 'main\n');
    kernel.assertNoDefects();
  });

  test('llmspell.state', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    await post(client, 'comm_open', { comm_id: 'st', target_name: 'llmspell.state', data: {} });
    const at = { scope: 'global', key: 'k' };
    assert.deepEqual((await call(client, 'st', 'get', at))['result'], { value: null });
    await call(client, 'st', 'set', { ...at, value: { n: [1, 2] } });
    assert.deepEqual((await call(client, 'st', 'get', at))['result'], { value: { n: [1, 2] } });
    assert.deepEqual((await call(client, 'st', 'keys', { scope: 'global' }))['result'], { keys: ['k'] });
    await call(client, 'st', 'set', { scope: '', key: '', value: 1 });
    assert.deepEqual((await call(client, 'st', 'get', { scope: '', key: '' }))['result'], { value: 1 });
    assert.deepEqual((await call(client, 'st', 'delete', at))['result'], { deleted: true });
    assert.deepEqual((await call(client, 'st', 'set', { ...at, value: null }))['result'], { deleted: false });
    assert.equal(((await call(client, 'st', 'get', {}))['error'] as JsonObject)['code'], 'MESSAGE_CONTENT');
    kernel.assertNoDefects();
  });
});
