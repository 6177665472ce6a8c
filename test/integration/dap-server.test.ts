// `llmspell debug-server`, driven by the DAP client of others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { runCli, startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const program = tempFolder().file('script.lua', 'local x = 1\nprint(x)\n');

async function connected(port: number): Promise<DebugClient> {
  const client = new DebugClient('', '', 'llmspell');
  client.defaultTimeout = 60_000;
  await client.start(port);
  return client;
}

test('several clients debug at once, each for itself; SIGTERM ends the server', async () => {
  const server = startCli(['debug-server', '--output', 'json']);
  await server.printed('}');
  const { port } = JSON.parse(server.shown()) as { readonly port: number };
  const clients = await Promise.all([connected(port), connected(port)]);
  const at = { path: program, line: 2 };
  await Promise.all(clients.map((client) => client.hitBreakpoint({ program }, { ...at, verified: false }, at)));
  await Promise.all([clients[0].continueRequest({ threadId: 1 }), clients[0].waitForEvent('terminated')]);
  const { body } = await clients[1].evaluateRequest({ expression: 'x', frameId: 1, context: 'watch' });
  assert.equal(body.result, '1');
  await clients[0].stop();
  server.process.kill('SIGTERM');
  assert.equal((await server.result).code, 0);
});

test('without the token nothing but initialize is served', async () => {
  const server = startCli(['debug-server', '--token', 'sesame', '--once']);
  await server.printed('sesame');
  const client = await connected(Number(server.shown().split(' ')[0]));
  await client.initializeRequest();
  await assert.rejects(client.threadsRequest(), /token/);
  await assert.rejects(client.launchRequest({ program, token: 'open' } as never), /token/);
  await client.launchRequest({ program, token: 'sesame' } as never);
  await client.threadsRequest();
  await client.stop();
  assert.equal((await server.result).code, 0);
});

test('what is no port or address is refused', async () => {
  assert.equal((await runCli(['debug-server', '--port', 'x'])).code, 2);
  assert.equal((await runCli(['debug-server', '--ip', 'here'])).code, 2);
});
