// `llmspell dap` attached to kernels that run: their sessions, the cells that run there, and what becomes of them.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { after, before, test } from 'node:test';
import type { KernelClient } from '../../src/client/kernel-client.js';
import type { KernelFile } from '../../src/client/kernel-files.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import { DapClient } from '../support/dap-client.js';
import { Kernels } from '../support/kernels.js';

const kernels = new Kernels();
let kernel: KernelFile;

before(async () => {
  kernel = await kernels.startDaemon('attached');
});

after(() => kernels.killAll());

/** A loop that runs until `go` is false, and then prints its rounds. */
const LOOP = ['go = true', 'local rounds = 0', 'while go do', '  rounds = rounds + 1', 'end', 'print("over")'].join(
  '\n',
);

async function attached(t: TestContext, args: JsonObject = {}): Promise<DapClient> {
  const client = new DapClient(t, { env: kernels.env });
  await client.ask('initialize', { adapterID: 'x', supportsProgressReporting: true });
  await client.ask('attach', { connect: 'attached', ...args });
  await client.next('initialized');
  await client.ask('configurationDone');
  return client;
}

/** A cell that runs already when `use` is called. */
async function whileRunning(
  code: string,
  options: Parameters<KernelClient['execute']>[1],
  use: () => Promise<void>,
): Promise<string> {
  return kernels.use(kernel, async (client) => {
    let text = '';
    let begun = (): void => undefined;
    const isRunning = new Promise<void>((resolve) => (begun = resolve));
    const { done } = client.execute(`print('begun')\n${code}`, {
      ...options,
      onOutput: (output) => {
        if (output.type === 'stream') text += output.content.text;
        if (text.includes('begun')) begun();
      },
    });
    await isRunning;
    await use();
    const { reply } = await done;
    return `${reply.status}: ${text}`;
  });
}

test('a cell that runs is paused, looked at, changed and let go; its output has its lines', async (t) => {
  const outcome = await whileRunning(LOOP, {}, async () => {
    const client = await attached(t);
    await client.ask('pause', { threadId: 1 });
    assert.equal((await client.next('stopped'))['reason'], 'pause');
    assert.match((await client.scope('Locals'))[0]!, /^rounds = \d+$/);
    await client.evaluate('go = false', 'repl').catch(() => undefined);
    await client.ask('continue', { threadId: 1 });
    const output = await client.next('output');
    assert.deepEqual([output['output'], output['line']], ['over\n', 7]);
    await client.ask('disconnect');
  });
  assert.equal(outcome, 'ok: begun\nover\n');
});

test('the connection file names a kernel as well, and a stop that is there already is told', async (t) => {
  const connect = join(kernels.folder, 'attached.json');
  const outcome = await whileRunning(LOOP, {}, async () => {
    const first = await attached(t, { connect });
    await first.ask('pause', { threadId: 1 });
    await first.next('stopped');
    const second = await attached(t, { connect });
    assert.equal((await second.next('stopped'))['reason'], 'pause');
    await second.evaluate('go = false', 'repl');
    await second.ask('continue', { threadId: 1 });
    assert.equal((await first.next('continued'))['threadId'], 1);
    await Promise.all([first.ask('disconnect'), second.ask('disconnect')]);
  });
  assert.equal(outcome, 'ok: begun\nover\n');
});

test('a named session is debugged alone', async (t) => {
  await kernels.use(kernel, async (user) => {
    const client = await attached(t, { session: 'other' });
    const code = 'local here = ...\nprint("in other")';
    const path = join(kernels.home.path, 'other.lua');
    await client.breakAt(path, 2);
    // The same file in the session `main` does not stop.
    const vendor = { chunk_name: `@${path}`, echo: false };
    await user.execute(code, { vendor: { ...vendor, session: 'main' } }).done;
    const { done } = user.execute(code, { vendor: { ...vendor, session: 'other' } });
    assert.equal((await client.next('stopped'))['reason'], 'breakpoint');
    assert.deepEqual(await client.stack(), ['2 main chunk']);
    await client.ask('continue', { threadId: 1 });
    await done;
    assert.equal(client.events.filter(({ event }) => event === 'stopped').length, 1);
    await client.ask('disconnect');
  });
});

test('the other clients are told of breakpoints, and not the one who sets them', async (t) => {
  const [asking, other] = [await attached(t), await attached(t)];
  const path = join(kernels.home.path, 'shared.lua');
  const [first] = await asking.breakAt(path, { line: 2, condition: 'x > 1' });
  const { reason, breakpoint } = (await other.next('breakpoint')) as { reason: string; breakpoint: JsonObject };
  assert.equal(reason, 'new');
  const { line, condition, source, verified } = breakpoint;
  assert.deepEqual([line, condition, (source as JsonObject)['path'], verified], [2, 'x > 1', path, false]);
  await asking.breakAt(path, 2);
  const changed = await other.next('breakpoint');
  assert.deepEqual(
    [
      changed['reason'],
      (changed['breakpoint'] as JsonObject)['id'],
      (changed['breakpoint'] as JsonObject)['condition'],
    ],
    ['changed', breakpoint['id'], undefined],
  );
  await asking.breakAt(path);
  const removed = await other.next('breakpoint');
  assert.deepEqual([removed['reason'], (removed['breakpoint'] as JsonObject)['id']], ['removed', breakpoint['id']]);
  await asking.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'greet' }] });
  const named = (await other.next('breakpoint'))['breakpoint'] as JsonObject;
  assert.equal(named['name'], 'greet');
  // What the other one sets is told as well: no event of its own has come before.
  await other.ask('setFunctionBreakpoints', { breakpoints: [] });
  assert.equal((await asking.next('breakpoint'))['reason'], 'removed');
  assert.equal(asking.events.filter(({ event }) => event === 'breakpoint').length, 1);
  assert.ok(first);
  await Promise.all([asking.ask('disconnect'), other.ask('disconnect')]);
});

test('which errors stop is told to people by another client’s output', async (t) => {
  const [asking, other] = [await attached(t), await attached(t)];
  const told = async (): Promise<JsonObject> => {
    const { category, output } = await other.next('output');
    return { category: category!, output: output! };
  };
  const console = (stops: string): JsonObject => ({
    category: 'console',
    output: `Another client: errors that stop: ${stops}\n`,
  });
  await asking.ask('setExceptionBreakpoints', { filters: ['caught'] });
  assert.deepEqual(await told(), console('caught'));
  const filterOptions = [{ filterId: 'raised', condition: '/time/' }];
  await asking.ask('setExceptionBreakpoints', { filters: [], filterOptions });
  assert.deepEqual(await told(), console('raised /time/'));
  await asking.ask('setExceptionBreakpoints', { filters: [] });
  assert.deepEqual(await told(), console('none'));
  assert.deepEqual(
    asking.events.filter(({ event }) => event === 'output'),
    [],
  );
  await Promise.all([asking.ask('disconnect'), other.ask('disconnect')]);
});

test('a client that leaves with terminateDebuggee ends what runs', async (t) => {
  const outcome = await whileRunning(LOOP, {}, async () => {
    const client = await attached(t);
    await client.ask('disconnect', { terminateDebuggee: true });
  });
  assert.equal(outcome, 'error: begun\n');
});

test('a client that leaves with suspendDebuggee leaves the script paused for the next one', async (t) => {
  const outcome = await whileRunning(LOOP, {}, async () => {
    const first = await attached(t);
    await first.ask('pause', { threadId: 1 });
    await first.next('stopped');
    await first.ask('disconnect', { suspendDebuggee: true });
    const second = await attached(t);
    assert.equal((await second.next('stopped'))['reason'], 'pause');
    await second.evaluate('go = false', 'repl');
    await second.ask('disconnect');
  });
  assert.equal(outcome, 'ok: begun\nover\n');
});

test('attaching is told as progress to those who understand it', async (t) => {
  const client = new DapClient(t, { env: kernels.env });
  await client.ask('initialize', { adapterID: 'x', supportsProgressReporting: true });
  // A kernel that answers only later.
  process.kill(kernel.connection.pid!, 'SIGSTOP');
  const attaching = client.ask('attach', { connect: 'attached' });
  const start = await client.next('progressStart');
  process.kill(kernel.connection.pid!, 'SIGCONT');
  assert.equal((await client.next('progressEnd'))['progressId'], start['progressId']);
  await attaching;
  await client.ask('disconnect');
});

test('a request that waits is cancelled', async (t) => {
  await whileRunning(LOOP, {}, async () => {
    const client = await attached(t);
    await client.ask('pause', { threadId: 1 });
    await client.next('stopped');
    const frameId = (await client.topFrame())['id']!;
    // The first keeps the debugger busy until its deadline; the second waits behind it.
    const slow = client.send('evaluate', { expression: 'while true do end', context: 'repl', frameId });
    const waiting = client.send('evaluate', { expression: '1', context: 'watch', frameId });
    const requestId = client.lastSeq;
    await client.ask('cancel', { requestId });
    const { success, message } = await waiting;
    assert.deepEqual([success, message], [false, 'cancelled']);
    assert.equal((await slow).success, false);
    await client.evaluate('go = false', 'repl');
    await client.ask('disconnect');
  });
});

test('a kernel that is killed is told, and the debugging is over', async (t) => {
  const victim = await kernels.startDaemon('victim');
  const client = await attached(t, { connect: 'victim' });
  process.kill(victim.connection.pid!, 'SIGKILL');
  const output = await client.next('output');
  assert.equal(output['category'], 'stderr');
  assert.match(output['output'] as string, /kernel/);
  await client.next('exited');
  await client.next('terminated');
  const { success, message } = await client.send('evaluate', { expression: '1' });
  assert.equal(success, false);
  assert.match(message!, /kernel/);
  await client.ask('disconnect');
});
