// One suite over the protocols of all kinds of servers: what leaves, and what comes back.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import type { ModelMessage, ModelRequest, ModelStreamPart } from '../../src/services/providers/model-provider.js';
import { SdkProvider } from '../../src/services/providers/sdk-provider.js';
import { json, startModelServer } from '../support/model-server.js';
import type { ModelServer } from '../support/model-server.js';
import { WIRE_FORMATS, candidate } from '../support/wire-formats.js';
import type { WireFormat } from '../support/wire-formats.js';

const KEY = 'sk-very-secret';
const TOOL = {
  name: 'weather',
  description: 'Tells it',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const SCHEMA = {
  type: 'object',
  properties: { n: { type: 'integer' } },
  required: ['n'],
  additionalProperties: false,
};
const CALL = { name: 'weather', arguments: { city: 'Brno' } };

let server: ModelServer;
before(async () => void (server = await startModelServer()));
after(() => server.close());

const provider = ({ kind, base }: Pick<WireFormat, 'kind' | 'base'>, apiKey: string | undefined = KEY): SdkProvider =>
  new SdkProvider({
    name: 'lab',
    keyVariable: 'LAB_API_KEY',
    kind,
    baseUrl: `${server.origin}${base}`,
    apiKey,
    logger: silentLogger,
  });

const request = (part: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'm',
  messages: [
    { role: 'system', text: 'Be short.' },
    { role: 'user', text: 'Hi' },
  ],
  signal: new AbortController().signal,
  ...part,
});

async function parts(of: SdkProvider, asked: ModelRequest): Promise<ModelStreamPart[]> {
  const all: ModelStreamPart[] = [];
  for await (const part of of.stream(asked)) all.push(part);
  return all;
}

const lastBody = (): string => JSON.stringify(server.requests.at(-1)?.body);

for (const format of WIRE_FORMATS) {
  describe(format.kind, () => {
    test('text: path, key, messages and limits arrive, the answer comes with its usage', async () => {
      server.respondWith(format.whole({ pieces: ['Good ', 'day'] }));
      const reply = await provider(format).generate(request({ maxOutputTokens: 77, temperature: 0.5 }));
      assert.deepEqual(reply, { text: 'Good day', finishReason: 'stop', usage: { inputTokens: 5, outputTokens: 3 } });
      const sent = server.requests.at(-1);
      assert.equal(sent?.path, format.paths[0]);
      assert.equal(sent.headers[format.keyHeader], format.key(KEY));
      for (const part of ['Be short.', '"Hi"', '77', '0.5']) assert.ok(lastBody().includes(part), part);
    });

    test('streaming: each piece as it comes, then one finish', async () => {
      server.respondWith(format.streamed({ pieces: ['Good ', 'day'] }));
      assert.deepEqual(await parts(provider(format), request()), [
        { type: 'text', text: 'Good ' },
        { type: 'text', text: 'day' },
        { type: 'finish', finishReason: 'stop', usage: { inputTokens: 5, outputTokens: 3 } },
      ]);
      assert.equal(server.requests.at(-1)?.path, format.paths[1]);
    });

    test('a tool call there and back', async () => {
      const asked = request({ tools: [TOOL] });
      server.respondWith(format.whole({ call: CALL }));
      const { toolCalls = [], finishReason } = await provider(format).generate(asked);
      assert.equal(finishReason, 'tool-calls');
      assert.match(lastBody(), format.offers(TOOL));
      const [call] = toolCalls;
      assert.ok(call);
      assert.equal(call.name, 'weather');
      assert.deepEqual(JSON.parse(call.argumentsText), { city: 'Brno' });

      const result: ModelMessage = { role: 'tool', callId: call.id, name: call.name, text: 'It is sunny' };
      server.respondWith(format.whole({ pieces: ['Sunny.'] }));
      const messages = [...asked.messages, { role: 'assistant' as const, text: '', toolCalls }, result];
      assert.equal((await provider(format).generate({ ...asked, messages })).text, 'Sunny.');
      for (const part of ['It is sunny', 'Brno']) assert.ok(lastBody().includes(part), part);
      if (format.kind === 'gemini') assert.match(lastBody(), /"thoughtSignature":"c2ln"/);
    });

    test('a streamed tool call is one part, before the finish', async () => {
      server.respondWith(format.streamed({ call: CALL }));
      const [call, end, ...more] = await parts(provider(format), request({ tools: [TOOL] }));
      assert.ok(call?.type === 'tool-call');
      assert.deepEqual([call.call.name, JSON.parse(call.call.argumentsText)], ['weather', { city: 'Brno' }]);
      assert.ok(end?.type === 'finish' && end.finishReason === 'tool-calls');
      assert.deepEqual(more, []);
    });

    test('an answer by schema is asked for, and checked', async () => {
      const asked = request({ responseSchema: SCHEMA });
      // Anthropic's older models answer through a tool of this name.
      const said = (value: object): Parameters<WireFormat['whole']>[0] =>
        format.kind === 'anthropic'
          ? { call: { name: 'json', arguments: { ...value } } }
          : { pieces: [JSON.stringify(value)] };
      server.respondWith(format.whole(said({ n: 3 })));
      assert.deepEqual(JSON.parse((await provider(format).generate(asked)).text), { n: 3 });
      assert.match(lastBody(), /"properties":\{"n":\{"type":"integer"/);
      server.respondWith(format.streamed(said({ n: 3 })));
      assert.equal((await parts(provider(format), asked)).at(-1)?.type, 'finish');
      server.respondWith(format.whole(said({ n: 'three' })));
      await assert.rejects(provider(format).generate(asked), { code: 'PROVIDER_BAD_RESPONSE', message: /at n: / });
    });

    test('an image goes in', async () => {
      server.respondWith(format.whole({ pieces: ['A cat'] }));
      const images = [{ mediaType: 'image/png', bytes: Uint8Array.of(1, 2, 3) }];
      await provider(format).generate(request({ messages: [{ role: 'user', text: 'See', images }] }));
      assert.match(lastBody(), /image\/png.*AQID|AQID.*image\/png/);
    });

    test('without a key none is sent, whatever the environment holds', async () => {
      const names = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];
      for (const name of names) process.env[name] = 'of-somebody-else';
      try {
        server.respondWith(format.whole({ pieces: ['ok'] }));
        await provider(format, '').generate(request());
        assert.equal(server.requests.at(-1)?.headers[format.keyHeader], undefined);
      } finally {
        for (const name of names) Reflect.deleteProperty(process.env, name);
      }
    });

    test('a refused key is said without the key', async () => {
      const error = { message: `bad key ${KEY}`, code: 401, status: 'UNAUTHENTICATED', type: 'authentication_error' };
      server.respondWith(json(401, { type: 'error', error }));
      await assert.rejects(provider(format).generate(request()), (thrown: Error & { help?: string; code?: string }) => {
        assert.equal(thrown.code, 'PROVIDER_AUTH');
        assert.match(thrown.message, /bad key \*\*\*/);
        assert.match(thrown.help ?? '', /LAB_API_KEY.*llmspell keys add lab/);
        return true;
      });
    });
  });
}

test('anthropic: a limit is always sent', async () => {
  const [format] = WIRE_FORMATS.filter(({ kind }) => kind === 'anthropic');
  assert.ok(format);
  server.respondWith(format.whole({ pieces: ['ok'] }));
  await provider(format).generate(request({ model: 'somebody-elses' }));
  assert.match(lastBody(), /"max_tokens":8192/);
});

test('gemini: images come out, whole and streamed', async () => {
  const gemini = { kind: 'gemini', base: '/v1beta' } as const;
  const picture = candidate([{ text: 'Here:' }, { inlineData: { mimeType: 'image/png', data: 'AQID' } }], 'STOP');
  const expected = [{ mediaType: 'image/png', bytes: Buffer.from([1, 2, 3]) }];
  server.respondWith(json(200, picture));
  const reply = await provider(gemini).generate(request({ wantsImages: true }));
  assert.deepEqual(reply.images, expected);
  assert.match(lastBody(), /"responseModalities":\["TEXT","IMAGE"\]/);
  server.respondWith((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${JSON.stringify(picture)}\n\n`);
  });
  const end = (await parts(provider(gemini), request({ wantsImages: true }))).at(-1);
  assert.deepEqual(end?.type === 'finish' && end.images, expected);
});
