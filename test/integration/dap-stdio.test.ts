// `llmspell dap` as editors meet it: a client that takes liberties, whose every message is checked.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { DapClient } from '../support/dap-client.js';
import { list } from '../support/dap-peer.js';
import { dapCommands } from '../support/dap-schema.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const SCRIPT = ['local function double(n)', '  return n * 2', 'end', 'print(double(21))', 'os.exit(3)'].join('\n');

function script(name: string, text = SCRIPT): string {
  return folder.file(name, text);
}

async function launched(client: DapClient, program: string, args = {}): Promise<void> {
  await client.ask('initialize', { adapterID: 'llmspell', someday: true });
  await client.ask('launch', { program, ...args });
  await client.next('initialized');
}

const stdoutOf = (client: DapClient): string =>
  client.events
    .filter(({ event, body }) => event === 'output' && body['category'] === 'stdout')
    .map(({ body }) => body['output'] as string)
    .join('');

test('a script stops, is looked at, goes on, and its exit code is told', async (t) => {
  const client = new DapClient(t);
  const program = script('stops.lua');
  await launched(client, program);
  await client.breakAt(program, 2);
  await client.ask('configurationDone');
  assert.equal((await client.next('stopped'))['reason'], 'breakpoint');
  assert.deepEqual(await client.stack(), ['2 double', '4 main chunk']);
  assert.deepEqual(await client.scope('Locals'), ['n = 21']);
  assert.equal(list(await client.ask('threads'), 'threads')[0]?.['name'], 'main');
  await client.ask('continue', { threadId: 1 });
  assert.equal((await client.next('exited'))['exitCode'], 3);
  await client.next('terminated');
  assert.equal(stdoutOf(client), '42\n');
  await client.ask('disconnect');
});

test('every request of the protocol has an answer, whatever the state', async (t) => {
  const client = new DapClient(t);
  const most = dapCommands.filter((command) => !/^(initialize|launch|attach|disconnect)$/.test(command));
  for (const command of most) assert.match(await client.refused(command), /comes before initialize/);
  await client.ask('initialize', { adapterID: 'llmspell' });
  assert.deepEqual(await client.ask('threads'), { threads: [] });
  const program = script('answers.lua');
  await client.ask('launch', { program, stopOnEntry: true });
  await client.ask('configurationDone');
  await client.next('stopped');
  for (const command of most.filter((each) => !/^(restart|terminate|continue|next|step)/.test(each))) {
    const { success, message } = await client.send(command, {});
    assert.ok(success || message !== '', command);
  }
  for (const command of ['stepBack', 'disassemble', 'readMemory', 'terminateThreads', 'whatever']) {
    assert.match(await client.refused(command), /not supported|no request/);
  }
  await client.ask('disconnect', {});
});

test('requests may come all at once, before initialized and in any order', async (t) => {
  const client = new DapClient(t);
  const program = script('hasty.lua');
  const answers = await Promise.all([
    client.send('initialize', { adapterID: 'x', linesStartAt1: false, columnsStartAt1: false }),
    client.send('setBreakpoints', { source: { path: program }, breakpoints: [{ line: 1 }], sourceModified: false }),
    client.send('configurationDone'),
    client.send('launch', { program }),
  ]);
  assert.ok(answers.every(({ success }) => success));
  assert.equal((await client.next('stopped'))['reason'], 'breakpoint');
  assert.deepEqual(await client.stack(), ['1 double', '3 main chunk']);
  const order = client.received.map(({ type, event, command }) => `${type} ${event ?? (command as string)}`);
  assert.ok(order.indexOf('response configurationDone') < order.indexOf('event stopped'));
  assert.ok(order.indexOf('response launch') < order.indexOf('event initialized'));
});

test('a restart keeps breakpoints and their numbers', async (t) => {
  const client = new DapClient(t);
  const program = script('again.lua');
  await launched(client, program);
  const [breakpoint] = await client.breakAt(program, 2);
  await client.ask('configurationDone');
  await client.next('stopped');
  await client.ask('restart');
  assert.deepEqual((await client.next('stopped'))['hitBreakpointIds'], [breakpoint!['id']]);
  assert.equal(client.events.filter(({ event }) => event === 'terminated').length, 0);
  await client.ask('terminate');
  await client.next('terminated');
});

test('what the script reads is typed into the console', async (t) => {
  const client = new DapClient(t);
  await launched(client, script('reads.lua', 'print("read " .. io.read())'));
  await client.ask('configurationDone');
  for (;;) if (((await client.next('output'))['output'] as string).includes('waits for input')) break;
  await client.ask('evaluate', { expression: 'a line', context: 'repl' });
  await client.next('terminated');
  assert.equal(stdoutOf(client), 'read a line\n');
});

test('input can be given, and a failure is reported', async (t) => {
  const client = new DapClient(t);
  await launched(client, script('fails.lua', 'print(io.read("a"))\nerror("no")'), { stdin: 'all', noDebug: true });
  const [breakpoint] = await client.breakAt(script('fails.lua'), 1);
  assert.equal(breakpoint!['verified'], false);
  await client.ask('configurationDone');
  assert.equal((await client.next('exited'))['exitCode'], 1);
  assert.equal(stdoutOf(client), 'all\n');
  assert.ok(
    client.events.some(
      ({ body }) => body['category'] === 'stderr' && (body['output'] as string | undefined)?.includes('error['),
    ),
  );
});

test('what cannot be launched is refused, and may be launched better', async (t) => {
  const client = new DapClient(t);
  await client.ask('initialize', { adapterID: 'x' });
  assert.match(await client.refused('launch', {}), /arguments.program is missing/);
  assert.match(await client.refused('launch', { program: join(folder.path, 'none.lua') }), /no such file/);
  assert.match(await client.refused('launch', { program: 'x.lua', env: { A: '1' } }), /env cannot be set/);
  assert.match(await client.refused('initialize', {}), /already/);
  assert.match(await client.refused('restart'), /launched/);
  await client.ask('launch', { program: script('better.lua'), progam: 'mistyped' });
  await client.ask('configurationDone');
  await client.next('terminated');
  assert.ok(
    client.events.some(({ body }) => (body['output'] as string | undefined)?.includes("did you mean 'program'")),
  );
});
