// Where a kernel listens: binds its sockets, and says so in its connection files. Control thread.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from '../../base/log.js';
import { kernelFolder, makeKernelFolder } from '../../client/kernel-folder.js';
import type { KernelFile } from '../../client/kernel-files.js';
import { idOf, readKernelFile, removeKernelFile, replaceFile, writeKernelFile } from '../../client/kernel-files.js';
import { processMark } from '../../client/process-mark.js';
import type { Connection } from '../../protocol/connection-file.js';
import { formatConnection } from '../../protocol/connection-file.js';
import { portsFrom } from '../../transport/bind-sockets.js';
import type { BindAddress } from '../../transport/bind-sockets.js';
import { ZmqTransport } from '../../transport/zmq-transport.js';
import type { StartOptions } from './start-options.js';

export interface Place {
  readonly id: string;
  readonly connection: Connection;
  /** Bound; whoever takes it closes it. */
  readonly transport: ZmqTransport;
  /** Somebody else has written the connection file, and goes by it. */
  readonly isGiven: boolean;
}

/** Binds what the options say. @throws SpellError `KERNEL_PORT_TAKEN`, `KERNEL_ADDRESS`, `CONNECTION_FILE`, `KERNEL_FOLDER` */
export async function openPlace(options: StartOptions): Promise<Place> {
  const { connectionFile } = options;
  const given =
    connectionFile !== undefined && existsSync(connectionFile) ? await readKernelFile(connectionFile) : undefined;
  const id = options.id ?? (connectionFile === undefined ? randomBytes(4).toString('hex') : idOf(connectionFile));
  const address = given?.connection ?? (await freeAddress(options, id));
  const [transport, mark] = await Promise.all([ZmqTransport.bind(address), processMark(process.pid)]);
  const connection: Connection = {
    kernel_name: 'llmspell',
    key: given?.connection.key ?? randomBytes(32).toString('hex'),
    signature_scheme: 'hmac-sha256',
    transport: address.transport,
    ip: address.ip,
    ...transport.ports,
    pid: process.pid,
    start_time: new Date(performance.timeOrigin).toISOString(),
    ...(mark === undefined ? {} : { process_mark: mark }),
    host: hostname(),
    ...(options.logFile === undefined ? {} : { log_file: resolve(options.logFile) }),
  };
  return { id, connection, transport, isGiven: given !== undefined };
}

async function freeAddress({ transport, ip, port }: StartOptions, id: string): Promise<BindAddress> {
  if (transport === 'tcp') return { transport, ip, ...(port === undefined ? {} : portsFrom(port)) };
  const folder = kernelFolder();
  await makeKernelFolder(folder);
  return { transport, ip: join(folder, id) };
}

/** The files that lead to a kernel while it runs. */
export interface Registration {
  /** Of the connection file: ours, or the one that was given where ours could not be written. */
  readonly path: string;
  /** Removes what this kernel has written; a file that was given belongs to who has given it. */
  remove(): Promise<void>;
}

/** @throws SpellError `KERNEL_EXISTS`, `KERNEL_FOLDER` */
export async function register(place: Place, { connectionFile }: StartOptions, logger: Logger): Promise<Registration> {
  const { id, connection, isGiven } = place;
  const written: KernelFile[] = [];
  try {
    written.push(await writeKernelFile(id, connection));
  } catch (error) {
    if (!isGiven) throw error;
    const message = `the kernel is not in the list of kernels: ${(error as Error).message}`;
    logger.log({ level: 'warn', module: 'kernel', message });
  }
  const other = resolve(connectionFile ?? written[0]!.path);
  if (connectionFile !== undefined && !isGiven) {
    await makeKernelFolder(dirname(other));
    await replaceFile(other, formatConnection(connection));
    written.push({ path: other, id, connection });
  }
  return {
    path: written[0]?.path ?? other,
    remove: async () => {
      await Promise.all(written.map((file) => removeKernelFile(file)));
    },
  };
}
