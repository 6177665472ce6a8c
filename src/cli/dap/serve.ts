// `llmspell dap` and `llmspell debug-server`: the DAP server on standard input and output, or on a port. Control thread.

import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { DebugAdapter } from '../../adapters/dap/debug-adapter.js';
import { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import { loadConfig } from '../../config/load-config.js';
import { capabilities } from '../../debugger/control/capabilities.js';
import { hasColor } from '../colors.js';
import { EXIT } from '../exit-codes.js';
import type { CliOptions, RawOptions } from '../options.js';
import { onSignals, SIGNAL_EXIT } from '../signals.js';
import type { EndingSignal } from '../signals.js';
import { createTraceLogger } from '../trace.js';
import { createDebuggees } from './debuggees.js';

/** @returns the exit code, when the client has gone */
export async function serveStdio(options: CliOptions): Promise<number> {
  const adapter = open(process.stdin, process.stdout, options, createLogger(options));
  return until(adapter.ended, () => adapter.dispose());
}

/** @param print writes what tells clients where to connect. @returns the exit code. @throws SpellError `USAGE`, `DEBUG_PORT`, `CONFIG_*` */
export async function servePort(
  options: CliOptions,
  raw: RawOptions,
  print: (text: string) => Promise<number>,
): Promise<number> {
  const { debug } = await loadConfig(options.config === undefined ? {} : { file: options.config });
  const port = portOf(text(raw, 'port')) ?? debug.port?.value ?? 0;
  const ip = text(raw, 'ip') ?? '127.0.0.1';
  const token =
    text(raw, 'token') ?? debug.token?.value ?? (isLoopback(ip) ? undefined : randomBytes(16).toString('hex'));
  const logger = createLogger(options);
  const adapters = new Set<DebugAdapter>();
  const server = createServer((socket) => void serve(socket));
  const closed = new Promise<void>((resolve) => server.once('close', resolve));

  async function serve(socket: Socket): Promise<void> {
    if (raw.has('once')) server.close();
    socket.setNoDelay(true);
    const adapter = open(socket, socket, options, logger, token);
    adapters.add(adapter);
    await adapter.ended;
    adapters.delete(adapter);
    socket.destroy();
  }

  const address = await listening(server, port, ip);
  await print(announcement(address, token, options));
  const ended = closed.then(() => Promise.all([...adapters].map(({ ended: each }) => each)));
  return until(ended, async () => {
    server.close();
    await Promise.all([...adapters].map((adapter) => adapter.dispose()));
  });
}

function open(input: Readable, output: Writable, options: CliOptions, logger: Logger, token?: string): DebugAdapter {
  return new DebugAdapter({ input, output, debuggees: createDebuggees(options, logger), capabilities, token, logger });
}

function createLogger(options: CliOptions): Logger {
  return createTraceLogger({
    filter: options.trace,
    hasColor: hasColor(process.stderr, options.noColor),
    write: (line) => void process.stderr.write(`${line}\n`),
  });
}

/** Ends by itself or by a signal. */
async function until(ended: Promise<unknown>, end: () => Promise<void>): Promise<number> {
  let signalled: EndingSignal | undefined;
  const signals = onSignals((signal) => {
    signalled ??= signal;
    void end();
  });
  await ended;
  await signals.dispose();
  return signalled === undefined ? EXIT.ok : SIGNAL_EXIT[signalled];
}

function listening(server: Server, port: number, ip: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'another program has it' : error.message;
      reject(
        new SpellError('DEBUG_PORT', `cannot listen on ${ip}:${port}: ${reason}`, {
          help: 'take another port; without --port a free one is taken',
          cause: error,
        }),
      );
    });
    server.listen(port, ip, () => resolve(server.address() as AddressInfo));
  });
}

function announcement({ address, port }: AddressInfo, token: string | undefined, { output }: CliOptions): string {
  if (output !== 'text') return `${JSON.stringify({ host: address, port, ...(token !== undefined && { token }) })}\n`;
  const secret = token === undefined ? '' : `, token ${token}`;
  return `Debug Adapter Protocol on ${address}:${port}${secret}\n`;
}

function isLoopback(ip: string): boolean {
  return ip === 'localhost' || ip === '::1' || ip.startsWith('127.');
}

/** @throws SpellError `USAGE` */
function portOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  if (/^\d{1,5}$/.test(written) && Number(written) < 2 ** 16) return Number(written);
  throw new SpellError('USAGE', `--port: '${written}' is no port`, {
    help: 'write a number from 1 to 65535, or 0 for a free one',
  });
}

function text(raw: RawOptions, name: string): string | undefined {
  const value = raw.get(name)?.at(-1);
  return value === true ? undefined : value;
}
