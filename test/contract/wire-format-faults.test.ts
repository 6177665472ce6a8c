// The same faults over the protocols of all kinds of servers; what is said of each in detail is in model-server-faults.test.ts.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import { silentLogger } from '../../src/base/log.js';
import type { ModelRequest } from '../../src/services/providers/model-provider.js';
import { SdkProvider } from '../../src/services/providers/sdk-provider.js';
import { json, silent, startModelServer } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';
import { WIRE_FORMATS } from '../support/wire-formats.js';
import type { WireFormat } from '../support/wire-formats.js';

const KEY = 'sk-very-secret';
const TOOL = { name: 'weather', description: 'Tells it', parameters: { type: 'object', properties: {} } };

let server: ModelServer;
beforeEach(async () => void (server = await startModelServer()));
afterEach(() => server.close());

const provider = ({ kind, base }: WireFormat, timeoutMs = 20_000): SdkProvider =>
  new SdkProvider({
    ...{ name: 'lab', keyVariable: 'LAB_API_KEY', kind, baseUrl: `${server.origin}${base}`, apiKey: KEY },
    ...{ logger: silentLogger, timeoutMs, retryPauseMs: 5 },
  });

const request = (): ModelRequest => ({
  model: 'm',
  messages: [{ role: 'user', text: 'Hi' }],
  tools: [TOOL],
  signal: new AbortController().signal,
});

async function collect(from: SdkProvider): Promise<string> {
  let text = '';
  for await (const part of from.stream(request())) if (part.type === 'text') text += part.text;
  return text;
}

const fails = (promise: Promise<unknown>, code: string): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(error.help);
    assert.equal(JSON.stringify([error.message, error.help, error.details]).includes(KEY), false);
    return true;
  });

/** Only the first events of a stream, then `end`. */
function cutOff(format: WireFormat, events: number, end: (response: Parameters<Responder>[0]) => void): Responder {
  return async (response, sent) => {
    let left = events;
    const write = response.write.bind(response);
    const close = response.end.bind(response);
    response.end = (() => response) as typeof response.end;
    response.write = ((piece: string) => {
      if (left-- > 0) return write(piece);
      response.end = close;
      if (left === -1) setTimeout(() => end(response), 5);
      return true;
    }) as typeof response.write;
    await format.streamed({ pieces: ['Half ', 'a ', 'sentence', '.'] })(response, sent);
  };
}

/** How many events come before the end of half a text. */
const HALF: Readonly<Record<string, number>> = { 'openai-compatible': 2, openai: 2, anthropic: 4, gemini: 2 };

for (const format of WIRE_FORMATS) {
  const half = HALF[format.kind]!;
  const ways = [
    (timeoutMs?: number) => provider(format, timeoutMs).generate(request()),
    (timeoutMs?: number) => collect(provider(format, timeoutMs)),
  ];
  describe(format.kind, () => {
    test('nothing listens', async () => {
      await server.close();
      for (const ask of ways) await fails(ask(), 'PROVIDER_UNAVAILABLE');
      server = await startModelServer();
    });

    test('a refused key', async () => {
      server.respondWith(json(401, { error: { message: `bad key ${KEY}`, type: 'auth', code: 401, status: 'X' } }));
      for (const ask of ways) await fails(ask(), 'PROVIDER_AUTH');
      assert.equal(server.requests.length, 2);
    });

    test('429 with Retry-After is tried again', async () => {
      server.respondWith(json(429, {}, { 'retry-after': '0' }), format.whole({ pieces: ['fine'] }));
      assert.equal((await provider(format).generate(request())).text, 'fine');
      server.respondWith(json(429, {}, { 'retry-after': '0' }), format.streamed({ pieces: ['fine'] }));
      assert.equal(await collect(provider(format)), 'fine');
      server.respondWith(json(429, {}, { 'retry-after': '3600' }));
      await fails(provider(format).generate(request()), 'PROVIDER_RATE_LIMIT');
    });

    test('500 is tried three times more', async () => {
      server.respondWith(json(500, 'Internal'));
      for (const ask of ways) await fails(ask(), 'PROVIDER_UNAVAILABLE');
      assert.equal(server.requests.length, 8);
    });

    test('a stream that is dropped in the middle', async () => {
      server.respondWith(cutOff(format, half, (response) => response.destroy()));
      await fails(collect(provider(format)), 'PROVIDER_UNAVAILABLE');
      assert.equal(server.requests.length, 1);
    });

    test('a stream that ends too early', async () => {
      server.respondWith(cutOff(format, half, (response) => response.end()));
      await fails(collect(provider(format)), 'PROVIDER_BAD_RESPONSE');
    });

    test('what is no JSON', async () => {
      server.respondWith(json(200, '{"half": '));
      await fails(provider(format).generate(request()), 'PROVIDER_BAD_RESPONSE');
      server.respondWith((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {not json}\n\n');
      });
      await fails(collect(provider(format)), 'PROVIDER_BAD_RESPONSE');
    });

    test('a first byte that does not come', async () => {
      server.respondWith(silent);
      for (const ask of ways) await fails(ask(60), 'PROVIDER_TIMEOUT');
    });

    test('arguments of another form than the tool wants arrive as they are, for the agent to refuse', async () => {
      server.respondWith(format.whole({ call: { name: 'weather', arguments: { town: 7 } } }));
      const { toolCalls } = await provider(format).generate(request());
      assert.deepEqual(JSON.parse(toolCalls?.[0]?.argumentsText ?? ''), { town: 7 });
    });
  });
}
