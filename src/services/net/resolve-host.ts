// From a host's name to the addresses that may be connected to. Control thread.

import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { NetContext } from './http-request.js';
import { toNetError } from './net-error.js';

/**
 * The host is judged by its name, then each address that it has; only those that pass are given. Whoever connects to these and asks no
 * further cannot be led elsewhere by a name that answers differently the next time.
 *
 * @param host name or IP literal, without brackets
 * @throws SpellError `PERMISSION_NET`, `NET_UNREACHABLE`, or the signal's reason
 */
export async function resolveHost(
  host: string,
  port: number,
  { policy, signal }: NetContext,
): Promise<readonly LookupAddress[]> {
  policy.checkNet(host, port);
  const family = isIP(host);
  const found = family === 0 ? await lookUp(host, `${host}:${port}`, signal) : [{ address: host, family }];
  const refusals: unknown[] = [];
  const allowed = found.filter(({ address }) => {
    try {
      policy.checkAddress(address, host, port);
      return true;
    } catch (refusal) {
      refusals.push(refusal);
      return false;
    }
  });
  if (allowed.length === 0) throw refusals[0];
  return allowed;
}

/** The system's look-up cannot be stopped; nobody waits for it any longer. */
export function lookUp(host: string, target: string, signal: AbortSignal): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    lookup(host, { all: true }, (error, addresses) => {
      signal.removeEventListener('abort', stop);
      if (error === null && addresses.length > 0) resolve(addresses);
      else reject(toNetError(target, error ?? Object.assign(new Error(), { code: 'ENOTFOUND' })));
    });
  });
}
