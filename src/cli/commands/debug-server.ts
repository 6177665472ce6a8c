// `llmspell debug-server`: the DAP server over TCP, one session for each connection. Control thread.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, isIP } from 'node:net';
import { serveDap } from '../../adapters/dap/connection.js';
import { SpellError } from '../../base/errors.js';
import { loadConfig } from '../../config/load-config.js';
import { configSource } from '../config-source.js';
import { capabilities } from '../../debugger/control/capabilities.js';
import { createDapSource } from '../dap-source.js';
import { EXIT } from '../exit-codes.js';
import type { Print } from '../kernel/print.js';
import type { CliOptions, RawOptions } from '../options.js';
import { toOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { formatFields } from '../result.js';
import { onSignals } from '../signals.js';
import { stderrLogger } from './dap.js';

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*` */
export async function debugServerCommand(line: CommandLine, print: Print): Promise<number> {
  const options = toOptions(line.options);
  const { debug } = await loadConfig(configSource(options));
  const ip = parseIp(valueOf(line.options, 'ip'));
  const port = parsePort(valueOf(line.options, 'port')) ?? debug.port?.value ?? 0;
  const token = valueOf(line.options, 'token') ?? debug.token?.value ?? tokenFor(ip);
  const ending = new AbortController();
  const signals = onSignals(() => ending.abort());
  try {
    await serve({ ip, port, token, isOnce: line.options.has('once'), options, ending, print });
  } finally {
    void signals.dispose();
  }
  return EXIT.ok;
}

interface ServerOptions {
  readonly ip: string;
  readonly port: number;
  readonly token: string | undefined;
  readonly isOnce: boolean;
  readonly options: CliOptions;
  readonly ending: AbortController;
  readonly print: Print;
}

async function serve({ ip, port, token, isOnce, options, ending, print }: ServerOptions): Promise<void> {
  const logger = stderrLogger(options);
  const open = new Set<Promise<void>>();
  const take = async (socket: Socket): Promise<void> => {
    socket.on('error', (error) => logger.log({ level: 'debug', module: 'cli', message: error.message }));
    const source = createDapSource(options, logger);
    const { signal } = ending;
    await serveDap({ input: socket, output: socket, source, capabilities, logger, token, signal });
    socket.end();
    if (isOnce) ending.abort();
  };
  const server = createServer((socket) => {
    const served = take(socket.setNoDelay()).catch((error: unknown) => {
      logger.log({
        level: 'error',
        module: 'cli',
        message: error instanceof Error ? String(error.stack) : String(error),
      });
    });
    open.add(served);
    void served.finally(() => open.delete(served));
  });
  server.listen(port, ip);
  await once(server, 'listening').catch((error: unknown) => {
    throw unusable(ip, port, error as NodeJS.ErrnoException);
  });
  await print(introduction(server.address() as AddressInfo, token, options));
  if (!ending.signal.aborted) await once(ending.signal, 'abort');
  server.close();
  await Promise.allSettled(open);
}

function introduction({ address, port }: AddressInfo, token: string | undefined, { output }: CliOptions): string {
  const fields = { address, port, ...(token !== undefined && { token }) };
  if (output !== 'text') return formatFields(fields, output);
  return token === undefined ? `${port}\n` : `${port} ${token}\n`;
}

function valueOf(options: RawOptions, name: string): string | undefined {
  const value = options.get(name)?.at(-1);
  return value === true ? undefined : value;
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new SpellError('USAGE', `--port: '${text}' is not a port from 0 to 65535`, {
    help: 'leave it out, or write 0, to get a free one, which is printed',
  });
}

/** Who is on this machine needs none. */
function tokenFor(ip: string): string | undefined {
  return isLoopback(ip) ? undefined : randomBytes(24).toString('base64url');
}

function parseIp(text = '127.0.0.1'): string {
  if (text === 'localhost') return '127.0.0.1';
  if (text === '*') return '0.0.0.0';
  if (isIP(text) !== 0) return text;
  throw new SpellError('USAGE', `--ip: '${text}' is not an IP address`, { help: 'write --ip 127.0.0.1' });
}

function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.');
}

function unusable(ip: string, port: number, error: NodeJS.ErrnoException): SpellError {
  const reason = error.code === 'EADDRINUSE' ? 'something listens there already' : error.message;
  return new SpellError('USAGE', `cannot listen at ${ip}:${port}: ${reason}`, {
    help: 'choose another port, or leave --port out to get a free one',
  });
}
