// Two ways to the debugger: the built DAP server, one connection for each scenario, and a kernel in memory. Every message is checked
// against the protocol.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { encodeFrame, FrameReader } from '../../src/adapters/dap/framing.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { DapAnswer } from '../support/dap-peer.js';
import { DapPeer } from '../support/dap-peer.js';
import { dapProblems } from '../support/dap-schema.js';
import { debuggerOf } from '../support/kernel-debugger.js';
import { textOf } from '../support/raw-client.js';
import { TestKernel, TRANSPORTS } from '../support/test-kernel.js';

export interface Road {
  readonly peer: DapPeer;
  request(command: string, args: JsonObject): Promise<DapAnswer>;
  /** Resolves when the other side has closed. */
  leave(): Promise<void>;
}

interface Incoming extends Omit<DapAnswer, 'body'> {
  readonly body?: JsonObject;
  readonly type: string;
  readonly request_seq: number;
  readonly event: string;
}

/** A client of `llmspell debug-server`. */
export async function serverRoad(port: number): Promise<Road> {
  const socket = connect(port, '127.0.0.1');
  const reader = new FrameReader();
  const waiting = new Map<number, (answer: DapAnswer) => void>();
  let seq = 0;
  const request = (command: string, args: JsonObject): Promise<DapAnswer> =>
    new Promise((resolve) => {
      waiting.set(++seq, resolve);
      socket.write(encodeFrame({ seq, type: 'request', command, arguments: args }));
    });
  const peer = new DapPeer({ request: (command, args = {}) => request(command, args) });
  socket.on('data', (bytes) => {
    for (const received of reader.take(bytes)) {
      assert.ok(received.type === 'message', JSON.stringify(received));
      const message = received.message as unknown as Incoming;
      assert.deepEqual(dapProblems(message), [], JSON.stringify(message));
      const body = message.body ?? {};
      if (message.type === 'event') peer.saw({ event: message.event, body });
      else waiting.get(message.request_seq)!({ ...message, body });
    }
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return {
    peer,
    request,
    leave: async () => {
      socket.end();
      await closed;
    },
  };
}

/** What `launch` and `configurationDone` of an adapter do, done with a kernel. */
export async function kernelRoad(t: TestContext, folder: string, code: string): Promise<Road> {
  const kernel = new TestKernel(t, await TRANSPORTS['memory']!());
  const client = await kernel.connect();
  // The engine is warm: no run but the scenario's.
  await client.execute('').answered;
  const peer = debuggerOf(client);
  const begin = async (): Promise<void> => {
    const vendor = { chunk_name: `@${folder}/main.lua`, echo: false };
    const { reply, published } = await client.execute(code, { allow_stdin: false }, vendor).answered;
    for (const name of ['stdout', 'stderr']) {
      const output = textOf(published, name);
      if (output !== '') peer.saw({ event: 'output', body: { category: name, output } });
    }
    peer.saw({ event: 'exited', body: { exitCode: reply.content['status'] === 'ok' ? 0 : 1 } });
    peer.saw({ event: 'terminated', body: {} });
  };
  const request = async (command: string, args: JsonObject): Promise<DapAnswer> => {
    const answer = await peer.answer(command === 'launch' ? 'attach' : command, args);
    const response = { seq: 1, type: 'response', request_seq: 1, command, ...answer };
    assert.deepEqual(dapProblems(response), [], JSON.stringify(response));
    if (command === 'configurationDone') void begin();
    return answer;
  };
  return { peer, request, leave: async () => undefined };
}
