// From the request to its first hop, and from an answer that redirects to the next one. Control thread.

import type { IncomingMessage } from 'node:http';
import type { Hop } from './http-hop.js';
import { targetOf } from './http-hop.js';
import type { HttpRequest } from './http-request.js';
import { badRequest, netError } from './net-error.js';
import { ACCEPTED } from './unpacked-body.js';

/** @throws SpellError `NET_REQUEST` */
export function parseTarget(text: string): URL {
  const help = 'write it with its scheme, as https://example.com/path';
  if (!URL.canParse(text)) throw badRequest(`'${text.split('?')[0]!}'`, 'that is not a URL', help);
  const url = new URL(text);
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw badRequest(`'${url.protocol}'`, 'only http and https lead to web servers', help);
}

/** These say how a request travels and whom it reaches; that is decided here. */
const OWN_HEADERS =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/;

/** What is sent: what is asked for, and what is missing in that. @throws SpellError `NET_REQUEST` */
export function headersFor(url: URL, { headers: asked = {}, body }: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'llmspell', 'accept-encoding': ACCEPTED };
  if (url.username !== '' || url.password !== '') headers['authorization'] = basicAuth(url);
  for (const [name, value] of Object.entries(asked)) {
    const lower = name.toLowerCase();
    if (OWN_HEADERS.test(lower)) {
      throw badRequest(targetOf(url), `the header '${name}' cannot be set`, 'leave it out');
    }
    headers[lower] = value;
  }
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
  return headers;
}

function basicAuth(url: URL): string {
  const { username, password } = url;
  let pair: string;
  try {
    pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    throw badRequest(targetOf(url), 'name and password in the URL are not escaped as they must be', 'write % as %25');
  }
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** Where an answer sends its asker (RFC 9110, 15.4); undefined where it does not. @throws SpellError `NET_REDIRECT` */
export function nextHop(hop: Hop, { statusCode = 0, headers }: IncomingMessage): Hop | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined;
  const url = redirectTarget(hop.url, headers.location);
  const becomesGet = hop.method === 'POST' ? statusCode < 307 : statusCode === 303 && hop.method !== 'HEAD';
  const kept = Object.entries(hop.headers).filter(([name]) => {
    if (becomesGet && name.startsWith('content-')) return false;
    return url.origin === hop.url.origin || !isSecret(name);
  });
  return {
    url,
    method: becomesGet ? 'GET' : hop.method,
    headers: Object.fromEntries(kept),
    body: becomesGet ? undefined : hop.body,
  };
}

/** What is meant for one server is not told to another. */
function isSecret(header: string): boolean {
  return /^(authorization|cookie)$|token|secret|key/.test(header);
}

function redirectTarget(from: URL, location: string): URL {
  if (URL.canParse(location, from.href)) {
    const url = new URL(location, from);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  throw netError('NET_REDIRECT', targetOf(from), 'it redirects to what is no web address', 'tell who runs the server');
}
