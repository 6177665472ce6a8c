// The kernel that a command talks to: one of its own in this process, or one that runs elsewhere. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { KernelClient } from '../client/kernel-client.js';
import type { CliOptions } from './options.js';

export interface KernelLink extends Disposable {
  readonly client: KernelClient;
  /** The kernel ends with this command. */
  readonly isLocal: boolean;
  /** It finds the folders of this machine. */
  readonly sharesFolders: boolean;
}

/**
 * @throws SpellError `CONFIG_*` and `PERMISSION_FLAG` where the kernel is our own; `KERNEL_*`, `CONNECTION_FILE` and
 *   `PERMISSION_KERNEL` where it is not
 */
export async function linkKernel(options: CliOptions, logger: Logger): Promise<KernelLink> {
  if (options.connect === undefined || options.connect === 'embedded') {
    const { linkEmbedded } = await import('./link-embedded.js');
    return linkEmbedded(options, logger);
  }
  const { linkRunning } = await import('./link-running.js');
  return linkRunning(options.connect, options, logger);
}
