// One request to one server, up to the head of its answer: the only place that opens connections for HTTP. Control thread.

import { request as requestPlain } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import { CONNECT_MS, FIRST_BYTE_MS } from './http-request.js';
import type { HttpRequest, NetContext } from './http-request.js';
import { timedOut, toNetError } from './net-error.js';
import { resolveHost } from './resolve-host.js';

export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** How messages name a server. */
export function targetOf(url: URL): string {
  return `${url.hostname}:${portOf(url)}`;
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** @throws SpellError `PERMISSION_NET`, `NET_*`, or the signal's reason */
export async function openHop(hop: Hop, limits: HttpRequest, context: NetContext): Promise<IncomingMessage> {
  const { url } = hop;
  const { connectMs = CONNECT_MS, firstByteMs = FIRST_BYTE_MS } = limits;
  const controller = new AbortController();
  const started = performance.now();
  const limit = setTimeout(() => controller.abort(timedOut(targetOf(url), 'connecting', connectMs)), connectMs);
  const signal = AbortSignal.any([context.signal, controller.signal]);
  try {
    const lookup = fixedLookup(
      await resolveHost(url.hostname.replace(/^\[|\]$/g, ''), portOf(url), { ...context, signal }),
    );
    const left = Math.max(1, connectMs - (performance.now() - started));
    return await answerHead(makeRequest(hop, lookup), hop, { connectMs, left, firstByteMs, signal: context.signal });
  } finally {
    clearTimeout(limit);
  }
}

function makeRequest(hop: Hop, lookup: LookupFunction): ClientRequest {
  try {
    return unsentRequest(hop, lookup);
  } catch (error) {
    throw toNetError(targetOf(hop.url), error);
  }
}

function unsentRequest({ url, method, headers }: Hop, lookup: LookupFunction): ClientRequest {
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  return request({
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    method,
    headers: { ...headers },
    // No connection is kept: one that is used again would not be judged again.
    agent: false,
    lookup,
  });
}

/** Gives what was judged, whatever the name's servers would say now. */
function fixedLookup(addresses: Awaited<ReturnType<typeof resolveHost>>): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

interface Waits {
  readonly connectMs: number;
  readonly left: number;
  readonly firstByteMs: number;
  readonly signal: AbortSignal;
}

function answerHead(request: ClientRequest, hop: Hop, waits: Waits): Promise<IncomingMessage> {
  const target = targetOf(hop.url);
  const { signal } = waits;
  return new Promise((resolve, reject) => {
    const end = (error: unknown): void => void request.destroy(error as Error);
    const stop = (): void => end(signal.reason);
    let timer = setTimeout(() => end(timedOut(target, 'connecting', waits.connectMs)), waits.left);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    request.on('socket', (socket) => {
      socket.once(hop.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        timer = setTimeout(() => end(timedOut(target, 'the first byte', waits.firstByteMs)), waits.firstByteMs);
      });
    });
    let head: IncomingMessage | undefined;
    request.once('response', (response) => {
      settle();
      head = response;
      resolve(response);
    });
    request.on('error', (error) => {
      settle();
      // Of what comes later, whoever reads the body hears.
      head?.destroy(error);
      reject(signal.aborted ? (signal.reason as Error) : toNetError(target, error));
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    request.end(hop.body);
  });
}
