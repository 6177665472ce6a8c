// Tools that ask web servers: shapes of their answers, what they send, and how they fail.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { echo, json, redirect, silent, startWebServer, text } from '../support/web-server.js';
import type { WebRequest, WebResponder } from '../support/web-server.js';

/** Fields that a test looks into, as deep as it likes. */
interface Deep {
  readonly [key: string]: Deep & string;
}
type Answer = Record<'success' | 'operation' | 'result' | 'error' | 'metadata', Deep & string>;

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const policy = createPolicy({ ...NO_PERMISSIONS, net: ['127.0.0.1', 'localhost'] }, '/');
const run = (tool: string, parameters: ValueObject, signal = new AbortController().signal): Promise<Answer> =>
  registry.execute(tool, parameters, { policy, signal }) as unknown as Promise<Answer>;

let failures = 0;
const failing =
  (times: number, then: WebResponder, ...headers: Record<string, string>[]): WebResponder =>
  (request, response) =>
    (failures++ < times ? text(503, 'later', headers[0]) : then)(request, response);

const server = await startWebServer({
  '/echo': echo,
  '/text': text(200, 'plain', { 'set-cookie': 'a=1' }),
  '/latin': text(200, '', {}),
  '/missing': text(404, 'no such thing'),
  '/moved': redirect(302, '/text'),
  '/big': json(200, '{"n": 9007199254740993}'),
  '/number': text(200, '{"n": 9007199254740993}', { 'content-type': 'application/json' }),
  '/bytes': (_request, response) => response.writeHead(200).end(Buffer.from([0xff, 0x00, 0xfe])),
  '/umlaut': (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain; charset=ISO-8859-1' }).end(Buffer.from([0xe4])),
  '/unsteady': failing(2, echo, { 'retry-after': '0' }),
  '/down': text(503, 'down'),
  '/silent': silent,
  '/graphql': (request, response) => {
    const { query, variables } = JSON.parse(request.body) as { query: string; variables: unknown };
    const answer = query.includes('broken')
      ? { errors: [{ message: 'no field broken' }], data: null }
      : { data: { query, variables } };
    json(200, answer)(request, response);
  },
});
after(() => server.close());
const { url } = server;

test('http-requester: the answer, and what was sent', async () => {
  const plain = await run('http-requester', { input: `${url}/text` });
  const { status_code, headers, body, timestamp, url: from } = plain.result as ValueObject;
  assert.deepEqual([status_code, body, from], [200, 'plain', `${url}/text`]);
  assert.deepEqual([(headers as ValueObject)['set-cookie'], plain.success, plain.operation], ['a=1', true, 'request']);
  assert.ok(Date.parse(timestamp as string) > 0);
  const { method, duration_ms, ...metadata } = plain.metadata as ValueObject;
  assert.deepEqual([method, typeof duration_ms, metadata], ['GET', 'number', { url: `${url}/text`, retries: 0 }]);

  const sent = async (parameters: ValueObject): Promise<WebRequest> => {
    const { result } = await run('http-requester', { url: `${url}/echo`, ...parameters });
    return JSON.parse(result['body']!) as WebRequest;
  };
  const table = await sent({ method: 'post', body: { a: [1] }, auth: { type: 'bearer', token: 't' } });
  assert.deepEqual([table.method, table.body], ['POST', '{"a":[1]}']);
  assert.deepEqual([table.headers['content-type'], table.headers.authorization], ['application/json', 'Bearer t']);
  const basic = await sent({ auth: { type: 'basic', username: 'u', password: 'p' }, headers: { 'X-N': 5 } });
  assert.deepEqual([basic.headers.authorization, basic.headers['x-n']], ['Basic dTpw', '5']);
  assert.equal((await sent({ auth: { type: 'api_key', key: 'k' } })).headers['x-api-key'], 'k');
  assert.equal((await sent({ auth: { type: 'api_key', key: 'k', header: 'X-K' } })).headers['x-k'], 'k');
  for (const auth of [{ type: 'magic' }, { type: 'bearer' }, {}]) {
    await assert.rejects(sent({ auth }), { code: 'TOOL_PARAMETER' });
  }
  assert.equal((await run('http-request', { url: `${url}/moved` })).result['body'], 'plain');
});

test('http-requester: statuses, charsets and bytes', async () => {
  const missing = await run('http-requester', { input: `${url}/missing` });
  assert.deepEqual([missing.success, missing.error], [false, { message: 'HTTP 404 Not Found', code: 'HTTP_404' }]);
  assert.equal(missing.result['body'], 'no such thing');
  assert.equal((await run('http-requester', { input: `${url}/umlaut` })).result['body'], 'ä');
  const bytes = await run('http-requester', { input: `${url}/bytes` });
  assert.deepEqual(bytes.result['body'], new Uint8Array([0xff, 0x00, 0xfe]));
});

test('http-requester: retries as asked, and none without', async () => {
  failures = 0;
  assert.equal((await run('http-requester', { input: `${url}/unsteady` })).result['status_code'], 503);
  failures = 0;
  const steady = await run('http-requester', { input: `${url}/unsteady`, retry: { max_attempts: 3 } });
  assert.deepEqual([steady.result['status_code'], steady.metadata['retries']], [200, 2]);
});

test('web tools: refusals, time-outs and interruption raise', async () => {
  const tools = ['http-requester', 'api-tester', 'webhook-caller'];
  for (const tool of tools) {
    await assert.rejects(run(tool, { input: 'http://10.0.0.1/' }), {
      code: 'PERMISSION_NET',
      message: /^Tool execution failed: Security violation: Host blocked: '10\.0\.0\.1:80'/,
    });
    await assert.rejects(run(tool, { input: 'nowhere' }), { code: 'NET_REQUEST' });
    await assert.rejects(run(tool, { input: url, timeout: 0 }), { code: 'TOOL_PARAMETER' });
    const controller = new AbortController();
    const asked = run(tool, { input: `${url}/silent` }, controller.signal);
    while (server.requests.at(-1)?.path !== '/silent') await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('interrupted'));
    await assert.rejects(asked, { message: 'interrupted' });
    await run('http-requester', { input: `${url}/text` });
  }
  await assert.rejects(run('http-requester', { input: `${url}/silent`, timeout: 0.05 }), { code: 'NET_TIMEOUT' });
  await assert.rejects(run('http-requester', {}), { message: /Missing required parameter 'input'/ });
});

test('api-tester: request, response and timing', async () => {
  const { success, result } = await run('api-tester', {
    input: `${url}/number`,
    method: 'POST',
    headers: { Authorization: 'Bearer secret', 'X-A': 'b' },
    body: '{}',
  });
  assert.equal(success, true);
  const { request, response, timing } = result as Record<string, ValueObject>;
  assert.deepEqual(request, {
    ...{ method: 'POST', url: `${url}/number`, body: '{}' },
    headers: { Authorization: '<redacted>', 'X-A': 'b' },
  });
  const { headers, ...rest } = response!;
  assert.deepEqual(rest, {
    ...{ status_code: 200, status_text: 'OK', is_success: true },
    ...{ body: { n: 9007199254740993n }, body_is_json: true },
  });
  assert.equal((headers as ValueObject)['content-type'], 'application/json');
  assert.ok(Number(timing!['duration_secs']) > 0 && Number.isInteger(timing!['duration_ms']));
  const plain = (await run('api-tester', { input: `${url}/missing` })).result['response']!;
  assert.deepEqual([plain['is_success'], plain['body'], plain['body_is_json']], [false, 'no such thing', false]);
  const bytes = (await run('api-tester', { input: `${url}/bytes` })).result['response']!;
  assert.deepEqual(bytes['body'], new Uint8Array([0xff, 0x00, 0xfe]));
});

test('graphql-query: documents, variables, errors', async () => {
  const endpoint = `${url}/graphql`;
  const answer = await run('graphql-query', { endpoint, input: '{ a }', variables: { v: 1 } });
  assert.deepEqual([answer.success, answer.operation], [true, 'query']);
  assert.deepEqual(answer.result, {
    ...{ operation: 'query', endpoint },
    result: { data: { query: '{ a }', variables: { v: 1 } } },
  });
  assert.match(server.requests.at(-1)!.headers.accept!, /graphql-response\+json/);
  const broken = await run('graphql-query', { endpoint, operation: 'mutation', input: 'mutation { broken }' });
  assert.deepEqual([broken.success, broken.error], [false, { message: 'no field broken', code: 'GRAPHQL' }]);
  const schema = await run('graphql-query', { endpoint, operation: 'introspection' });
  assert.match(schema.result['result']!['data']!['query']!, /__schema/);
  await assert.rejects(run('graphql-query', { endpoint: `${url}/missing`, input: '{ a }' }), {
    code: 'NET_BAD_RESPONSE',
    message: /the answer \(HTTP 404\) is not one of a GraphQL server/,
  });
  await assert.rejects(run('graphql-query', { endpoint }), { message: /Missing required parameter 'input'/ });
  await assert.rejects(run('graphql-query', { endpoint, operation: 'subscription', input: 'x' }), {
    message: /subscription is not available yet/,
  });
});

test('webhook-caller: called, after retries, refused and given up', async () => {
  const first = await run('webhook-caller', { input: `${url}/echo`, payload: { event: 'x' } });
  const { response, response_time_ms, ...called } = first.result as ValueObject;
  assert.deepEqual(called, {
    ...{ success: true, webhook_url: `${url}/echo`, status_code: 200, status_text: 'OK' },
    ...{ retry_count: 0, retries_attempted: false },
  });
  assert.equal(typeof response_time_ms, 'number');
  const { body, json: parsed, body_is_json } = response as ValueObject;
  assert.deepEqual([body_is_json, JSON.parse(body as string)], [true, parsed]);
  assert.equal((parsed as unknown as WebRequest).body, '{"event":"x"}');

  failures = 0;
  const later = await run('webhook-caller', { input: `${url}/unsteady` });
  assert.deepEqual([later.success, later.result['retry_count'], later.result['retries_attempted']], [true, 2, true]);
  const down = await run('webhook-caller', { input: `${url}/down`, max_retries: 2, retry_delay_ms: 1 });
  assert.deepEqual([down.success, down.result['status_code'], down.result['retry_count']], [false, 503, 2]);
  assert.deepEqual(down.error, { message: 'HTTP 503 Service Unavailable, after 2 retries', code: 'HTTP_503' });
  const refused = await run('webhook-caller', { input: `${url}/missing` });
  assert.deepEqual([refused.success, refused.result['retry_count']], [false, 0]);
  const closed = await startWebServer({});
  await closed.close();
  const nobody = await run('webhook-caller', { input: closed.url, max_retries: 1, retry_delay_ms: 1 });
  assert.equal(nobody.error['code'], 'NET_UNREACHABLE');
  assert.match(nobody.error['message']!, /nothing listens there, after 1 retry$/);
});

test('an interruption ends the pause before a retry', async () => {
  const controller = new AbortController();
  const before = server.requests.length;
  const asked = run('webhook-caller', { input: `${url}/down`, retry_delay_ms: 60_000 }, controller.signal);
  while (server.requests.length === before) await new Promise((resolve) => setImmediate(resolve));
  setTimeout(() => controller.abort(new Error('interrupted')), 20);
  await assert.rejects(asked, { message: 'interrupted' });
  assert.equal(server.requests.length, before + 1);
});

test('service-checker: what is there, what is not, and what may not be asked', async () => {
  const check = async (target: string, check_type: string, timeout_seconds = 5): Promise<ValueObject> =>
    (await run('service-checker', { target, check_type, timeout_seconds })).result;
  const { response_time_ms, ...tcp } = await check(`127.0.0.1:${server.port}`, 'tcp');
  assert.deepEqual(tcp, {
    ...{ target: `127.0.0.1:${server.port}`, check_type: 'tcp', available: true, status: 'open' },
    ...{ metadata: { address: '127.0.0.1' }, timeout_seconds: 5 },
  });
  assert.equal(typeof response_time_ms, 'number');
  const web = await check(`127.0.0.1:${server.port}/text`, 'http');
  assert.deepEqual([web['available'], web['status']], [true, '200 OK']);
  assert.deepEqual(web['metadata'], { status_code: 200, url: `${url}/text` });
  const down = await check(`${url}/down`, 'http');
  assert.deepEqual([down['available'], down['status']], [false, '503 Service Unavailable']);
  const dns = await check('localhost', 'dns');
  assert.equal(dns['status'], 'resolved');
  assert.ok(((dns['metadata'] as ValueObject)['addresses'] as string[]).includes('127.0.0.1'));

  const closed = await startWebServer({});
  await closed.close();
  const gone = await check(`127.0.0.1:${closed.port}`, 'tcp');
  assert.deepEqual([gone['available'], gone['status']], [false, 'unreachable']);
  assert.match(gone['error'] as string, /nothing listens there/);
  assert.equal((await check(closed.url, 'http'))['available'], false);
  assert.deepEqual((await check(`${url}/silent`, 'http', 0.05))['status'], 'timeout');
  assert.equal((await check(`127.0.0.1:${server.port}`, 'https'))['status'], 'tls');

  await assert.rejects(check('10.0.0.1:80', 'tcp'), { code: 'PERMISSION_NET' });
  await assert.rejects(check('example.com', 'dns'), { code: 'PERMISSION_NET' });
  await assert.rejects(check('127.0.0.1', 'tcp'), { code: 'TOOL_PARAMETER', message: /it has no port/ });
  await assert.rejects(check('https://127.0.0.1', 'http'), { code: 'TOOL_PARAMETER' });
});

test('answers that stay open are let go', async () => {
  const slow = await startWebServer({
    '/': (_request, response) => {
      response.writeHead(200).write('more to come');
      gone = once(response, 'close');
    },
  });
  let gone: Promise<unknown> | undefined;
  const { result } = await run('service-checker', { target: slow.url, check_type: 'http' });
  assert.equal(result['available'], true);
  await gone;
  await slow.close();
});
