// Tools of configured MCP servers: a program on standard input and output, and a server on the web.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';
import { SpellError } from '../../src/base/errors.js';
import type { LogRecord } from '../../src/base/log.js';
import type { McpServerSettings } from '../../src/config/mcp-server-settings.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { toModelTool } from '../../src/services/agents/tool-offer.js';
import { McpServers } from '../../src/services/mcp/mcp-servers.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { processEnd } from '../support/processes.js';
import { repoRoot } from '../support/repo-root.js';

const SERVER = join(repoRoot, 'test/fixtures/mcp-server.mjs');
const policy = createPolicy({ ...NO_PERMISSIONS, run: [process.execPath], net: ['127.0.0.1'] }, repoRoot);
const program = (name: string, mode = 'well', more: Partial<McpServerSettings> = {}): McpServerSettings => ({
  ...{ name, command: process.execPath, args: [SERVER, mode, 'more'] },
  ...more,
});

const opened: McpServers[] = [];
after(() => Promise.all(opened.map((servers) => servers.dispose())));

interface Open {
  readonly registry: ToolRegistry;
  readonly servers: McpServers;
  readonly records: Omit<LogRecord, 'time'>[];
  readonly run: (tool: string, parameters?: ValueObject, signal?: AbortSignal) => Promise<ValueObject>;
}

function open(settings: readonly McpServerSettings[], allowed = policy): Open {
  const records: Omit<LogRecord, 'time'>[] = [];
  const logger = { isEnabled: () => true, log: (record: Omit<LogRecord, 'time'>) => void records.push(record) };
  const servers = new McpServers(settings, allowed, logger);
  opened.push(servers);
  const registry = new ToolRegistry([], servers);
  return {
    ...{ registry, servers, records },
    run: (tool, parameters = {}, signal = new AbortController().signal) =>
      registry.execute(tool, parameters, { policy: allowed, signal }),
  };
}

const failed = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SpellError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return true;
};

test('tools of a program are listed, described and checked like others', async () => {
  const { registry } = open([program('my_weather')]);
  assert.deepEqual(registry.list(), []);
  await registry.complete();
  assert.deepEqual(
    registry.list().map(({ name }) => name),
    ['environment', 'fail', 'get-forecast', 'wait'].map((name) => `mcp-my-weather-${name}`),
  );
  const forecast = registry.find('mcp_my_weather_get_forecast')!;
  assert.deepEqual([forecast.description, forecast.category], ['The weather to come', 'utility']);
  assert.deepEqual(forecast.parameters, [
    { name: 'city', type: 'string', description: 'where', required: true },
    { name: 'unit', type: 'string', description: '', choices: ['celsius', 'kelvin'] },
    { name: 'days', type: 'array', description: '' },
  ]);
  const { parameters } = toModelTool(forecast);
  assert.deepEqual((parameters as { properties: { days: unknown } }).properties.days, {
    type: 'array',
    items: { type: 'number' },
  });
});

test('a call gives text, parts and structure; a tool that reports an error has not succeeded', async () => {
  const { run } = open([program('w', 'well', { env: ['PATH', 'MCP_TEST_SEEN'] })]);
  process.env['MCP_TEST_SEEN'] = process.env['MCP_TEST_UNSEEN'] = 'x';
  const forecast = await run('mcp-w-get-forecast', { city: 'Köln', unit: 'CELSIUS', days: [1, 2n] });
  assert.deepEqual([forecast['success'], forecast['operation']], [true, 'getForecast']);
  assert.deepEqual(forecast['data'], { city: 'Köln', unit: 'celsius', days: [1, 2] });
  assert.deepEqual((forecast['result'] as { content: unknown[] }).content[1], {
    type: 'image',
    data: 'AA==',
    mimeType: 'image/png',
  });
  const { structured } = (await run('mcp-w-environment'))['result'] as { structured: Record<string, unknown> };
  assert.deepEqual([structured['folder'], structured['args']], [repoRoot, ['more']]);
  assert.ok((structured['names'] as string[]).includes('MCP_TEST_SEEN'));
  assert.ok(!(structured['names'] as string[]).includes('MCP_TEST_UNSEEN'));
  const broken = await run('mcp-w-fail');
  assert.deepEqual([broken['success'], broken['error']], [false, { message: 'out of order', code: 'MCP_TOOL' }]);
  await assert.rejects(run('mcp-w-get-forecast'), {
    code: 'TOOL_PARAMETER',
    message: /Missing required parameter 'city'/,
  });
  await assert.rejects(run('mcp-w-get-forecast', { city: 'x', day: [] }), { code: 'TOOL_PARAMETER' });
  await assert.rejects(run('mcp-w-nothing'), { code: 'TOOL_NOT_FOUND' });
});

test('a program ends with its session, and calls with their script', async () => {
  const { run, servers, records } = open([program('w')]);
  const { structured } = (await run('mcp-w-environment'))['result'] as { structured: { pid: number } };
  const controller = new AbortController();
  const waiting = run('mcp-w-wait', {}, controller.signal);
  setTimeout(() => controller.abort(new Error('interrupted')), 100);
  await assert.rejects(waiting, { message: 'interrupted' });
  while (!records.some(({ message }) => message === 'w: cancelled'))
    await new Promise((resolve) => setImmediate(resolve));
  await servers.dispose();
  await processEnd(structured.pid);
  await assert.rejects(run('mcp-w-environment'), failed('MCP_UNAVAILABLE', /the session has ended/));
});

test('a program that dies is told of, and started anew for the next call', async () => {
  const { run } = open([program('w', 'dies')]);
  const dying = run('mcp-w-get-forecast', { city: 'x' });
  await assert.rejects(dying, failed('MCP_UNAVAILABLE', /it ended during the tool 'getForecast'/));
  assert.equal((await run('mcp-w-environment'))['success'], true);
});

test('programs that cannot be used fail with a reason, and are left out of lists', async () => {
  const { run, registry, records } = open(
    [
      program('chatty', 'chatty'),
      program('nothere', 'well', { command: join(repoRoot, 'no-such-program') }),
      program('refuses', 'refuses'),
      program('rubbish', 'rubbish', { timeoutMs: 5000 }),
      { name: 'empty' },
    ],
    createPolicy({ ...NO_PERMISSIONS, run: [process.execPath, join(repoRoot, 'no-such-program')] }, repoRoot),
  );
  await assert.rejects(
    run('mcp-nothere-x'),
    failed('MCP_UNAVAILABLE', /'nothere': connecting failed: spawn .* ENOENT/),
  );
  await assert.rejects(
    run('mcp-refuses-x'),
    failed('MCP_UNAVAILABLE', /it ended during connecting; its last words: found/),
  );
  await assert.rejects(
    run('mcp-rubbish-x'),
    failed('MCP_TIMEOUT', /connecting took more than 5 s; it writes what is no message .*Welcome/),
  );
  await assert.rejects(run('mcp-empty-x'), failed('MCP_UNAVAILABLE', /neither a command nor a url/));
  await registry.complete();
  assert.equal(registry.list().length, 4);
  assert.equal(records.filter(({ message }) => message.endsWith('its tools are left out')).length, 4);
});

test('programs and hosts need permission', async () => {
  const closed = createPolicy(NO_PERMISSIONS, repoRoot);
  const { run } = open([program('w'), { name: 'web', url: 'http://127.0.0.1:9/mcp' }], closed);
  await assert.rejects(run('mcp-w-environment'), failed('PERMISSION_RUN', /Executable not allowed/));
  await assert.rejects(run('mcp-web-x'), failed('PERMISSION_NET', /Host blocked: '127\.0\.0\.1:9'/));
});

test('a server on the web, with its token', async () => {
  const tokens: (string | undefined)[] = [];
  const web = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    if (request.url !== '/mcp') return void response.writeHead(404).end();
    const server = new McpServer({ name: 'web', version: '1' });
    server.registerTool('add', { description: 'Adds', inputSchema: { a: z.number(), b: z.number() } }, ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }));
    server.registerTool('wait', { description: 'Never answers' }, () => new Promise(() => undefined));
    const transport = new StreamableHTTPServerTransport({});
    void server.connect(transport as never).then(() => transport.handleRequest(request, response));
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  after(() => {
    web.closeAllConnections();
    web.close();
  });
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  process.env['MCP_TEST_TOKEN'] = 'secret';
  const { run } = open([
    { name: 'sums', url: `${url}/mcp`, tokenVariable: 'MCP_TEST_TOKEN' },
    { name: 'slow', url: `${url}/mcp`, tokenVariable: 'MCP_TEST_TOKEN', timeoutMs: 2000 },
    { name: 'lost', url: `${url}/elsewhere` },
  ]);
  assert.equal((await run('mcp-sums-add', { a: 1, b: 2 }))['text'], '3');
  assert.ok(tokens.every((token) => token === 'Bearer secret'));
  await assert.rejects(
    run('mcp-slow-wait'),
    failed('MCP_TIMEOUT', /MCP server 'slow': the tool 'wait' took more than 2 s/),
  );
  await assert.rejects(run('mcp-lost-x'), failed('MCP_UNAVAILABLE', /connecting failed: HTTP 404/));
});
