// Tools, images and answers by schema, as an OpenAI-compatible server sees them.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import type { ModelRequest, ModelStreamPart } from '../../src/services/providers/model-provider.js';
import { SdkProvider } from '../../src/services/providers/sdk-provider.js';
import { answering, finish, json, startModelServer, streaming } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const provider = (): SdkProvider =>
  new SdkProvider({
    kind: 'openai-compatible',
    keyVariable: 'OPENAI_API_KEY',
    name: 'openai',
    baseUrl: server.baseUrl,
    logger: silentLogger,
    retryPauseMs: 1,
  });

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const request = (part: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'm',
  messages: [{ role: 'user', text: 'Weather?' }],
  signal: new AbortController().signal,
  ...part,
});
const withTools = request({ tools: [{ name: 'weather', description: 'Tells it', parameters }] });
const SCHEMA = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

async function parts(of: ModelRequest): Promise<ModelStreamPart[]> {
  const all: ModelStreamPart[] = [];
  for await (const part of provider().stream(of)) all.push(part);
  return all;
}

function calling(argumentsText: string): Responder {
  const call = { id: 'c7', type: 'function', function: { name: 'weather', arguments: argumentsText } };
  const message = { role: 'assistant', content: null, tool_calls: [call] };
  return json(200, { id: 'x', created: 1, model: 'm', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] });
}

/** One piece of the stream for each piece of the arguments. */
function callingInPieces(pieces: readonly string[]): Responder {
  const events = pieces.map((piece, place) => {
    const head = place === 0 ? { id: 'c7', type: 'function' } : {};
    const name = place === 0 ? { name: 'weather' } : {};
    const call = { index: 0, ...head, function: { ...name, arguments: piece } };
    const choices = [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }];
    return `data: ${JSON.stringify({ id: 'x', created: 1, model: 'm', choices })}\n\n`;
  });
  return streaming([...events, finish('tool_calls'), 'data: [DONE]\n\n'], (response) => response.end());
}

test('tools are offered, and what the model asks for comes back', async () => {
  server.respondWith(calling('{"city":"Brno"}'));
  const reply = await provider().generate(withTools);
  assert.equal(reply.finishReason, 'tool-calls');
  assert.deepEqual(reply.toolCalls, [{ id: 'c7', name: 'weather', argumentsText: '{"city":"Brno"}' }]);
  const body = server.requests[0]?.body as Record<string, unknown>;
  assert.equal(body['tool_choice'], 'auto');
  assert.deepEqual(body['tools'], [
    { type: 'function', function: { name: 'weather', description: 'Tells it', parameters } },
  ]);
});

test('arguments that come in pieces are one call, before the finish', async () => {
  server.respondWith(callingInPieces(['{"ci', 'ty":"Br', 'no"}']));
  const [call, end, ...more] = await parts(withTools);
  assert.deepEqual(call, { type: 'tool-call', call: { id: 'c7', name: 'weather', argumentsText: '{"city":"Brno"}' } });
  assert.equal(end?.type === 'finish' && end.finishReason, 'tool-calls');
  assert.deepEqual(more, []);
});

test('arguments that are not JSON arrive as the model wrote them', async () => {
  server.respondWith(calling('{"city":'));
  assert.equal((await provider().generate(withTools)).toolCalls?.[0]?.argumentsText, '{"city":');
  server.respondWith(callingInPieces(['{"ci', 'ty":']));
  const [call] = await parts(withTools);
  assert.equal(call?.type === 'tool-call' && call.call.argumentsText, '{"city":');
});

test('the result of a call and an image go to the server', async () => {
  server.respondWith(answering('Fine.'));
  const toolCalls = [{ id: 'c7', name: 'weather', argumentsText: '{"city":"Brno"}' }];
  const images = [{ mediaType: 'image/png', bytes: Uint8Array.of(1, 2, 3) }];
  await provider().generate(
    request({
      messages: [
        { role: 'user', text: 'See', images },
        { role: 'assistant', text: '', toolCalls },
        { role: 'tool', callId: 'c7', name: 'weather', text: 'sunny' },
      ],
    }),
  );
  const [user, assistant, result] = server.requests[0]?.body.messages ?? [];
  assert.match(JSON.stringify(user), /data:image\/png;base64,AQID/);
  assert.match(JSON.stringify(assistant), /"tool_calls":\[\{"id":"c7"/);
  assert.deepEqual(result, { role: 'tool', tool_call_id: 'c7', content: 'sunny' });
});

test('an answer by schema is asked for as such, and given when it fits', async () => {
  server.respondWith(answering('{"n":3}'));
  const asked = request({ responseSchema: SCHEMA });
  assert.equal((await provider().generate(asked)).text, '{"n":3}');
  assert.equal((await parts(asked)).at(-1)?.type, 'finish');
  const format = (server.requests[0]?.body as Record<string, unknown>)['response_format'];
  assert.match(
    JSON.stringify(format),
    /^\{"type":"json_schema","json_schema":\{"schema":\{"type":"object".*"strict":false/,
  );
});

test('an answer that does not fit its schema is an error that says where, at either way of asking', async () => {
  const asked = request({ responseSchema: SCHEMA });
  for (const [text, message] of [
    ['{"n":"three"}', /does not fit the schema at n: /],
    ['well', /the answer is not JSON/],
  ] as const) {
    server.respondWith(answering(text));
    await assert.rejects(provider().generate(asked), { code: 'PROVIDER_BAD_RESPONSE', message });
    await assert.rejects(parts(asked), { code: 'PROVIDER_BAD_RESPONSE', message });
  }
});
