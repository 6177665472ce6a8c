// The road to web servers: who may be reached, how long it may take, how much may come, and where it leads on.

import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after, mock, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { SpellError } from '../../src/base/errors.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import type { Allowance } from '../../src/permissions/grant.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { requestHttp } from '../../src/services/net/http-client.js';
import type { BoundedRequest, HttpResponse } from '../../src/services/net/http-request.js';
import { SELF_SIGNED } from '../support/certificate.js';
import { echo, redirect, silent, startWebServer, text } from '../support/web-server.js';
import type { WebRequest, WebResponder, WebServer } from '../support/web-server.js';

const servers: WebServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function serve(routes: Record<string, WebResponder>, options = {}): Promise<WebServer> {
  const server = await startWebServer(routes, options);
  servers.push(server);
  return server;
}

const ask = (
  request: BoundedRequest,
  net: Allowance = ['127.0.0.1', 'localhost'],
  signal = new AbortController().signal,
): Promise<HttpResponse> => requestHttp(request, { policy: createPolicy({ ...NO_PERMISSIONS, net }, '/'), signal });

const packed =
  (encoding: string, body: Uint8Array): WebResponder =>
  (_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding });
    response.end(body);
  };

/** Answers with these bytes, whatever is asked, and closes. */
async function raw(answer: string | Buffer): Promise<{ url: string; close: () => void }> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

test('an answer comes with its head, body and duration; headers and body are sent as they are', async () => {
  const server = await serve({ '*': echo });
  const url = `${server.url.replace('://', '://me:p%40ss@')}/a?b=1#c`;
  const response = await ask({ url, method: 'PUT', body: 'ö', headers: { 'X-A': '1' } });
  assert.deepEqual([response.status, response.statusText, response.url], [200, 'OK', `${server.url}/a?b=1#c`]);
  assert.equal(response.headers['content-type'], 'application/json');
  assert.ok(response.durationMs > 0);
  const { method, path, headers, body } = JSON.parse(response.body.toString()) as WebRequest;
  assert.deepEqual([method, path, body, headers['x-a']], ['PUT', '/a?b=1', 'ö', '1']);
  assert.deepEqual([headers['content-length'], headers.connection], ['2', 'close']);
  assert.equal(headers.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  assert.equal(headers.host, `127.0.0.1:${server.port}`);
});

test('what is no request for the web is refused before anything is sent', async () => {
  const cases: [BoundedRequest, RegExp][] = [
    [{ url: 'example.com' }, /'example.com': that is not a URL/],
    [{ url: 'file:///etc/passwd' }, /'file:': only http and https/],
    [{ url: 'http://127.0.0.1:1/', headers: { Host: 'x' } }, /the header 'Host' cannot be set/],
    [{ url: 'http://127.0.0.1:1/', headers: { 'transfer-encoding': 'x' } }, /cannot be set/],
    [{ url: 'http://127.0.0.1:1/', headers: { a: 'b\r\nc: d' } }, /characters that none may have/],
    [{ url: 'http://127.0.0.1:1/', body: Buffer.alloc(11e6) }, /more than 10485760 bytes/],
    [{ url: 'http://%zz:x@127.0.0.1:1/' }, /not escaped/],
  ];
  for (const [request, message] of cases) await assert.rejects(ask(request), { code: 'NET_REQUEST', message });
});

test('hosts and ports must be allowed, and private ones be named', async () => {
  const server = await serve({ '*': text(200, 'ok') });
  for (const net of [false, true, ['*'], ['example.com'], [`127.0.0.1:${server.port + 1}`]]) {
    await assert.rejects(ask({ url: server.url }, net), { code: 'PERMISSION_NET' });
  }
  for (const url of ['http://2130706433/', 'http://[::ffff:127.0.0.1]/', 'http://0x7f.1/', 'http://localhost/']) {
    await assert.rejects(ask({ url }, true), { code: 'PERMISSION_NET' });
  }
  assert.equal((await ask({ url: server.url }, [`127.0.0.1:${server.port}`])).status, 200);
  assert.equal((await ask({ url: `http://localhost:${server.port}` }, ['localhost'])).status, 200);
  assert.equal(server.requests.length, 2);
});

test('a name that answers differently the next time leads nowhere else', async () => {
  const first = await serve({ '/': text(200, 'first'), '/again': redirect(302, '/') });
  const second = await serve({ '*': text(200, 'second') }, { address: '127.0.0.2', port: first.port });
  const answers = ['127.0.0.1', '127.0.0.2'];
  let asked = 0;
  mock.method(dns, 'lookup', (_host: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    callback(null, [{ address: answers[Math.min(asked++, 1)], family: 4 }]);
  });
  syncBuiltinESMExports();
  try {
    const url = `http://rebind.example:${first.port}`;
    const net = ['rebind.example', '127.0.0.1'];
    assert.equal((await ask({ url }, net)).body.toString(), 'first');
    assert.equal(asked, 1);
    await assert.rejects(ask({ url }, net), {
      code: 'PERMISSION_NET',
      message: `Host blocked: 'rebind.example' leads to the private address '127.0.0.2:${first.port}', which is not in allowed hosts`,
    });
    asked = 0;
    await assert.rejects(ask({ url: `${url}/again` }, net), { code: 'PERMISSION_NET' });
    assert.equal(second.requests.length, 0);
  } finally {
    mock.restoreAll();
    syncBuiltinESMExports();
  }
});

test('of several addresses only those that are allowed are tried', async () => {
  const server = await serve({ '*': text(200, 'ok') });
  mock.method(dns, 'lookup', (_host: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    callback(
      null,
      ['10.0.0.1', '::1', '127.0.0.1'].map((address) => ({ address, family: address === '::1' ? 6 : 4 })),
    );
  });
  syncBuiltinESMExports();
  try {
    const url = `http://many.example:${server.port}`;
    assert.equal((await ask({ url }, ['many.example', '127.0.0.1'])).status, 200);
    await assert.rejects(ask({ url }, ['many.example']), { message: /leads to the private address '10\.0\.0\.1:/ });
  } finally {
    mock.restoreAll();
    syncBuiltinESMExports();
  }
});

test('redirects are followed, judged anew, and are told no secrets of another server', async () => {
  const other = await serve({ '*': echo });
  const server = await serve({
    '/see-other': redirect(303, `${other.url}/there`),
    '/same': redirect(307, '/kept'),
    '/kept': echo,
    '/out': redirect(302, 'http://10.0.0.1/'),
    '/mail': redirect(302, 'mailto:x@example.com'),
    '/round': redirect(301, '/round'),
  });
  const headers = { authorization: 'Bearer x', cookie: 'a', 'x-api-key': 'k', 'x-plain': 'p', 'content-type': 'a/b' };
  const seen = await ask({ url: `${server.url}/see-other`, method: 'POST', body: 'b', headers });
  const there = JSON.parse(seen.body.toString()) as WebRequest;
  assert.deepEqual([seen.url, seen.redirects], [`${other.url}/there`, [`${other.url}/there`]]);
  assert.deepEqual([there.method, there.body, there.headers['x-plain']], ['GET', '', 'p']);
  for (const name of ['authorization', 'cookie', 'x-api-key', 'content-type', 'content-length']) {
    assert.equal(there.headers[name], undefined, name);
  }
  const same = await ask({ url: `${server.url}/same`, method: 'POST', body: 'b', headers });
  const kept = JSON.parse(same.body.toString()) as WebRequest;
  assert.deepEqual([kept.method, kept.body], ['POST', 'b']);
  assert.equal(kept.headers.authorization, 'Bearer x');
  assert.equal((await ask({ url: `${server.url}/same`, maxRedirects: 0 })).status, 307);
  await assert.rejects(ask({ url: `${server.url}/out` }), { code: 'PERMISSION_NET' });
  await assert.rejects(ask({ url: `${server.url}/mail` }), { code: 'NET_REDIRECT' });
  await assert.rejects(ask({ url: `${server.url}/round` }), { code: 'NET_REDIRECT', message: /more than 10 times/ });
});

test('bodies are unpacked, within the limit that holds before and after', async () => {
  const plain = Buffer.from('hello '.repeat(20));
  const bomb = gzipSync(Buffer.alloc(50e6));
  assert.ok(bomb.length < 60_000);
  const server = await serve({
    '/gzip': packed('gzip', gzipSync(plain)),
    '/br': packed('br', brotliCompressSync(plain)),
    '/deflate': packed('deflate', deflateSync(plain)),
    '/twice': packed('gzip, br', brotliCompressSync(gzipSync(plain))),
    '/thrice': packed('gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(plain)))),
    '/zstd': packed('zstd', plain),
    '/lie': packed('gzip', plain),
    '/cut': packed('gzip', gzipSync(plain).subarray(0, 20)),
    '/bomb': packed('gzip', bomb),
    '/big': text(200, 'x'.repeat(2000)),
    '/endless': (_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (response.write('x'.repeat(10_000))) setImmediate(more);
      };
      response.on('drain', more);
      more();
    },
  });
  for (const path of ['gzip', 'br', 'deflate', 'twice']) {
    assert.deepEqual((await ask({ url: `${server.url}/${path}` })).body, plain, path);
  }
  assert.equal((await ask({ url: `${server.url}/gzip`, method: 'HEAD' })).body.length, 0);
  for (const path of ['thrice', 'zstd', 'lie', 'cut']) {
    await assert.rejects(ask({ url: `${server.url}/${path}` }), { code: 'NET_BAD_RESPONSE' }, path);
  }
  for (const path of ['bomb', 'big', 'endless']) {
    const refused = ask({ url: `${server.url}/${path}`, maxBytes: 1000 });
    await assert.rejects(refused, { code: 'NET_TOO_LARGE', message: /the answer has more than 1000 bytes/ }, path);
  }
});

test('every wait has its limit', async () => {
  const deaf = createServer();
  deaf.listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  after(() => deaf.close());
  const server = await serve({
    '/silent': silent,
    '/half': (_request, response) => void response.writeHead(200, { 'content-length': '10' }).write('half'),
  });
  const late = async (request: Partial<BoundedRequest> & { url: string }, what: RegExp): Promise<void> =>
    assert.rejects(ask(request), (error: unknown) => {
      assert.ok(error instanceof SpellError);
      assert.deepEqual([error.code, error.category], ['NET_TIMEOUT', 'Timeout error']);
      assert.match(error.message, what);
      return true;
    });
  const tls = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  await late({ url: tls, connectMs: 50 }, /: connecting took more than 0.05 s$/);
  await late({ url: `${server.url}/silent`, firstByteMs: 50 }, /: the first byte took more than 0.05 s$/);
  await late({ url: `${server.url}/silent`, timeoutMs: 50 }, /: the answer took more than 0.05 s$/);
  await late({ url: `${server.url}/half`, timeoutMs: 50 }, /: the answer took more than 0.05 s$/);
});

test('an interruption ends the request at once, before and within the answer', async () => {
  const gone: Promise<unknown>[] = [];
  const arrived = new Map<string, () => void>();
  const stay: WebResponder = ({ path }, response) => {
    gone.push(once(response, 'close'));
    if (path === '/half') response.writeHead(200).write('half');
    arrived.get(path)?.();
  };
  const server = await serve({ '*': stay });
  for (const path of ['/half', '/silent']) {
    const controller = new AbortController();
    const there = new Promise<void>((resolve) => arrived.set(path, resolve));
    const asked = ask({ url: `${server.url}${path}` }, ['127.0.0.1'], controller.signal);
    await there;
    const reason = new Error('interrupted');
    controller.abort(reason);
    await assert.rejects(asked, (error) => error === reason);
    await gone.at(-1);
  }
  const early = ask({ url: server.url }, ['127.0.0.1'], AbortSignal.abort(new Error('before')));
  await assert.rejects(early, { message: 'before' });
});

test('faults of servers are told apart', async () => {
  const closed = await startWebServer({});
  await closed.close();
  await assert.rejects(ask({ url: closed.url }), { code: 'NET_UNREACHABLE', message: /nothing listens there/ });
  const faults: [string | Buffer, string][] = [
    ['', 'NET_UNREACHABLE'],
    ['nonsense\r\n\r\n', 'NET_BAD_RESPONSE'],
    [`HTTP/1.1 200 OK\r\na: ${'x'.repeat(100_000)}\r\n\r\n`, 'NET_BAD_RESPONSE'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', 'NET_UNREACHABLE'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'NET_BAD_RESPONSE'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 'NET_BAD_RESPONSE'],
  ];
  for (const [answer, code] of faults) {
    await assert.rejects(ask({ url: (await raw(answer)).url }), { code }, String(answer).slice(0, 60));
  }
  const tls = await serve({ '*': text(200, 'ok') }, { tls: SELF_SIGNED });
  await assert.rejects(ask({ url: tls.url.replace('127.0.0.1', 'localhost') }), {
    code: 'NET_TLS',
    message: /its certificate is not trusted/,
  });
  const plain = await serve({ '*': text(200, 'ok') });
  await assert.rejects(ask({ url: plain.url.replace('http', 'https') }), {
    code: 'NET_TLS',
    message: /does not speak TLS/,
  });
});

test('nothing is left open afterwards', async () => {
  const server = await serve({ '/': text(200, 'ok'), '/go': redirect(302, '/') });
  await Promise.all([ask({ url: server.url }), ask({ url: `${server.url}/go` })]);
  while ((await server.connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
});
