// How a server is reached: a program that is started, or an address on the web. Both need permission. Control thread.

import type { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { McpServerSettings } from '../../config/mcp-server-settings.js';
import type { NetContext } from '../net/http-request.js';
import { unavailable } from './mcp-error.js';

export interface TransportOptions extends NetContext {
  readonly timeoutMs: number;
  /** Lines of the program's standard error. */
  readonly onWords: (line: string) => void;
}

/** @throws SpellError `PERMISSION_RUN`, `PERMISSION_NET`, `MCP_UNAVAILABLE` */
export async function openTransport(
  settings: McpServerSettings,
  options: TransportOptions,
): Promise<StdioClientTransport | StreamableHTTPClientTransport> {
  if (settings.command !== undefined) return openProgram(settings.command, settings, options);
  if (settings.url !== undefined) return openWeb(settings.url, settings, options);
  throw unavailable(settings.name, 'it has neither a command nor a url');
}

async function openProgram(
  command: string,
  { args = [], env = [] }: McpServerSettings,
  { policy, onWords }: TransportOptions,
): Promise<StdioClientTransport> {
  const program = policy.checkRun(command);
  const { StdioClientTransport: Stdio } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const seen = env.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  const transport = new Stdio({
    ...{ command: program, args: [...args], env: Object.fromEntries(seen), cwd: policy.workingDirectory },
    stderr: 'pipe',
  });
  let begun = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    const lines = (begun + chunk.toString()).split('\n');
    begun = (lines.pop() ?? '').slice(-MAX_LINE);
    for (const line of lines.filter((each) => each.trim() !== '')) onWords(line.trim().slice(0, MAX_LINE));
  });
  return transport;
}

const MAX_LINE = 300;

async function openWeb(
  url: string,
  { tokenVariable }: McpServerSettings,
  { policy, signal, timeoutMs }: TransportOptions,
): Promise<StreamableHTTPClientTransport> {
  const [{ StreamableHTTPClientTransport: Web }, { createFetch }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    import('../net/http-fetch.js'),
  ]);
  const token = tokenVariable === undefined ? undefined : process.env[tokenVariable];
  return new Web(new URL(url), {
    fetch: createFetch({ policy, signal }, { firstByteMs: timeoutMs }),
    ...(token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
  });
}
