// What model servers do wrong, and what the user is told.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import type { LogRecord, Logger } from '../../src/base/log.js';
import type { ModelRequest } from '../../src/services/providers/model-provider.js';
import { SdkProvider } from '../../src/services/providers/sdk-provider.js';
import {
  answering,
  completion,
  delta,
  finish,
  json,
  silent,
  startModelServer,
  streaming,
} from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';

const KEY = 'sk-very-secret';
let server: ModelServer;
let logged: Omit<LogRecord, 'time'>[];
const logger: Logger = { isEnabled: () => true, log: (record) => void logged.push(record) };

beforeEach(async () => {
  server = await startModelServer();
  logged = [];
});
afterEach(() => server.close());

const provider = (timeoutMs = 20_000, baseUrl = server.baseUrl): SdkProvider =>
  new SdkProvider({
    kind: 'openai-compatible',
    keyVariable: 'OPENAI_API_KEY',
    name: 'openai',
    baseUrl,
    apiKey: KEY,
    logger,
    timeoutMs,
    retryPauseMs: 5,
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

async function collect(from: SdkProvider, signal?: AbortSignal): Promise<string> {
  let text = '';
  for await (const part of from.stream(request(signal === undefined ? {} : { signal }))) {
    if (part.type === 'text') text += part.text;
  }
  return text;
}

const fails = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.ok(error.help);
    assert.ok(error.category);
    assert.equal(JSON.stringify([error.message, error.help, error.details]).includes(KEY), false);
    return true;
  });

/** Both ways of asking, since servers fail at both. */
const ways: readonly ((from: SdkProvider) => Promise<unknown>)[] = [
  (from) => from.generate(request()),
  (from) => collect(from),
];

test('what is asked arrives: model, messages, limits, key', async () => {
  server.respondWith(answering('ok'));
  await provider().generate(request({ maxOutputTokens: 7, temperature: 0.5 }));
  const sent = server.requests[0];
  assert.ok(sent);
  assert.equal(sent.path, '/v1/chat/completions');
  assert.equal(sent.authorization, `Bearer ${KEY}`);
  assert.equal(sent.body.model, 'm');
  assert.equal(sent.body.max_tokens, 7);
  assert.equal(sent.body.temperature, 0.5);
  assert.deepEqual(sent.body.messages, [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: 'Hi' },
  ]);
});

test('nothing listens', async () => {
  const { baseUrl } = server;
  await server.close();
  for (const ask of ways)
    await fails(ask(provider(20_000, baseUrl)), 'PROVIDER_UNAVAILABLE', /nothing listens at http/);
  server = await startModelServer();
});

test('a port that is never connected to', async () => {
  for (const ask of ways)
    await fails(ask(provider(20_000, 'http://127.0.0.1:9/v1')), 'PROVIDER_UNAVAILABLE', /the port 9 of http/);
});

test('a refused key is said once, without the key', async () => {
  server.respondWith(json(401, { error: { message: `Incorrect API key provided: ${KEY}`, type: 'auth' } }));
  for (const ask of ways)
    await fails(ask(provider()), 'PROVIDER_AUTH', /Incorrect API key provided: \*\*\* \(HTTP 401\)/);
  assert.equal(server.requests.length, 2);
});

test('an unknown model', async () => {
  server.respondWith(json(404, { error: { message: 'The model m does not exist' } }));
  for (const ask of ways) await fails(ask(provider()), 'PROVIDER_NOT_FOUND', /no model 'm' at http/);
});

test('a redirect is told and not followed', async () => {
  server.respondWith(json(307, '', { location: `${server.baseUrl}/elsewhere` }));
  for (const ask of ways) await fails(ask(provider()), 'PROVIDER_REDIRECT', /redirects to http.*elsewhere/);
  assert.equal(server.requests.length, 2);
});

test('a refused request', async () => {
  server.respondWith(json(400, { error: { message: 'context length exceeded' } }));
  for (const ask of ways) await fails(ask(provider()), 'PROVIDER_REQUEST', /context length exceeded \(HTTP 400\)/);
});

test('429 with Retry-After is tried again, and logged', async () => {
  for (const ask of ways) {
    server.respondWith(
      json(429, { error: { message: 'slow down' } }, { 'retry-after': '0' }),
      answering('there you are'),
    );
    await ask(provider());
  }
  assert.equal(server.requests.length, 4);
  assert.ok(logged.some(({ level, message }) => level === 'warn' && /slow down.*trying again/.test(message)));
});

test('429 that asks for too long a wait, or for money, is not tried again', async () => {
  server.respondWith(json(429, { error: { message: 'slow down' } }, { 'retry-after': '3600' }));
  await fails(provider().generate(request()), 'PROVIDER_RATE_LIMIT', /slow down/);
  server.respondWith(json(429, { error: { message: 'no quota', code: 'insufficient_quota' } }));
  await fails(collect(provider()), 'PROVIDER_RATE_LIMIT', /no quota/);
  assert.equal(server.requests.length, 2);
});

test('500 is tried three times more, then told', async () => {
  server.respondWith(json(500, 'Internal <html>'));
  await fails(provider().generate(request()), 'PROVIDER_UNAVAILABLE', /the server failed.*HTTP 500/);
  assert.equal(server.requests.length, 4);
  await fails(collect(provider()), 'PROVIDER_UNAVAILABLE', /HTTP 500/);
  assert.equal(server.requests.length, 8);
});

test('500 and then success', async () => {
  server.respondWith(json(503, ''), answering('fine now'));
  assert.equal(await collect(provider()), 'fine now');
});

test('a connection dropped before the first token is tried again', async () => {
  const drop: Responder = (response) => void response.destroy();
  server.respondWith(
    drop,
    streaming([], (response) => response.destroy()),
    answering('third time'),
  );
  assert.equal(await collect(provider()), 'third time');
  assert.equal(server.requests.length, 3);
});

test('a connection dropped in the middle is told, and not tried again', async () => {
  server.respondWith(streaming([delta('Half a '), delta('sent')], (response) => response.destroy()));
  await fails(collect(provider()), 'PROVIDER_UNAVAILABLE', /broke after 11 characters/);
  assert.equal(server.requests.length, 1);
});

test('a stream that ends cleanly without a finish is no answer', async () => {
  server.respondWith(streaming([delta('Half')], (response) => response.end()));
  await fails(collect(provider()), 'PROVIDER_BAD_RESPONSE', /ended without a finish/);
  server.respondWith(streaming([], (response) => response.end()));
  await fails(collect(provider()), 'PROVIDER_BAD_RESPONSE', /ended without a finish/);
});

test('an error within the stream', async () => {
  server.respondWith(
    streaming([delta('a'), 'data: {"error":{"message":"overloaded"}}\n\n'], (response) => response.end()),
  );
  await fails(collect(provider()), 'PROVIDER_BAD_RESPONSE', /overloaded/);
});

test('answers that cannot be understood', async () => {
  for (const body of ['{"choices": [', '<html>hello</html>', '{}', '{"choices":[]}']) {
    server.respondWith(json(200, body));
    await fails(provider().generate(request()), 'PROVIDER_BAD_RESPONSE', /cannot be understood/);
  }
  server.respondWith(streaming([delta('a'), 'data: {not json}\n\n'], (response) => response.end(finish('stop'))));
  await fails(collect(provider()), 'PROVIDER_BAD_RESPONSE', /cannot be understood/);
});

test('chunks split in the middle of lines and characters are put together', async () => {
  const stream = Buffer.from(`${delta('žluť')}: a comment\n\n${delta('oučký 😀')}${finish('length')}data: [DONE]\n\n`);
  const pieces = Array.from({ length: Math.ceil(stream.length / 7) }, (_, i) => stream.subarray(i * 7, i * 7 + 7));
  server.respondWith(streaming(pieces, (response) => response.end()));
  assert.equal(await collect(provider()), 'žluťoučký 😀');
});

test('a server that stays silent runs into the time-out', async () => {
  server.respondWith(silent);
  for (const ask of ways) await fails(ask(provider(60)), 'PROVIDER_TIMEOUT', /sent nothing for 0.06 s/);
  await server.onClientGone;
});

test('a stream that falls silent runs into the time-out', async () => {
  server.respondWith(streaming([delta('Half')], () => undefined));
  await fails(collect(provider(100)), 'PROVIDER_TIMEOUT', /after 4 characters/);
});

test('an abort closes the connection, before and within the answer', async () => {
  const controller = new AbortController();
  server.respondWith(() => controller.abort(new Error('stop')));
  const waiting = provider().generate(request({ signal: controller.signal }));
  await assert.rejects(waiting, /stop/);
  await server.onClientGone;
});

test('leaving a stream early closes the connection', async () => {
  server.respondWith(streaming([delta('one'), delta('two')], () => undefined));
  const parts = provider().stream(request());
  assert.equal((await parts.next()).done, false);
  await parts.return();
  await server.onClientGone;
});

test('an abort ends the pause before a retry', async () => {
  const controller = new AbortController();
  server.respondWith(json(429, {}, { 'retry-after': '30' }));
  const waiting = collect(provider(), controller.signal);
  const timer = setInterval(() => {
    if (logged.length > 0) controller.abort(new Error('stop'));
  }, 5);
  await assert.rejects(waiting, /stop/);
  clearInterval(timer);
});

test('a reply without usage has none', async () => {
  server.respondWith(json(200, { ...(completion('x') as object), usage: undefined }));
  assert.deepEqual((await provider().generate(request())).usage, {});
});
