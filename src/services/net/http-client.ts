// The one road for HTTP out of the process: permissions at every hop, bounds, time-outs, redirects. Control thread.

import type { IncomingMessage } from 'node:http';
import { withDeadline } from '../deadline.js';
import { headersFor, nextHop, parseTarget } from './hops.js';
import { openHop, targetOf } from './http-hop.js';
import type { Hop } from './http-hop.js';
import { MAX_BODY_BYTES, MAX_REDIRECTS, TIMEOUT_MS } from './http-request.js';
import type { BoundedRequest, HttpRequest, HttpResponse, NetContext, OpenResponse } from './http-request.js';
import { badRequest, netError, timedOut, toNetError, tooLarge } from './net-error.js';
import { unpackedBody } from './unpacked-body.js';

/**
 * The head of the answer, and its body as it comes. Aborting the signal ends the request, also while the body is read.
 *
 * @throws SpellError `PERMISSION_NET`, `NET_*`, or the signal's reason
 */
export async function openHttp(request: HttpRequest, context: NetContext): Promise<OpenResponse> {
  const { maxRedirects = MAX_REDIRECTS, method = 'GET', body } = request;
  const url = parseTarget(request.url);
  let hop: Hop = { url, method, headers: headersFor(url, request), body };
  const redirects: string[] = [];
  for (;;) {
    const message = await openHop(hop, request, context);
    const next = maxRedirects === 0 ? undefined : nextHop(hop, message);
    if (next === undefined) return toResponse(message, hop, redirects, context.signal);
    message.destroy();
    if (redirects.length === maxRedirects) {
      throw netError(
        'NET_REDIRECT',
        targetOf(url),
        `it redirects more than ${maxRedirects} times`,
        'check the address',
      );
    }
    redirects.push(shownUrl(next.url));
    hop = next;
  }
}

/** The whole answer, within its time and size. @throws SpellError as {@link openHttp} */
export async function requestHttp(request: BoundedRequest, context: NetContext): Promise<HttpResponse> {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BODY_BYTES } = request;
  const target = targetOf(parseTarget(request.url));
  if (request.body !== undefined && Buffer.byteLength(request.body) > MAX_BODY_BYTES) {
    throw badRequest(target, `the request has more than ${MAX_BODY_BYTES} bytes`, 'send less at a time');
  }
  const started = performance.now();
  const late = (): Error => timedOut(target, 'the answer', timeoutMs);
  return withDeadline(context.signal, timeoutMs, late, async (signal) => {
    const response = await openHttp(request, { ...context, signal });
    const body = await readBody(response, maxBytes, signal);
    return { ...response, body, durationMs: performance.now() - started };
  });
}

/** @throws SpellError `NET_TOO_LARGE`, `NET_*` or the signal's reason */
async function readBody({ body, url, headers }: OpenResponse, limit: number, signal: AbortSignal): Promise<Buffer> {
  const target = targetOf(new URL(url));
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(target, limit);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > limit) throw tooLarge(target, limit);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    signal.throwIfAborted();
    throw toNetError(target, error);
  } finally {
    body.destroy();
  }
}

function toResponse(
  message: IncomingMessage,
  hop: Hop,
  redirects: readonly string[],
  signal: AbortSignal,
): OpenResponse {
  const body = unpackedBody(message, hop.method, targetOf(hop.url));
  const stop = (): void => {
    message.destroy();
    body.destroy(signal.reason as Error);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  body.once('close', () => {
    signal.removeEventListener('abort', stop);
    message.destroy();
  });
  const { statusCode = 0, statusMessage = '', headers } = message;
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join('\n') : value,
  ]);
  return {
    url: shownUrl(hop.url),
    status: statusCode,
    statusText: statusMessage,
    headers: Object.fromEntries(joined) as Record<string, string>,
    redirects,
    body,
  };
}

function shownUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
