// Asks a kernel something, for commands: connects, waits no longer than a limit, and lets go. Control thread.

import { SpellError } from '../../base/errors.js';
import { KernelClient } from '../../client/kernel-client.js';
import type { KernelFile } from '../../client/kernel-files.js';
import { isStale } from '../../client/kernel-files.js';
import { ZmqClientTransport } from '../../transport/zmq-client-transport.js';

export interface AskOptions {
  /** Default 3000. */
  readonly limitMs?: number;
}

/** @throws SpellError `KERNEL_SILENT` when nothing comes, and what the kernel answers with */
export async function ask<T>(
  kernel: KernelFile,
  question: (client: KernelClient, signal: AbortSignal) => Promise<T>,
  { limitMs = 3000 }: AskOptions = {},
): Promise<T> {
  const { connection } = kernel;
  const client = new KernelClient({ transport: await ZmqClientTransport.connect(connection), key: connection.key });
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await question(client, limit);
  } catch (error) {
    throw limit.aborted ? await silent(kernel) : error;
  } finally {
    await client.dispose();
  }
}

async function silent(kernel: KernelFile): Promise<SpellError> {
  const { id, path, connection } = kernel;
  const { pid } = connection;
  if (await isStale(kernel)) {
    return new SpellError('KERNEL_SILENT', `the kernel '${id}' has ended`, {
      help: 'llmspell kernel list shows the kernels that run',
    });
  }
  const process = pid === undefined ? '' : `, although its process ${pid} is there`;
  return new SpellError('KERNEL_SILENT', `the kernel '${id}' does not answer${process}`, {
    help:
      pid === undefined
        ? `it may be gone, or its ports are not reached; its connection file is ${path}`
        : `look at llmspell kernel logs ${id}; llmspell kernel stop ${id} --force ends it`,
  });
}
