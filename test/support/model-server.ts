// A model server on loopback that speaks just enough of the OpenAI chat protocol, and misbehaves on request.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model?: string;
    readonly stream?: boolean;
    readonly max_tokens?: number;
    readonly temperature?: number;
    readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  };
}

/** Answers one request. */
export type Responder = (response: ServerResponse, request: ChatRequest) => void | Promise<void>;

export interface ModelServer {
  readonly baseUrl: string;
  /** Without the path. */
  readonly origin: string;
  readonly requests: readonly ChatRequest[];
  /** From now on: each responder answers one request, the last one all that follow. */
  respondWith(...responders: readonly Responder[]): void;
  /** Resolves when the client has closed the connection of the request that is being answered. */
  readonly onClientGone: Promise<void>;
  close(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  let queue: readonly Responder[] = [];
  const requests: ChatRequest[] = [];
  let reportGone: () => void = () => undefined;
  const onClientGone = new Promise<void>((resolve) => (reportGone = resolve));
  const server = createServer((incoming, response) => {
    response.on('close', () => {
      if (!response.writableFinished) reportGone();
    });
    void readRequest(incoming).then((request) => {
      requests.push(request);
      const [responder] = queue;
      if (queue.length > 1) queue = queue.slice(1);
      return responder?.(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    baseUrl: `${origin}/v1`,
    origin,
    requests,
    respondWith: (...responders) => {
      queue = responders;
    },
    onClientGone,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ChatRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    path: incoming.url ?? '',
    authorization: incoming.headers.authorization,
    headers: incoming.headers,
    body: chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest['body']),
  };
}

const USAGE = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };

/** A whole answer, or a stream of it word by word, as the request asks. */
export function answering(text: string): Responder {
  return (response, request) => {
    if (request.body.stream !== true) return json(200, completion(text))(response, request);
    const events = [...words(text).map(delta), finish('stop'), 'data: [DONE]\n\n'];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.join(''));
  };
}

export function words(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

export function completion(text: string): unknown {
  return {
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: USAGE,
  };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Responder {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function delta(text: string): string {
  const choices = [{ index: 0, delta: { content: text }, finish_reason: null }];
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`;
}

export function finish(reason: string): string {
  const choices = [{ index: 0, delta: {}, finish_reason: reason }];
  const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, usage: USAGE };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Sends pieces of an event stream one after the other, then does `end` with the connection. */
export function streaming(
  pieces: readonly (string | Uint8Array)[],
  end: (response: ServerResponse) => void,
): Responder {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    end(response);
  };
}

/** Takes the request and never answers. */
export const silent: Responder = () => undefined;
