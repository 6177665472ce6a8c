// A script that waits for a slow model, in an editor: paused, looked at, continued, interrupted.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { DapClient } from '../support/dap-client.js';
import { list } from '../support/dap-peer.js';
import type { ModelServer } from '../support/model-server.js';
import { answering, silent, startModelServer } from '../support/model-server.js';
import { tempFolder } from '../support/temp-folder.js';

const SCRIPT = [
  'local question = "how long?"', // 1
  'local agent = Agent.builder():name("slow"):model("openai/test"):build()', // 2
  'local function ask(text)', // 3
  '  local reply = agent:execute({ text = text })', // 4
  '  return reply.text', // 5
  'end', // 6
  'print(ask(question))', // 7
].join('\n');

const files = tempFolder();

async function waiting(t: TestContext): Promise<{ peer: DapClient; models: ModelServer; answer: () => void }> {
  const models = await startModelServer();
  t.after(() => models.close());
  let answer!: () => void;
  const released = new Promise<void>((resolve) => (answer = resolve));
  const asked = new Promise<void>((resolve) => {
    models.respondWith(async (response, request) => {
      resolve();
      await released;
      await answering('quite long')(response, request);
    }, silent);
  });
  const peer = new DapClient(t, {
    env: { LLMSPELL_PROVIDER_OPENAI_BASE_URL: models.baseUrl, OPENAI_API_KEY: 'test' },
  });
  await peer.ask('initialize', { adapterID: 'test' });
  await peer.ask('launch', { program: files.file('slow.lua', SCRIPT), cwd: files.path });
  await peer.ask('configurationDone');
  await asked;
  return { peer, models, answer };
}

test('a call of a model that takes long is paused, looked at, and goes on', async (t) => {
  const { peer, answer } = await waiting(t);
  await peer.ask('pause', { threadId: 1 });
  assert.equal((await peer.next('stopped'))['reason'], 'pause');
  const [top, ...rest] = await peer.stack();
  assert.match(top!, /waits for agent\.execute/);
  assert.deepEqual(rest, ['4 ask', '7 main chunk']);
  const frames = list(await peer.ask('stackTrace', { threadId: 1 }), 'stackFrames');
  const frameId = frames[1]!['id'];
  assert.equal((await peer.ask('evaluate', { expression: 'text', frameId }))['result'], '"how long?"');
  const scopes = list(await peer.ask('scopes', { frameId }), 'scopes');
  const agents = scopes.find(({ name }) => name === 'Agents');
  assert.match((await peer.variables(agents?.['variablesReference'])).join('\n'), /^slow = .*openai\/test/);
  // The answer comes while the script is paused: it is taken when the script goes on.
  answer();
  await peer.ask('continue', { threadId: 1 });
  assert.equal((await peer.next('output'))['output'], 'quite long\n');
  assert.deepEqual(await peer.next('exited'), { exitCode: 0 });
});

test('one that is paused is interrupted, and its request with it', async (t) => {
  const { peer, models } = await waiting(t);
  await peer.ask('pause', { threadId: 1 });
  await peer.next('stopped');
  await peer.ask('terminate');
  await peer.next('terminated');
  await models.onClientGone;
});
