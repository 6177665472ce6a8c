// The built DAP server with the protocol's own test client: over standard input and output, and over TCP.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import { dapClient } from '../support/dap-server.js';
import { list } from '../support/dap-peer.js';
import type { DapPeer } from '../support/dap-peer.js';
import { startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const LINES = [
  'local function double(n)', // 1
  '  local twice = n * 2', // 2
  '  return twice', // 3
  'end', // 4
  'local total = 0', // 5
  'for i = 1, 3 do', // 6
  '  total = total + double(i)', // 7
  'end', // 8
  'print("total " .. total)', // 9
  'io.stderr:write("done\\n")', // 10
  'os.exit(3)', // 11
];

const files = tempFolder();
const folder = files.path;
let scripts = 0;

function script(lines: readonly string[] = LINES): string {
  return files.file(`script-${++scripts}.lua`, `${lines.join('\n')}\n`);
}

/** Up to where breakpoints can be set. */
async function launched(peer: DapPeer, program: string, more: object = {}): Promise<void> {
  await peer.ask('initialize', { adapterID: 'llmspell', clientID: 'test' });
  await peer.ask('launch', { program, cwd: folder, ...more });
  await peer.next('initialized');
}

async function serverPort(t: TestContext, ...args: string[]): Promise<number> {
  const server = startCli(['debug-server', '--output', 'json', ...args]);
  let text = '';
  server.process.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  t.after(async () => {
    server.process.kill('SIGTERM');
    await server.result;
  });
  await server.printed('}\n');
  return (JSON.parse(text) as { port: number }).port;
}

for (const road of ['stdio', 'TCP'] as const) {
  void describe(`over ${road}`, () => {
    const open = async (t: TestContext): Promise<Awaited<ReturnType<typeof dapClient>>> =>
      dapClient(t, road === 'TCP' ? await serverPort(t) : undefined);

    test('launch, breakpoint, look, step, end', async (t) => {
      const { peer, client } = await open(t);
      const program = script();
      await launched(peer, program);
      const [breakpoint] = await peer.breakAt(program, 2);
      assert.equal(breakpoint?.['verified'], false);
      await peer.ask('configurationDone');
      const changed = await peer.next('breakpoint');
      assert.deepEqual((changed['breakpoint'] as { id: number }).id, breakpoint['id']);
      const stopped = await peer.next('stopped');
      assert.deepEqual([stopped['reason'], stopped['hitBreakpointIds']], ['breakpoint', [breakpoint['id']]]);
      assert.deepEqual(await peer.stack(), ['2 double', '7 main chunk']);
      assert.deepEqual(await peer.scope('Locals'), ['n = 1']);
      assert.equal(await peer.evaluate('n + 41'), '42');
      await peer.ask('next', { threadId: 1 });
      assert.equal((await peer.next('stopped'))['reason'], 'step');
      await peer.ask('stepOut', { threadId: 1 });
      await peer.next('stopped');
      assert.deepEqual(await peer.scope('Return values'), ['[1] = 2']);
      await peer.breakAt(program);
      await peer.ask('continue', { threadId: 1 });
      assert.deepEqual(await peer.next('exited'), { exitCode: 3 });
      await peer.next('terminated');
      const output = peer.events.flatMap(({ event, body }) => (event === 'output' ? [body] : []));
      assert.deepEqual(
        output.map((each) => [each['category'], each['output']]),
        [
          ['stdout', 'total 12\n'],
          ['stderr', 'done\n'],
        ],
      );
      await client.disconnectRequest({});
    });

    test('the sequence of its own client: hitBreakpoint', async (t) => {
      const { client } = await open(t);
      const program = script();
      await client.hitBreakpoint(
        { program, cwd: folder },
        {
          path: program,
          line: 9,
          column: 1,
          verified: false,
        },
      );
    });

    test('an error is told with its report, and ends with exit code 1', async (t) => {
      const { peer } = await open(t);
      await launched(peer, script(['local t = nil', 'print(t.x)']));
      await peer.ask('setExceptionBreakpoints', { filters: ['uncaught'] });
      await peer.ask('configurationDone');
      const stopped = await peer.next('stopped');
      assert.equal(stopped['reason'], 'exception');
      const info = await peer.ask('exceptionInfo', { threadId: 1 });
      assert.match(info['description'] as string, /attempt to index a nil value/);
      await peer.ask('continue', { threadId: 1 });
      assert.deepEqual(await peer.next('exited'), { exitCode: 1 });
      const report = peer.events.find(({ event, body }) => event === 'output' && body['category'] === 'stderr');
      assert.match(report?.body['output'] as string, /local 't' is nil|attempt to index a nil value/);
    });

    test('pause, restart, terminate', async (t) => {
      const { peer } = await open(t);
      const program = script(['local n = 0', 'while true do', '  n = n + 1', 'end']);
      await launched(peer, program, { stopOnEntry: true });
      const [breakpoint] = await peer.breakAt(program, 1);
      await peer.ask('configurationDone');
      assert.equal((await peer.next('stopped'))['reason'], 'breakpoint');
      await peer.ask('continue', { threadId: 1 });
      await peer.ask('pause', { threadId: 1 });
      assert.equal((await peer.next('stopped'))['reason'], 'pause');
      await peer.ask('restart', {});
      const again = await peer.next('stopped');
      assert.deepEqual(again['hitBreakpointIds'], [breakpoint?.['id']]);
      assert.deepEqual(await peer.stack(), ['1 main chunk']);
      await peer.ask('terminate');
      await peer.next('terminated');
    });

    test('liberties: no arguments, granularity always, requests before launch, fields of its own', async (t) => {
      const { peer } = await open(t);
      const program = script();
      assert.match(await peer.refused('threads'), /send initialize first/);
      await peer.ask('initialize', { adapterID: 'x', linesStartAt1: true, unknown: { deep: [1] } });
      assert.deepEqual(await peer.ask('threads'), { threads: [] });
      const [early] = await peer.breakAt(program, { line: 7, odd: 1 });
      assert.match(await peer.refused('next', { threadId: 1 }), /send launch or attach first/);
      await peer.ask('launch', {
        program,
        cwd: folder,
        name: 'Launch',
        type: 'llmspell',
        request: 'launch',
        __restart: null,
      });
      await peer.next('initialized');
      await peer.ask('configurationDone');
      assert.deepEqual((await peer.next('stopped'))['hitBreakpointIds'], [early?.['id']]);
      await peer.ask('next', { threadId: 1, granularity: 'statement' });
      await peer.next('stopped');
      await peer.ask('continue', { threadId: 0 });
      await peer.next('stopped');
      assert.match(await peer.refused('stepBack', { threadId: 1 }), /not supported/);
      assert.match(await peer.refused('noSuchThing'), /noSuchThing/);
      await peer.ask('disconnect');
    });

    test('lines from 0, and folders of another machine', async (t) => {
      const { peer } = await open(t);
      const program = script();
      const pathMappings = [{ localRoot: '/elsewhere', remoteRoot: folder }];
      await peer.ask('initialize', { adapterID: 'x', linesStartAt1: false, columnsStartAt1: false });
      await peer.ask('launch', { program, cwd: folder, pathMappings });
      const local = program.replace(folder, '/elsewhere');
      await peer.breakAt(local, 6);
      await peer.ask('configurationDone');
      await peer.next('stopped');
      const frame = await peer.topFrame();
      assert.deepEqual([frame['line'], frame['column']], [6, 0]);
      assert.equal((frame['source'] as { path: string }).path, local);
    });

    test('a line of input comes from the console', async (t) => {
      const { peer } = await open(t);
      await launched(peer, script(['local name = io.read()', 'print("hello " .. name)', 'print(io.read() == nil)']));
      await peer.ask('configurationDone');
      while (!((await peer.next('output'))['output'] as string).includes('waits for a line'));
      await peer.ask('evaluate', { expression: 'Ann', context: 'repl' });
      assert.equal((await peer.next('output'))['output'], 'hello Ann\n');
      await peer.next('output');
      await peer.ask('evaluate', { expression: '\u0004', context: 'repl' });
      assert.equal((await peer.next('output'))['output'], 'true\n');
      await peer.next('terminated');
    });
  });
}

test('what cannot be launched is said in the response', async (t) => {
  const { peer } = await dapClient(t);
  await peer.ask('initialize', { adapterID: 'x' });
  assert.match(await peer.refused('launch', { program: '/no/such/file.lua' }), /there is no such file/);
  assert.match(await peer.refused('launch', {}), /arguments.program is missing/);
  assert.match(await peer.refused('launch', { program: script(), allowRead: 5 }), /allowRead must be/);
});

test('without the token nothing is served', async (t) => {
  const port = await serverPort(t, '--token', 'secret');
  const { peer } = await dapClient(t, port);
  const program = script(['print(1)']);
  await peer.ask('initialize', { adapterID: 'x' });
  assert.match(await peer.refused('launch', { program }), /token is missing/);
  assert.match(await peer.refused('launch', { program, token: 'secre' }), /token is missing or is not the right one/);
  await peer.ask('launch', { program, token: 'secret' });
  await peer.ask('configurationDone');
  await peer.next('terminated');
});

test('several sessions at once, each with its script', async (t) => {
  const port = await serverPort(t);
  const clients = await Promise.all(Array.from({ length: 4 }, () => dapClient(t, port)));
  await Promise.all(
    clients.map(async ({ peer }, i) => {
      const program = script([`local n = ${i}`, 'print(n)']);
      await launched(peer, program);
      await peer.breakAt(program, 2);
      await peer.ask('configurationDone');
      await peer.next('stopped');
      assert.deepEqual(await peer.scope('Locals'), [`n = ${i}`]);
      await peer.ask('continue', { threadId: 1 });
      await peer.next('terminated');
      assert.equal(
        list({ events: peer.events.map(({ body }) => body) }, 'events').some((body) => body['output'] === `${i}\n`),
        true,
      );
    }),
  );
});
