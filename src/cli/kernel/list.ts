// `llmspell kernel list`. Control thread.

import type { KernelFile } from '../../client/kernel-files.js';
import { listKernels } from '../../client/kernel-files.js';
import { lastKernel } from '../../client/last-kernel.js';
import { toOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { formatJson } from './format-json.js';
import { describeAddress, describeDuration, table } from './describe.js';
import type { Print } from './print.js';

interface Row {
  readonly kernel: KernelFile;
  readonly isLast: boolean;
  readonly isAlive: boolean;
}

const HEART_MS = 1000;

/** @returns the exit code. @throws SpellError `USAGE` */
export async function listCommand({ options }: CommandLine, print: Print): Promise<number> {
  const { output } = toOptions(options);
  const [kernels, last] = await Promise.all([listKernels(), lastKernel()]);
  const rows = await Promise.all(
    kernels.map(async (kernel) => ({ kernel, isLast: kernel.path === last?.path, isAlive: await isAlive(kernel) })),
  );
  return print(output === 'json' || output === 'pretty' ? formatJson(rows.map(toFields), output) : toTable(rows));
}

async function isAlive({ connection }: KernelFile): Promise<boolean> {
  const { ZmqClientTransport } = await import('../../transport/zmq-client-transport.js');
  const transport = await ZmqClientTransport.connect(connection);
  try {
    return await transport.ping(HEART_MS);
  } finally {
    await transport.dispose();
  }
}

function toFields({ kernel, isLast, isAlive }: Row): Readonly<Record<string, string | number | boolean | undefined>> {
  const { id, path, connection } = kernel;
  return {
    id,
    state: isAlive ? 'alive' : 'silent',
    last_connected: isLast,
    pid: connection.pid,
    host: connection.host,
    address: describeAddress(connection),
    started_at: connection.start_time,
    connection_file: path,
    log_file: connection.log_file,
  };
}

function toTable(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no kernel runs\n';
  const lines = rows.map(({ kernel: { id, connection }, isLast, isAlive }) => [
    `${id}${isLast ? ' *' : ''}`,
    String(connection.pid ?? '-'),
    isAlive ? describeDuration(Date.now() - Date.parse(connection.start_time ?? '')) : 'silent',
    describeAddress(connection),
  ]);
  const note = rows.some(({ isLast }) => isLast) ? '* connected to last\n' : '';
  return table([['ID', 'PROCESS', 'UP', 'ADDRESS'], ...lines]) + note;
}
