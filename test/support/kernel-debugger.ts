// The debugger of a kernel's session, reached as a front end of Jupyter does: debug_request on control, debug_event on iopub.

import type { JsonObject, JsonValue } from '../../src/protocol/schema.js';
import { VENDOR_KEY } from '../../src/protocol/vendor.js';
import type { DapAnswer } from './dap-peer.js';
import { DapPeer } from './dap-peer.js';
import type { RawClient } from './raw-client.js';

/** @param session named session of the kernel; default: the client's */
export function debuggerOf(client: RawClient, session?: string): DapPeer {
  let seq = 0;
  const metadata = session === undefined ? {} : { [VENDOR_KEY]: { session } };
  const peer = new DapPeer({
    request: async (command, args) => {
      const content = { type: 'request', seq: ++seq, command, ...(args !== undefined && { arguments: args }) };
      const { reply } = await client.request('debug_request', content, { channel: 'control', metadata });
      const { body = {}, ...answer } = reply.content as unknown as Partial<DapAnswer> & Pick<DapAnswer, 'success'>;
      return { ...answer, body };
    },
  });
  watch(client, peer);
  return peer;
}

/** Attaches as JupyterLab does when its debugger is turned on. */
export async function startDebugger(peer: DapPeer, clientID = 'jupyterlab'): Promise<JsonObject> {
  await peer.ask('debugInfo');
  const capabilities = await peer.ask('initialize', { clientID, adapterID: 'llmspell', pathFormat: 'path' });
  await peer.ask('attach', {});
  await peer.next('initialized');
  return capabilities;
}

function watch(client: RawClient, peer: DapPeer): void {
  let seen = 0;
  const look = (): void => {
    const news = client.received.slice(seen);
    seen = client.received.length;
    for (const { type, content } of news) {
      const { event, body = {} } = content as { readonly event?: string; readonly body?: JsonValue };
      if (type === 'debug_event') peer.saw({ event: event!, body: body as JsonObject });
    }
    void client.when(() => client.received.length > seen).then(look);
  };
  look();
}
