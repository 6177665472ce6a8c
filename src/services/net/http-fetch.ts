// The road for HTTP in the form of `fetch`, for libraries that take one. Redirects are theirs to follow. Control thread.

import { Readable } from 'node:stream';
import { openHttp } from './http-client.js';
import type { HttpRequest, NetContext } from './http-request.js';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** @param limits how long a connection and the first byte may take */
export function createFetch(context: NetContext, limits: Pick<HttpRequest, 'connectMs' | 'firstByteMs'>): Fetch {
  return async (url, init = {}) => {
    const signal = init.signal ? AbortSignal.any([context.signal, init.signal]) : context.signal;
    const sent = new Headers(init.headers);
    const request = {
      ...{ ...limits, url: String(url), method: init.method ?? 'GET', maxRedirects: 0 },
      headers: Object.fromEntries(sent.entries()),
      ...(typeof init.body === 'string' ? { body: init.body } : {}),
    };
    const { body, status, statusText, headers } = await openHttp(request, { ...context, signal });
    const isEmpty = [101, 204, 205, 304].includes(status);
    if (isEmpty) body.destroy();
    // The stream of the web is Node's; the two libraries of types do not know each other.
    const stream = isEmpty ? null : (Readable.toWeb(body) as unknown as ReadableStream<Uint8Array>);
    return new Response(stream, { status, statusText, headers: withoutCookies(headers) });
  };
}

/** Several cookies are no one header, and nobody here keeps any. */
function withoutCookies(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'set-cookie'));
}
