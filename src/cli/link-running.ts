// A kernel that runs elsewhere: found, or started in the background, and asked whether it runs Lua. Control thread.

import { hostname } from 'node:os';
import { SpellError } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import { connectTo } from '../client/connect.js';
import { findKernel } from '../client/find-kernel.js';
import type { KernelFile } from '../client/kernel-files.js';
import type { KernelClient } from '../client/kernel-client.js';
import { isOnThisMachine } from '../protocol/connection-file.js';
import { anyKernel } from './kernel/start-in-background.js';
import type { KernelLink } from './kernel-link.js';
import type { CliOptions } from './options.js';
import { openNamedSession, refuseKernelOptions } from './named-session.js';

/** @throws SpellError `KERNEL_*`, `CONNECTION_FILE`, `PERMISSION_KERNEL` */
export async function linkRunning(address: string, options: CliOptions, logger: Logger): Promise<KernelLink> {
  refuseKernelOptions(options);
  return linkFound(address === 'auto' ? await anyKernel() : await findKernel(address), options, logger);
}

/** @throws SpellError `KERNEL_*`, `PERMISSION_KERNEL` */
export async function linkFound(file: KernelFile, options: CliOptions, logger: Logger): Promise<KernelLink> {
  const client = await connectTo(file, { session: options.session, logger });
  try {
    await Promise.all([assertLua(client, file), client.ready()]);
    if (options.session !== undefined) await openNamedSession(client, options.session, options);
  } catch (error) {
    await client.dispose();
    throw error;
  }
  logger.log({ level: 'info', module: 'cli', message: `connected to kernel ${file.id}` });
  const { connection } = file;
  const sharesFolders = connection.host === hostname() || isOnThisMachine(connection);
  return { client, isLocal: false, sharesFolders, dispose: () => client.dispose() };
}

/** Others would take the script for something else. */
async function assertLua(client: KernelClient, { id }: KernelFile): Promise<void> {
  const { implementation, language_info: language } = await client.kernelInfo();
  if (implementation === 'llmspell') return;
  throw new SpellError('KERNEL_FOREIGN', `the kernel '${id}' is ${implementation} and runs ${language.name}`, {
    help: 'llmspell kernel list shows those that run Lua scripts of llmspell',
  });
}
