// Asks an Ollama server what no chat protocol tells. Control thread.

import { SpellError } from '../../base/errors.js';

export interface OllamaServer {
  /** Without path, e.g. `http://127.0.0.1:11434`. */
  readonly origin: string;
  /** How long one answer may take; a download has no limit. */
  readonly timeoutMs: number;
}

/** @throws SpellError `PROVIDER_LOCAL_MODEL`, or the signal's reason */
export async function fetchOllama<T>(
  server: OllamaServer,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<T> {
  const limit = AbortSignal.timeout(server.timeoutMs);
  try {
    const response = await send(server, path, AbortSignal.any([signal, limit]), body);
    return (await response.json()) as T;
  } catch (error) {
    signal.throwIfAborted();
    throw ollamaFailure(error, server);
  }
}

/** One object for each line that comes. @throws as {@link fetchOllama} */
export async function* streamOllama<T>(
  server: OllamaServer,
  path: string,
  signal: AbortSignal,
  body: object,
): AsyncGenerator<T, void, undefined> {
  try {
    const response = await send(server, path, signal, body);
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
    }
    if (rest.trim() !== '') yield JSON.parse(rest) as T;
  } catch (error) {
    signal.throwIfAborted();
    throw ollamaFailure(error, server);
  }
}

async function send({ origin }: OllamaServer, path: string, signal: AbortSignal, body?: object): Promise<Response> {
  const post = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${origin}${path}`, { redirect: 'manual', signal, ...(body === undefined ? {} : post) });
  if (!response.ok) throw new Error(`it answers HTTP ${response.status}`);
  return response;
}

export function ollamaFailure(error: unknown, { origin, timeoutMs }: OllamaServer): SpellError {
  if (error instanceof SpellError) return error;
  return new SpellError('PROVIDER_LOCAL_MODEL', `the Ollama server at ${origin}: ${reasonOf(error, timeoutMs)}`, {
    category: 'LLM provider error',
    help: 'start it with: ollama serve; or correct base_url in [providers.ollama]',
    cause: error,
  });
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError') return `it did not answer within ${timeoutMs / 1000} s`;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  return error instanceof SyntaxError ? 'its answer is no JSON' : (code ?? error.message);
}
