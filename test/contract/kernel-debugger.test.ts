// The debugger of a session as front ends of Jupyter meet it, in the order of JupyterLab's requests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list } from '../support/dap-peer.js';
import { debuggerOf, startDebugger } from '../support/kernel-debugger.js';
import { onEveryTransport } from '../support/test-kernel.js';

const CELL = [
  'local function double(n)', // 1
  '  local twice = n * 2', // 2
  '  return twice', // 3
  'end', // 4
  'answer = double(21)', // 5
  'return answer', // 6
].join('\n');

onEveryTransport((open) => {
  test('a cell stops at a breakpoint, is looked at, and goes on', async (t) => {
    const kernel = await open(t);
    const client = await kernel.connect();
    const peer = debuggerOf(client);
    const { body } = { body: await peer.ask('debugInfo') };
    assert.equal(body['isStarted'], false);
    assert.equal(body['hashMethod'], 'Murmur2');
    const state = (): string | undefined => kernel.kernel.status().sessions[0]?.debugger;
    assert.equal(state(), 'off');
    await startDebugger(peer);
    const { sourcePath } = await peer.ask('dumpCell', { code: CELL });
    const path = sourcePath as string;
    const [breakpoint] = await peer.breakAt(path, 2);
    assert.equal(breakpoint?.['line'], 2);
    await peer.ask('setExceptionBreakpoints', { filters: [] });
    assert.equal(state(), 'attached');
    const cell = client.execute(CELL);

    const stopped = await peer.next('stopped');
    assert.equal(stopped['reason'], 'breakpoint');
    assert.equal(state(), 'paused');
    const info = await peer.ask('debugInfo');
    assert.deepEqual(info['stoppedThreads'], [stopped['threadId']]);
    assert.deepEqual(info['breakpoints'], [{ source: path, breakpoints: [{ line: 2 }] }]);
    assert.deepEqual(await peer.stack(), ['2 double', '5 main chunk']);
    const frame = await peer.topFrame();
    assert.equal((frame['source'] as { path: string }).path, path);
    assert.equal((frame['source'] as { name: string }).name, 'In [1]');
    assert.deepEqual(await peer.scope('Locals'), ['n = 21']);

    await peer.ask('next', { threadId: 1 });
    assert.equal((await peer.next('stopped'))['reason'], 'step');
    assert.deepEqual(await peer.scope('Locals'), ['n = 21', 'twice = 42']);
    const rich = await peer.ask('richInspectVariables', {
      variableName: 'twice',
      frameId: (await peer.topFrame())['id'],
    });
    assert.deepEqual(rich['data'], { 'text/plain': '42' });
    const copied = { srcVariableName: 'twice', dstVariableName: 'copied', srcFrameId: (await peer.topFrame())['id'] };
    assert.equal((await peer.ask('copyToGlobals', copied))['value'], '42');
    await peer.ask('continue', { threadId: 1 });
    const { reply } = await cell.answered;
    assert.equal(reply.content['status'], 'ok');
    const variables = list(await peer.ask('inspectVariables'), 'variables');
    assert.deepEqual(
      variables.map(({ name, value, type }) => [name, value, type]),
      [
        ['answer', '42', 'int'],
        ['copied', '42', 'int'],
      ],
    );
    await peer.ask('disconnect', { restart: false, terminateDebuggee: false });
    assert.equal((await peer.ask('debugInfo'))['isStarted'], false);
    assert.equal(state(), 'off');
    kernel.assertNoDefects();
  });

  test('two clients see the same, and one that leaves leaves the other alone', async (t) => {
    const kernel = await open(t);
    const [first, second] = [await kernel.connect(), await kernel.connect()];
    const peers = [debuggerOf(first), debuggerOf(second)] as const;
    for (const peer of peers) await startDebugger(peer, 'vscode');
    const { sourcePath } = await peers[0].ask('dumpCell', { code: CELL });
    await peers[0].breakAt(sourcePath as string, 3);
    const cell = first.execute(CELL);
    for (const peer of peers) assert.equal((await peer.next('stopped'))['reason'], 'breakpoint');
    await peers[0].ask('disconnect', {});
    assert.deepEqual(await peers[1].scope('Locals'), ['n = 21', 'twice = 42']);
    await peers[1].ask('continue', { threadId: 1 });
    assert.equal((await cell.answered).reply.content['status'], 'ok');
  });

  test('which errors stop, and what data breakpoints watch, is told to the others', async (t) => {
    const kernel = await open(t);
    const [first, second] = [await kernel.connect(), await kernel.connect()];
    const peers = [debuggerOf(first), debuggerOf(second)] as const;
    for (const peer of peers) await startDebugger(peer, 'vscode');
    await peers[0].ask('setExceptionBreakpoints', { filters: ['caught'] });
    const filters = [{ id: 1, filter: 'caught' }];
    assert.deepEqual(await peers[1].next('exceptionBreakpoints'), { breakpoints: filters });
    const { dataId, description } = await peers[0].ask('dataBreakpointInfo', { name: 'total' });
    await peers[0].ask('setDataBreakpoints', { breakpoints: [{ dataId, condition: 'total > 3' }] });
    const { breakpoint } = await peers[1].next('breakpoint');
    assert.equal((breakpoint as { description?: string }).description, 'total');
    const info = await peers[1].ask('debugInfo');
    assert.deepEqual(info['exceptionBreakpoints'], filters);
    assert.deepEqual(info['dataBreakpoints'], [{ dataId, condition: 'total > 3', description }]);
  });

  test('what is not offered is refused by a response', async (t) => {
    const client = await (await open(t)).connect();
    const peer = debuggerOf(client);
    assert.match(await peer.refused('variables', { variablesReference: 1 }), /not started: send attach/);
    await startDebugger(peer);
    assert.match(await peer.refused('stepBack', { threadId: 1 }), /stepBack is not supported: nothing is recorded/);
    assert.match(await peer.refused('setBreakpoint', {}), /knows no request 'setBreakpoint'.*setBreakpoints/);
    assert.match(await peer.refused('setBreakpoints', {}), /arguments.source is missing/);
    assert.match(await peer.refused('continue', { threadId: 1 }), /notStopped/);
    assert.match(await peer.refused('pause', { threadId: 1 }), /nothing runs/);
    assert.match(await peer.refused('setExceptionBreakpoints', { filters: ['all'] }), /no exception filter 'all'/);
    const [invalid] = await peer.breakAt('/x.lua', { line: 1, hitCondition: 'often' });
    assert.match(invalid?.['message'] as string, /'often' is no hit condition/);
  });
});
