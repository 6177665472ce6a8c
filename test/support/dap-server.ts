// The built DAP server and a client of it that is not ours; every message of the server is checked against the protocol. For tests.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { DapAnswer } from './dap-peer.js';
import { DapPeer } from './dap-peer.js';
import { dapProblems } from './dap-schema.js';
import { cliPath } from './run-cli.js';

/** What the declarations of the client leave out. */
interface Internals {
  dispatch(body: string): void;
  stopAdapter(): void;
  doSend(command: string, args: object | undefined, done: (response: object) => void): void;
}

/** Starts `llmspell dap`, or connects to a port. Gives the client as it is, and as a peer. */
export async function dapClient(
  t: TestContext,
  port?: number,
  env: Readonly<Record<string, string>> = {},
): Promise<{ client: DebugClient; peer: DapPeer }> {
  // The client starts a program with one word behind it.
  const client = new DebugClient(cliPath, 'dap', 'llmspell', { env: { ...process.env, ...env } });
  client.defaultTimeout = 60_000;
  const peer = watched(client);
  // Its own end waits for a response, which one that has left does not give.
  t.after(() => (client as unknown as Internals).stopAdapter());
  await client.start(port);
  return { client, peer };
}

function watched(client: DebugClient): DapPeer {
  const internals = client as unknown as Internals;
  const dispatch = internals.dispatch.bind(client);
  const peer = new DapPeer({
    request: (command, args) =>
      new Promise<DapAnswer>((resolve) => {
        internals.doSend(command, args, (response) => {
          const { success, message, body = {} } = response as Partial<DapAnswer>;
          resolve({ success: success === true, ...(message !== undefined && { message }), body });
        });
      }),
  });
  internals.dispatch = (body) => {
    const message = JSON.parse(body) as { type: string; event: string; body?: JsonObject };
    assert.deepEqual(dapProblems(message), [], body);
    if (message.type === 'event') peer.saw({ event: message.event, body: message.body ?? {} });
    dispatch(body);
  };
  return peer;
}
