// What `[tools]` of the configuration says holds for every tool: time, size of the answer, hosts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadConfig } from '../../src/config/load-config.js';
import type { PermissionPolicy } from '../../src/permissions/policy.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import { json, silent, startModelServer } from '../support/model-server.js';
import type { ModelServer } from '../support/model-server.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let server: ModelServer;
let policy: PermissionPolicy;

before(async () => {
  server = await startModelServer();
  policy = createPolicy({ ...NO_PERMISSIONS, net: ['127.0.0.1', 'localhost'] }, folder.path);
});
after(() => server.close());

async function execute(
  environment: Readonly<Record<string, string>>,
  tool: string,
  parameters: ValueObject,
): Promise<ValueObject> {
  const config = await loadConfig({ environment, homeDirectory: folder.path, workingDirectory: folder.path });
  const registry = new ToolRegistry(BUILT_IN_TOOLS, undefined, config.tools);
  return registry.execute(tool, parameters, { policy, signal: new AbortController().signal });
}

test('a call that takes longer than tools.timeout is ended, and its request with it', async () => {
  server.respondWith(silent);
  await assert.rejects(execute({ LLMSPELL_TOOLS_TIMEOUT: '200ms' }, 'http-requester', { input: server.origin }), {
    code: 'TOOL_TIMEOUT',
    message: "Tool execution failed: Timeout error: 'http-requester' did not finish within 200 ms",
  });
  // On a busy machine the time may be over before the request has left.
  if (server.requests.length > 0) await server.onClientGone;
});

test('an answer of more than tools.max_output is an error', async () => {
  const environment = { LLMSPELL_TOOLS_MAX_OUTPUT: '2KiB' };
  const encode = (length: number): Promise<ValueObject> =>
    execute(environment, 'text-manipulator', { operation: 'uppercase', input: 'x'.repeat(length) });
  assert.equal((await encode(100))['success'], true);
  await assert.rejects(encode(3000), {
    code: 'TOOL_RESULT_TOO_LARGE',
    message: /text-manipulator.*\d+ bytes, 2048 are allowed/,
  });
});

test('hosts beyond tools.hosts are refused, and those in it need their permission still', async () => {
  server.respondWith(json(200, { fine: true }));
  const fetch = (hosts: string, input = server.origin): Promise<ValueObject> =>
    execute({ LLMSPELL_TOOLS_HOSTS: hosts }, 'http-requester', { input });
  assert.equal((await fetch('example.com,127.0.0.1'))['success'], true);
  await assert.rejects(fetch('example.com'), { code: 'PERMISSION_NET', message: /not in allowed hosts of tools/ });
  await assert.rejects(fetch('example.com', 'http://example.com/'), {
    code: 'PERMISSION_NET',
    message: /not in allowed hosts$/,
  });
});

test('what is no host is said with its place', async () => {
  await assert.rejects(execute({ LLMSPELL_TOOLS_HOSTS: 'http://example.com/' }, 'calculator', { input: '1' }), {
    message: /LLMSPELL_TOOLS_HOSTS.*'http:\/\/example.com\/' is no host/,
  });
});
