import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../../test/support/temp-folder.js';
import type { ModelRequest, ModelStreamPart } from './model-provider.js';
import { OfflineProvider } from './offline-provider.js';

const folder = tempFolder();
let files = 0;

function following(content: unknown): OfflineProvider {
  const text = typeof content === 'string' ? content : JSON.stringify({ entries: content });
  return new OfflineProvider({ cassette: folder.file(`cassette-${++files}.json`, text) });
}

const request = (text: string): ModelRequest => ({
  model: 'any/model',
  messages: [{ role: 'user', text }],
  signal: new AbortController().signal,
});

async function parts(provider: OfflineProvider, text = 'Hi'): Promise<ModelStreamPart[]> {
  const all: ModelStreamPart[] = [];
  for await (const part of provider.stream(request(text))) all.push(part);
  return all;
}

test('answers come in order, those for a question to that question, and none is given twice', async () => {
  const provider = following([
    { when: 'weather', text: 'Sunny.' },
    { text: 'First.' },
    { text: 'Second.' },
    { when: 'again', text: 'Always.', repeat: true },
  ]);
  const said: string[] = [];
  for (const question of ['a', 'the weather?', 'b', 'again', 'again']) {
    said.push((await provider.generate(request(question))).text);
  }
  assert.deepEqual(said, ['First.', 'Sunny.', 'Second.', 'Always.', 'Always.']);
  await assert.rejects(provider.generate(request('c')), {
    code: 'PROVIDER_CASSETTE',
    message: /no entry is left for 'c'/,
  });
  assert.deepEqual([provider.isOffline, provider.defaultModel], [true, 'cassette']);
});

test('text is streamed in its chunks, or word by word, with what it used', async () => {
  const provider = following([
    { chunks: ['On', 'e two'], usage: { input_tokens: 7, output_tokens: 9 }, finish_reason: 'length' },
    { text: 'one two\n three ' },
  ]);
  assert.deepEqual(await parts(provider), [
    { type: 'text', text: 'On' },
    { type: 'text', text: 'e two' },
    { type: 'finish', finishReason: 'length', usage: { inputTokens: 7, outputTokens: 9 } },
  ]);
  const texts = (await parts(provider)).flatMap((part) => (part.type === 'text' ? [part.text] : []));
  assert.deepEqual(texts, ['one', ' two', '\n three ']);
});

test('tool calls, also with arguments that are no JSON', async () => {
  const calls = [
    { name: 'weather', arguments: { city: 'Brno' } },
    { name: 'weather', arguments: '{"city":' },
  ];
  const provider = following([{ tool_calls: calls, repeat: true }]);
  const reply = await provider.generate(request('Hi'));
  assert.equal(reply.finishReason, 'tool-calls');
  assert.deepEqual(reply.toolCalls, [
    { id: 'call-1', name: 'weather', argumentsText: '{"city":"Brno"}' },
    { id: 'call-2', name: 'weather', argumentsText: '{"city":' },
  ]);
  assert.deepEqual(
    (await parts(provider)).map(({ type }) => type),
    ['tool-call', 'tool-call', 'finish'],
  );
});

test('errors, at once and behind some text', async () => {
  const provider = following([
    { error: { code: 'PROVIDER_RATE_LIMIT', message: 'slow down' } },
    { chunks: ['Half'], error: {} },
  ]);
  await assert.rejects(provider.generate(request('Hi')), {
    code: 'PROVIDER_RATE_LIMIT',
    message: 'offline/any/model: slow down',
  });
  const stream = provider.stream(request('Hi'));
  assert.deepEqual((await stream.next()).value, { type: 'text', text: 'Half' });
  await assert.rejects(stream.next(), { code: 'PROVIDER_UNAVAILABLE' });
});

test('a file that is none is refused with the place and without its content', async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['{"openai": "sk-secret"}', /not JSON with a list "entries"/],
    ['nonsense sk-secret', /not JSON/],
    [[{ text: 'x' }, { said: 'sk-secret' }], /entry 2 has a key besides when, /],
    [[{}], /entry 1 has neither/],
    [[{ text: 5 }], /entry 1 has a "text" that is none/],
    [[{ error: { code: 'sk-secret' } }], /entry 1 has an "error" whose code/],
    [[{ tool_calls: [{}] }], /entry 1 has a tool call without a "name"/],
    [[{ text: 'x', finish_reason: 'sk-secret' }], /entry 1 has a "finish_reason"/],
    [[{ text: 'x', usage: [] }], /entry 1 has a "usage"/],
  ];
  for (const [content, message] of cases) {
    await assert.rejects(following(content).generate(request('Hi')), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'PROVIDER_CASSETTE');
      assert.match(error.message, message);
      return !error.message.includes('sk-secret');
    });
  }
  const missing = new OfflineProvider({ cassette: join(folder.path, 'missing.json') });
  await assert.rejects(missing.generate(request('Hi')), { code: 'PROVIDER_CASSETTE', message: /ENOENT/ });
});
