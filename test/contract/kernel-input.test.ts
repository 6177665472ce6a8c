// Standard input: asked of the client that executes, cancelled, refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { RawClient, Received } from '../support/raw-client.js';
import { textOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

const ALLOWED = { allow_stdin: true };

const questionOf = (client: RawClient, number = 1): Promise<Received> =>
  client
    .when(() => client.received.filter(({ type }) => type === 'input_request').length >= number)
    .then(() => client.received.filter(({ type }) => type === 'input_request')[number - 1]!);

function answer(
  client: RawClient,
  value: string,
  parent?: Received,
  metadata: JsonObject = {},
  buffers: Buffer[] = [],
): void {
  const header = client.header('input_reply');
  const extras = parent === undefined ? {} : { parentHeader: parent.header };
  client.sendMessage({ header, content: { value }, metadata, buffers, ...extras }, 'stdin');
}

onEveryTransport((open) => {
  test('a line is asked for after what was printed, and read', async (t) => {
    const kernel = await open(t);
    const [client, other] = [await kernel.connect(), await kernel.connect()];
    const running = client.execute('io.write("name? ") print("hello " .. io.read())', ALLOWED);
    const question = await questionOf(client);
    assert.equal(question.parentHeader!.msg_id, running.header.msg_id);
    await client.when(() => textOf(client.received) === 'name? ');
    answer(client, 'Ada', question);
    const { published } = await running.answered;
    assert.equal(textOf(published), 'name? hello Ada\n');
    assert.equal(other.received.filter(({ type }) => type === 'input_request').length, 0);
  });

  test('answers without a parent, as older clients send them', async (t) => {
    const client = await (await open(t)).connect();
    const running = client.execute('print(io.read("n"), io.read("L"))', ALLOWED);
    await questionOf(client);
    answer(client, '42 rest');
    assert.equal(textOf((await running.answered).published), '42\t rest\n\n');
  });

  test('the end of the input', async (t) => {
    const client = await (await open(t)).connect();
    const running = client.execute('print(io.read())', ALLOWED);
    answer(client, '\x04', await questionOf(client));
    assert.equal(textOf((await running.answered).published), 'nil\n');
  });

  test('a run whose client goes while it waits for input ends when nobody is left', async (t) => {
    const opened = await open(t);
    const { kernel } = opened;
    const client = await opened.connect();
    client.execute('print(io.read())', ALLOWED);
    await questionOf(client);
    assert.equal(kernel.status().executions.running, 1);
    await client.dispose();
    while (kernel.status().executions.running > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(kernel.status().executions.failed, 1);
    const next = await opened.connect();
    assert.equal(textOf((await next.execute('print("again")').answered).published), 'again\n');
  });

  test('a run whose client goes while it waits for input ends although another client stays', async (t) => {
    const opened = await open(t);
    const [client, other] = [await opened.connect(), await opened.connect()];
    client.execute('print(select(2, pcall(io.read)))', ALLOWED);
    await questionOf(client);
    await client.dispose();
    await other.when(() => textOf(other.received).includes('has gone'));
    assert.equal(textOf((await other.execute('print("again")').answered).published), 'again\n');
  });

  test('a run whose client has gone before it asks for input ends although another client stays', async (t) => {
    const opened = await open(t);
    const [client, other] = [await opened.connect(), await opened.connect()];
    const first = other.execute('io.read()', ALLOWED);
    const question = await questionOf(other);
    client.execute('print(select(2, pcall(io.read)))', ALLOWED);
    await client.fence('shell');
    await client.dispose();
    answer(other, 'go on', question);
    await first.answered;
    await other.when(() => textOf(other.received).includes('has gone'));
    assert.equal(textOf((await other.execute('print("again")').answered).published), 'again\n');
  });

  test('a client that takes no questions', async (t) => {
    const client = await (await open(t)).connect();
    const { reply } = await client.execute('print(io.read())').answered;
    assert.equal(reply.content['ename'], 'INPUT_NOT_ALLOWED');
    assert.match(reply.content['evalue'] as string, /cannot be asked for input/);
  });

  test('bytes', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'local a = io.read(2) local b = io.read("a") print(#a, #b, b:byte(1, -1))';
    const running = client.execute(code, ALLOWED, { stdin: 'bytes' });
    const first = await questionOf(client);
    assert.ok(((first.metadata['llmspell'] as JsonObject)['max_bytes'] as number) > 0);
    answer(client, '', first, { llmspell: { bytes: true } }, [Buffer.from([0, 1, 0xff, 10])]);
    answer(client, '', await questionOf(client, 2), { llmspell: { bytes: true } }, [Buffer.from([0xfe])]);
    answer(client, '', await questionOf(client, 3), { llmspell: { bytes: true, eof: true } });
    assert.equal(textOf((await running.answered).published), '2\t3\t255\t10\t254\n');
  });

  test('an interrupt cancels the question, and an answer to it is for nobody', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const running = client.execute('io.read()', ALLOWED);
    const question = await questionOf(client);
    await client.request('interrupt_request', {}, { channel: 'control' });
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
    const second = client.execute('print(io.read())', ALLOWED);
    const secondQuestion = await questionOf(client, 2);
    answer(client, 'late', question);
    answer(client, 'right', secondQuestion);
    assert.equal(textOf((await second.answered).published), 'right\n');
    await client.when(() => kernel.log.some(({ message }) => message.includes('answers no question')));
  });

  test('a malformed answer is an error of the script, not a script that waits for ever', async (t) => {
    const client = await (await open(t)).connect();
    const running = client.execute('io.read()', ALLOWED);
    const question = await questionOf(client);
    const header = client.header('input_reply');
    client.sendMessage({ header, content: { value: 5 }, parentHeader: question.header }, 'stdin');
    assert.equal((await running.answered).reply.content['ename'], 'MESSAGE_CONTENT');
  });

  test('what is left of a line is for the same run only', async (t) => {
    const client = await (await open(t)).connect();
    const running = client.execute('print(io.read(1))', ALLOWED);
    answer(client, 'abc', await questionOf(client));
    assert.equal(textOf((await running.answered).published), 'a\n');
    const second = client.execute('print(io.read())', ALLOWED);
    answer(client, 'new', await questionOf(client, 2));
    assert.equal(textOf((await second.answered).published), 'new\n');
  });
});
