// Connects to a kernel by its address. As `llmspell/client` it is what programs of others import. Control thread.

import { userInfo } from 'node:os';
import { ZmqClientTransport } from '../transport/zmq-client-transport.js';
import { findKernel } from './find-kernel.js';
import type { KernelFile } from './kernel-files.js';
import { isStale } from './kernel-files.js';
import type { KernelClientOptions } from './kernel-client.js';
import { KernelClient } from './kernel-client.js';

export type ConnectOptions = Omit<KernelClientOptions, 'transport' | 'key' | 'isGone'>;

/**
 * A client of a kernel that runs. Dispose it in the end.
 * @param address an id or the beginning of one, HOST:PORT of this machine, or a connection file, also of Jupyter's kernels;
 *   default: the kernel that was connected to last, else the only one
 * @throws SpellError `KERNEL_NOT_FOUND`, `KERNEL_AMBIGUOUS`, `CONNECTION_FILE`
 */
export async function connect(address?: string, options: ConnectOptions = {}): Promise<KernelClient> {
  return connectTo(await findKernel(address), options);
}

/** Does not wait until the kernel answers. */
export async function connectTo(file: KernelFile, options: ConnectOptions = {}): Promise<KernelClient> {
  const { connection } = file;
  return new KernelClient({
    username: userName(),
    ...options,
    transport: await ZmqClientTransport.connect(connection),
    key: connection.key,
    isGone: () => isStale(file),
  });
}

/** Systems need not know a name for a user. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
