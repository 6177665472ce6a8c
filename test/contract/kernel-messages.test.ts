// Every message gets its due: one reply between busy and idle, or none and a line in the log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KernelOptions } from '../../src/kernel/contract.js';
import type { RequestName } from '../../src/protocol/requests.js';
import { requests } from '../../src/protocol/requests.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { Answered, RawClient } from '../support/raw-client.js';
import { typesOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

/** Content that each request takes. */
const CONTENTS: Readonly<Record<RequestName, JsonObject>> = {
  kernel_info: {},
  execute: { code: 'x = 1' },
  complete: { code: 'pri', cursor_pos: 3 },
  inspect: { code: 'print', cursor_pos: 5 },
  is_complete: { code: 'print(' },
  history: { hist_access_type: 'tail', n: 5 },
  comm_info: {},
  shutdown: {},
  interrupt: {},
  debug: { type: 'request', seq: 1, command: 'debugInfo' },
  llmspell_status: {},
};

const NAMES = Object.keys(requests) as RequestName[];

/** What a request was told of the kernel's state. Busy comes again when another request has been served meanwhile. */
const statesOf = ({ published }: Answered): unknown[] => {
  const states = published.filter(({ type }) => type === 'status').map(({ content }) => content['execution_state']);
  return states.filter((state, index) => state !== 'busy' || states[index - 1] !== 'busy');
};

/** Busy first, idle last, and one reply, also after everything else that was sent has been answered. */
async function assertServed(client: RawClient, answered: Answered): Promise<void> {
  assert.deepEqual(statesOf(answered), ['busy', 'idle']);
  assert.deepEqual(typesOf([answered.published[0]!, answered.published.at(-1)!]), ['status', 'status']);
  await client.fence();
  await client.fence('shell');
  assert.equal(client.repliesTo(answered.reply.parentHeader!).length, 1);
}

onEveryTransport((open) => {
  for (const name of NAMES.filter((request) => request !== 'shutdown')) {
    const [channel] = requests[name].channels;
    test(`${name}_request is answered once, and so is a malformed one`, async (t) => {
      const kernel = await open(t);
      const client = await kernel.connect();
      const answered = await client.request(`${name}_request`, CONTENTS[name], { channel });
      assert.notEqual(answered.reply.content['status'], 'error');
      await assertServed(client, answered);
      kernel.assertNoDefects();
    });

    test(`${name}_request with a content that is none`, async (t) => {
      const client = await (await open(t)).connect();
      const header = client.header(`${name}_request`);
      client.sendFrames(client.sign(JSON.stringify(header), '{}', '{}', '[1]'), channel);
      const answered = await client.answered(header);
      assert.equal(answered.reply.content['ename'], 'WIRE_NOT_OBJECT');
      assert.equal(answered.reply.type, `${name}_reply`);
      await assertServed(client, answered);
    });

    test(`${name}_request on the wrong channel`, async (t) => {
      const channels: readonly string[] = requests[name].channels;
      if (channels.length > 1) return;
      const client = await (await open(t)).connect();
      const other = channel === 'shell' ? 'control' : 'shell';
      const answered = await client.request(`${name}_request`, CONTENTS[name], { channel: other });
      assert.equal(answered.reply.content['ename'], 'MESSAGE_CHANNEL');
      await assertServed(client, answered);
    });
  }

  test('a header that is nested deeper than JSON can be written is answered', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const header = client.header('kernel_info_request');
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    client.sendFrames(client.sign(`${JSON.stringify(header).slice(0, -1)},"deep":${deep}}`));
    await assertServed(client, await client.answered(header));
    kernel.assertNoDefects();
  });

  test('a reply that no message can hold is an error', async (t) => {
    const kernel = await open(t, { version: 1n as unknown as string });
    const client = await kernel.connect();
    const answered = await client.request('kernel_info_request');
    assert.equal(answered.reply.content['ename'], 'WIRE_JSON');
    await client.idle(answered.reply.parentHeader!);
  });

  test('an execution that cannot begin says so where front ends look', async (t) => {
    const client = await (await open(t)).connect();
    const shownBy = async (content: JsonObject): Promise<unknown[]> => {
      const { published } = await client.execute('x = 1', content, { session: 'none' }).answered;
      return published.filter(({ type }) => type === 'error').map(({ content: { ename } }) => ename);
    };
    assert.deepEqual(await shownBy({}), ['KERNEL_SESSION_NOT_FOUND']);
    assert.deepEqual(await shownBy({ silent: true }), []);
  });

  test('code that takes long to read holds nobody up', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'x = 1\n'.repeat(100_000);
    const ask = async (type: string): Promise<JsonObject> =>
      (await client.request(type, { code, cursor_pos: code.length })).reply.content;
    assert.equal((await ask('is_complete_request'))['status'], 'unknown');
    assert.equal((await ask('inspect_request'))['found'], false);
    assert.deepEqual((await ask('complete_request'))['matches'], []);
  });

  test('a wrong field is named', async (t) => {
    const client = await (await open(t)).connect();
    for (const [type, content, path] of [
      ['execute_request', { code: 5 }, 'content.code'],
      ['complete_request', { code: '' }, 'content.cursor_pos'],
      ['inspect_request', { code: '', cursor_pos: -1 }, 'content.cursor_pos'],
      ['is_complete_request', {}, 'content.code'],
      ['history_request', { hist_access_type: 'all' }, 'content.hist_access_type'],
      ['comm_info_request', { target_name: 1 }, 'content.target_name'],
    ] as const) {
      const answered = await client.request(type, content);
      assert.equal(answered.reply.content['ename'], 'MESSAGE_CONTENT');
      assert.match(answered.reply.content['evalue'] as string, new RegExp(`^${path.replace('.', '\\.')} `));
      await assertServed(client, answered);
    }
  });

  test('metadata of ours that is wrong', async (t) => {
    const client = await (await open(t)).connect();
    for (const vendor of [{ args: 5 }, { session: 5 }, { session: 'other' }, { stdin: 'maybe' }]) {
      const answered = await client.execute('', {}, vendor).answered;
      assert.match(answered.reply.content['ename'] as string, /^(MESSAGE_CONTENT|KERNEL_SESSION_NOT_FOUND)$/);
      await assertServed(client, answered);
    }
  });

  test('a malformed debug_request is answered by a response that failed', async (t) => {
    const client = await (await open(t)).connect();
    const { reply } = await client.request('debug_request', { seq: 7, command: '' }, { channel: 'control' });
    assert.equal(reply.content['success'], false);
    assert.equal(reply.content['request_seq'], 7);
    const other = await client.request('debug_request', { seq: 8, command: 'threads' }, { channel: 'control' });
    assert.equal(other.reply.content['success'], false);
    assert.match(other.reply.content['message'] as string, /not started/);
  });

  test('requests that nobody knows', async (t) => {
    const client = await (await open(t)).connect();
    for (const [type, replyType] of [
      ['dance_request', 'dance_reply'],
      ['dance', 'dance_reply'],
      ['__proto___request', '__proto___reply'],
      ['input_request', undefined],
      ['stream', undefined],
    ] as const) {
      for (const channel of ['shell', 'control'] as const) {
        const header = client.header(type);
        client.sendMessage({ header, content: {} }, channel);
        await client.idle(header);
        await client.fence(channel);
        const replies = client.repliesTo(header).map((reply) => [reply.type, reply.content['ename']]);
        assert.deepEqual(replies, replyType === undefined ? [] : [[replyType, 'MESSAGE_UNKNOWN']]);
      }
    }
  });

  test('what is not signed, and what is no message, is dropped and logged', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const header = JSON.stringify(client.header('execute_request'));
    const signed = client.sign(header, '{}', '{}', '{"code":"print(1)"}');
    const forged = [...signed];
    forged[5] = Buffer.from('{"code":"print(2)"}');
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      client.sendFrames(forged, channel);
      client.sendFrames([Buffer.from('nonsense')], channel);
      client.sendFrames(signed.slice(0, 4), channel);
    }
    client.sendFrames(client.sign('{"no": "header"}'));
    client.sendFrames(client.sign('not JSON'));
    const reply = client.header('execute_reply');
    client.sendMessage({ header: reply, content: {} });
    await client.fence('shell');
    await client.fence();
    assert.equal(client.received.filter(({ type }) => type === 'execute_reply').length, 0);
    await client.when(() => kernel.log.length >= 12);
    const codes = kernel.log.map(({ message }) => /WIRE_\w+|only kernels reply/.exec(message)?.[0]);
    assert.equal(codes.filter((code) => code === 'WIRE_SIGNATURE').length, 3);
    assert.equal(codes.filter((code) => code === 'WIRE_DELIMITER').length, 3);
    assert.equal(codes.filter((code) => code === 'WIRE_TRUNCATED').length, 3);
    assert.equal(codes.filter((code) => code === 'WIRE_HEADER').length, 1);
    assert.equal(codes.filter((code) => code === 'WIRE_JSON').length, 1);
    assert.equal(codes.filter((code) => code === 'only kernels reply').length, 1);
    kernel.assertNoDefects();
  });

  test('the same signed message sent twice is executed once', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const header = client.header('execute_request');
    const frames = client.encode({ header, content: { code: 'n = (n or 0) + 1' } });
    client.sendFrames(frames);
    client.sendFrames(frames);
    client.sendFrames(frames, 'control');
    await client.answered(header);
    const { published } = await client.execute('print(n)').answered;
    assert.equal(published.find(({ type }) => type === 'stream')?.content['text'], '1\n');
    await client.fence();
    assert.equal(client.repliesTo(header).length, 1);
    assert.equal(kernel.log.filter(({ message }) => message.includes('WIRE_DUPLICATE')).length, 2);
  });

  test("the kernel's own messages, sent back, are dropped", async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const { reply } = await client.request('kernel_info_request');
    const header = { ...client.header('execute_request'), session: reply.header.session };
    client.sendMessage({ header, content: { code: 'print(1)' } });
    await client.fence('shell');
    assert.equal(client.received.filter(({ type }) => type === 'execute_input').length, 0);
    assert.ok(kernel.log.some(({ message }) => message.includes("the kernel's own")));
  });

  test('what nobody asked for has an empty parent, and everything published is numbered', async (t) => {
    const client = await (await open(t)).connect();
    await client.execute('print(1)').answered;
    const published = client.received.filter(({ channel }) => channel === 'iopub');
    const numbers = published.map(({ metadata }) => (metadata['llmspell'] as JsonObject)['sequence'] as number);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => numbers[0]! + index),
    );
    const unasked = published.filter(({ parentHeader }) => parentHeader === undefined);
    assert.ok(unasked.some(({ type }) => type === 'iopub_welcome'));
    assert.ok(unasked.every(({ type }) => type === 'iopub_welcome' || type === 'status'));
  });

  test('files are completed in strings, of what the session may read', async (t) => {
    const asked: string[] = [];
    const listFiles: KernelOptions['listFiles'] = async ({ name }, prefix) => {
      asked.push(`${name} ${prefix}`);
      return ['data/', 'data.csv'];
    };
    const client = await (await open(t, { listFiles })).connect();
    const { reply } = await client.request('complete_request', { code: 'io.open("da")', cursor_pos: 11 });
    assert.deepEqual(reply.content['matches'], ['data/', 'data.csv']);
    assert.deepEqual([reply.content['cursor_start'], reply.content['cursor_end']], [9, 11]);
    assert.deepEqual(asked, ['main da']);
  });

  test('identities and buffers do no harm', async (t) => {
    const client = await (await open(t)).connect();
    const { reply } = await client.request(
      'kernel_info_request',
      {},
      { buffers: [Buffer.alloc(100_000), Buffer.alloc(0)] },
    );
    assert.equal(reply.content['status'], 'ok');
  });

  test('any sequence of requests: each is answered exactly once', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const step = fc.oneof(
      fc.constantFrom(...NAMES.filter((name) => name !== 'shutdown')).map((name) => ({
        type: `${name}_request`,
        content: CONTENTS[name],
        channel: requests[name].channels[0],
      })),
      fc.record({
        type: fc.constant('execute_request'),
        content: fc.constantFrom<JsonObject>({ code: 'error("no")' }, { code: 'while' }, { code: 'os.exit(3)' }, {}),
        channel: fc.constant('shell' as const),
      }),
      fc.record({
        type: fc.constantFrom('dance_request', 'execute_request', 'debug_request', 'interrupt_request'),
        content: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
        channel: fc.constantFrom('shell' as const, 'control' as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const sent = steps.map(({ type, content, channel }) => client.send(type, content, { channel }));
        const answers = await Promise.all(sent.map(({ answered }) => answered));
        for (const answer of answers) assert.deepEqual(statesOf(answer), ['busy', 'idle']);
        for (const { header } of sent) assert.equal(client.repliesTo(header).length, 1);
      }),
      { numRuns: 30 },
    );
    kernel.assertNoDefects();
  });
});
