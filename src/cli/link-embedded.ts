// A kernel in this process, for one command. Control thread.

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { Logger } from '../base/log.js';
import { MemoryTransport } from '../transport/memory-transport.js';
import { openKernel } from './compose.js';
import type { KernelLink } from './kernel-link.js';
import type { CliOptions } from './options.js';

/** Output that waits for its reader; then the script waits. */
const OUTPUT_BYTES = 1024 * 1024;

/** @throws SpellError `CONFIG_*` and `PERMISSION_FLAG` */
export async function linkEmbedded(
  options: CliOptions,
  logger: Logger,
  workingDirectory: string = process.cwd(),
): Promise<KernelLink> {
  const transport = new MemoryTransport({ publishedBytes: OUTPUT_BYTES });
  const key = randomUUID();
  const surroundings = { options, workingDirectory, logger };
  // The engine thread starts now; the rest is loaded meanwhile.
  const opening = openKernel(surroundings, {
    id: 'embedded',
    version: '',
    transport,
    key,
    limits: {},
    maxClients: 1,
    maxSessions: 1,
    idleTimeoutMs: 0,
    sessionIdleTimeoutMs: 0,
    shutdownGraceMs: 0,
    cellFolder: tmpdir(),
    isEmbedded: true,
  });
  const [kernel, { KernelClient }] = await Promise.all([opening, import('../client/kernel-client.js')]);
  const client = new KernelClient({ transport: transport.connect(), key, logger });
  return {
    client,
    isLocal: true,
    dispose: async () => {
      await client.dispose();
      await kernel.dispose();
    },
  };
}
