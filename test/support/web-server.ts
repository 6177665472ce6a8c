// A web server on loopback that answers as a test says, and remembers what it was asked.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface WebRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type WebResponder = (request: WebRequest, response: ServerResponse) => void;

export interface WebServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly WebRequest[];
  /** Connections that are open at the moment. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export interface WebServerOptions {
  readonly address?: string;
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** @param routes answers by path without its query; `*` for all others, which are 404 without it */
export async function startWebServer(
  routes: Readonly<Record<string, WebResponder>>,
  { address = '127.0.0.1', port: wanted = 0, tls }: WebServerOptions = {},
): Promise<WebServer> {
  const requests: WebRequest[] = [];
  const listener: RequestListener = (incoming, response) => {
    void readRequest(incoming).then((request) => {
      requests.push(request);
      const respond = routes[request.path.split('?')[0]!] ?? routes['*'] ?? text(404, 'not here');
      respond(request, response);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(wanted, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${address.includes(':') ? `[${address}]` : address}:${port}`,
    port,
    requests,
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<WebRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers, body: Buffer.concat(chunks).toString() };
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): WebResponder {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
    response.end(body);
  };
}

export function html(body: string): WebResponder {
  return text(200, body, { 'content-type': 'text/html; charset=utf-8' });
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WebResponder {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function redirect(status: number, location: string): WebResponder {
  return text(status, '', { location });
}

/** Tells what came, as JSON. */
export const echo: WebResponder = (request, response) => json(200, request)(request, response);

/** Never answers. */
export const silent: WebResponder = () => undefined;
