import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject } from '../../protocol/schema.js';
import type { LineBreakpoint } from '../contract.js';
import { DebugSession, KEPT_MS } from './debug-session.js';
import type { DapResponse, DebugPorts } from './ports.js';

/** An engine that knows no source, and takes what it is given. */
const ports: DebugPorts = {
  files: { tmpFilePrefix: '/tmp/', tmpFileSuffix: '.lua' },
  ask: async (_command, request) => {
    const breakpoints = 'breakpoints' in request ? (request.breakpoints as readonly LineBreakpoint[]) : [];
    return { sources: [], breakpoints: breakpoints.map(({ id }) => ({ id, isVerified: false })) } as never;
  },
  publish: () => undefined,
  dumpCell: () => '',
  textOf: async () => undefined,
  shownName: () => undefined,
  holdings: [],
  connections: () => 1,
};

class Client {
  readonly #session = new DebugSession(ports);
  #seq = 0;

  request(command: string, args: object = {}): Promise<DapResponse> {
    return this.#session.request('me', { seq: ++this.#seq, command, arguments: args as never });
  }

  async lines(): Promise<number> {
    const { body } = await this.request('debugInfo');
    return isObject(body) && Array.isArray(body['breakpoints']) ? body['breakpoints'].length : -1;
  }
}

test('breakpoints outlive the last client, and are forgotten after the time for which they are kept', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const client = new Client();
  await client.request('attach');
  await client.request('setBreakpoints', { source: { path: '/a.lua' }, breakpoints: [{ line: 1 }] });
  t.mock.timers.tick(2 * KEPT_MS);
  assert.equal(await client.lines(), 1, 'as long as somebody is there');

  await client.request('disconnect');
  t.mock.timers.tick(KEPT_MS - 1);
  assert.equal(await client.lines(), 1, 'until the time is over');
  await client.request('attach');
  t.mock.timers.tick(1);
  assert.equal(await client.lines(), 1, 'who comes back in time finds them');

  await client.request('disconnect');
  t.mock.timers.tick(KEPT_MS - 1);
  assert.equal(await client.lines(), 1, 'the time begins anew');
  t.mock.timers.tick(1);
  assert.equal(await client.lines(), 0);
  await client.request('attach');
  assert.equal(await client.lines(), 0);
});
