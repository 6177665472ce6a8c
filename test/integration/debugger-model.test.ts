// A script that waits for a slow model, in an editor: paused, looked at, continued, interrupted.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { KernelClient } from '../../src/client/kernel-client.js';
import { DapClient } from '../support/dap-client.js';
import { list } from '../support/dap-peer.js';
import { Kernels } from '../support/kernels.js';
import type { ModelServer } from '../support/model-server.js';
import { answering, silent, startModelServer } from '../support/model-server.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import type { RunningCli } from '../support/run-cli.js';
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

/** A model that answers when `answer` is called; `asked` is its first request. */
async function slowModel(t: TestContext): Promise<{ models: ModelServer; asked: Promise<void>; answer: () => void }> {
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
  return { models, asked, answer };
}

const environment = ({ baseUrl }: ModelServer): Record<string, string> => ({
  LLMSPELL_PROVIDER_OPENAI_BASE_URL: baseUrl,
  OPENAI_API_KEY: 'test',
});

async function waiting(t: TestContext): Promise<{ peer: DapClient; models: ModelServer; answer: () => void }> {
  const { models, asked, answer } = await slowModel(t);
  const peer = new DapClient(t, { env: environment(models) });
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

const INTERRUPTS: Readonly<Record<string, (client: KernelClient, kernel: RunningCli) => unknown>> = {
  'an interrupt_request': (client) => client.interrupt(),
  'Ctrl+C at the kernel': (_client, kernel) => kernel.process.kill('SIGINT'),
};

for (const [name, interrupt] of Object.entries(INTERRUPTS)) {
  test(`${name} ends a cell that is paused in a call of a model, and the kernel lives on`, async (t) => {
    const { models, asked } = await slowModel(t);
    const kernels = new Kernels();
    t.after(() => kernels.killAll());
    const daemon = await kernels.startHere('slow', [], { env: environment(models) });
    const kernel = await kernels.file('slow');
    await kernels.use(kernel, async (client) => {
      const execution = client.execute(SCRIPT);
      await asked;
      const peer = new DapClient(t, { env: kernels.env });
      await peer.ask('initialize', { adapterID: 'test' });
      await peer.ask('attach', { connect: 'slow' });
      await peer.ask('configurationDone');
      await peer.ask('pause', { threadId: 1 });
      await peer.next('stopped');
      assert.match((await peer.stack())[0]!, /waits for agent\.execute/);
      await interrupt(client, daemon);
      const { reply } = await execution.done;
      assert.equal(reply.status, 'error');
      await models.onClientGone;
      await peer.next('continued');
      assert.match(await peer.refused('stepOut', { threadId: 1 }), /notStopped/);
      await peer.ask('disconnect');
    });
    assert.equal(await kernels.execute(kernel, 'print("alive")'), 'alive\n');
    daemon.process.kill('SIGTERM');
    await daemon.result;
  });
}

/** Paused by Ctrl+C while it waits for the model, at the prompt. */
async function pausedAtTerminal(t: TestContext): Promise<{ terminal: PseudoTerminal; models: ModelServer }> {
  const { models, asked } = await slowModel(t);
  const script = files.file('slow.lua', SCRIPT);
  const terminal = new PseudoTerminal({
    args: ['debug', '--no-remember', script],
    home: files.path,
    cwd: files.path,
    env: environment(models),
  });
  t.after(() => terminal.end());
  await terminal.shows('Paused on entry');
  terminal.type('c<enter>');
  await asked;
  terminal.type('<C-c>');
  await terminal.until('the prompt', (screen) => /Paused, Agent:execute [^]*\(debug\)$/.test(screen));
  return { terminal, models };
}

test('at the terminal Ctrl+C pauses the call, the prompt looks at it, and quit ends it and its request', async (t) => {
  const { terminal, models } = await pausedAtTerminal(t);
  // What is typed is given up, and no more.
  terminal.type('half a line<C-c>bt<enter>');
  await terminal.shows('#2 main chunk');
  terminal.type('up<enter>p text<enter>');
  await terminal.shows('"how long?"');
  terminal.type('q<enter>');
  await terminal.shows('End it?');
  terminal.type('y<enter>');
  assert.equal(await terminal.exitCode, 130);
  await models.onClientGone;
});

test('at the terminal Ctrl+C pressed twice ends it, paused in the call as it is', async (t) => {
  const { terminal, models } = await pausedAtTerminal(t);
  terminal.type('<C-c>');
  assert.equal(await terminal.exitCode, 130);
  await models.onClientGone;
});
