// A kernel in this process that others can reach too, for as long as the command runs. Control thread.

import type { Logger } from '../../base/log.js';
import { connectTo } from '../../client/connect.js';
import { openKernel } from '../compose.js';
import type { KernelLink } from '../kernel-link.js';
import { openPlace, register } from '../kernel/place.js';
import { toStartOptions } from '../kernel/start-options.js';
import type { RawOptions } from '../options.js';
import { packageVersion } from '../package-folder.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param port the first of five; 0 for free ones. @throws SpellError `KERNEL_*`, `CONFIG_*`, `PERMISSION_FLAG` */
export async function linkServed(
  raw: RawOptions,
  port: number,
  logger: Logger,
): Promise<{ readonly link: KernelLink; readonly id: string }> {
  const given = [...raw].filter(([name]) => name !== 'port');
  const start = toStartOptions(new Map([...given, ...(port === 0 ? [] : ([['port', [String(port)]]] as const))]));
  const place = await openPlace(start);
  const kernel = await openKernel(
    { options: start.cli, workingDirectory: process.cwd(), logger },
    {
      id: place.id,
      version: packageVersion(),
      transport: place.transport,
      key: place.connection.key,
      limits: start.limits,
      maxClients: start.maxClients,
      maxSessions: start.maxSessions,
      idleTimeoutMs: 0,
      sessionIdleTimeoutMs: 0,
      shutdownGraceMs: 0,
      cellFolder: join(tmpdir(), `llmspell_${process.pid}`),
    },
  );
  const registration = await register(place, start, logger);
  await kernel.ready;
  const client = await connectTo({ id: place.id, path: registration.path, connection: place.connection }, { logger });
  return {
    id: place.id,
    link: {
      client,
      isLocal: true,
      sharesFolders: true,
      dispose: async () => {
        await client.dispose();
        await registration.remove();
        await kernel.dispose();
      },
    },
  };
}
