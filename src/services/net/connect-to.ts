// Connections without HTTP, and what names lead to: for whoever wants to know whether a service is there. Control thread.

import { connect } from 'node:net';
import { withDeadline } from '../deadline.js';
import type { NetContext } from './http-request.js';
import { timedOut, toNetError } from './net-error.js';
import { lookUp, resolveHost } from './resolve-host.js';

/** Connects and hangs up. @returns the address that answered. @throws SpellError `PERMISSION_NET`, `NET_*` */
export function connectTo(host: string, port: number, timeoutMs: number, context: NetContext): Promise<string> {
  const target = `${host}:${port}`;
  const late = (): Error => timedOut(target, 'connecting', timeoutMs);
  return withDeadline(context.signal, timeoutMs, late, async (signal) => {
    let failure: unknown;
    for (const { address } of await resolveHost(host, port, { ...context, signal })) {
      try {
        await touch(address, port, signal);
        return address;
      } catch (error) {
        signal.throwIfAborted();
        failure ??= toNetError(target, error);
      }
    }
    throw failure;
  });
}

function touch(address: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const stop = (): void => void socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => signal.removeEventListener('abort', stop));
  });
}

/** All addresses of a name that may be asked about. @throws SpellError `PERMISSION_NET`, `NET_*` */
export function addressesOf(host: string, timeoutMs: number, context: NetContext): Promise<readonly string[]> {
  context.policy.checkNet(host);
  const late = (): Error => timedOut(host, 'the look-up', timeoutMs);
  return withDeadline(context.signal, timeoutMs, late, async (signal) =>
    (await lookUp(host, host, signal)).map(({ address }) => address),
  );
}
