// A kernel as a process, from its sockets to its end. Control thread.
//
// What answers comes first: the sockets are bound and served before the files that lead to them are written, and the engine
// comes up while the first requests are answered.

import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from '../../base/log.js';
import type { Kernel } from '../../kernel/contract.js';
import type { KernelTransport } from '../../transport/transport.js';
import { ZmqTransport } from '../../transport/zmq-transport.js';
import { openKernel } from '../compose.js';
import { packageVersion } from '../package-folder.js';
import { CompilePace } from './compile-pace.js';
import { logBugs, openKernelLog } from './kernel-log.js';
import { onKernelSignals } from './kernel-signals.js';
import { PARENT_VARIABLE, watchParent } from './parent-watch.js';
import { openPlace, register } from './place.js';
import type { Place } from './place.js';
import type { StartOptions } from './start-options.js';

/** How long a shutdown lets runs finish. Jupyter kills what has not ended after five seconds. */
const GRACE_MS = 1000;

/** @param path of the connection file */
export type OnReady = (place: Place, path: string) => void | Promise<void>;

/**
 * Resolves when the kernel has ended and its files are gone.
 *
 * @param onReady is called once, when the kernel answers
 * @throws SpellError `KERNEL_*`, `CONNECTION_FILE`, `CONFIG_*`, `PERMISSION_FLAG`
 */
export async function serve(options: StartOptions, onReady: OnReady): Promise<void> {
  const log = openKernelLog(options);
  const bugs = logBugs(log.logger);
  try {
    const place = await openPlace(options);
    const kernel = await open(place.transport, { options, place, logger: log.logger });
    await live(kernel, { options, place, logger: log.logger }, onReady);
  } finally {
    await bugs.dispose();
    await log.dispose();
  }
}

interface Surroundings {
  readonly options: StartOptions;
  readonly place: Place;
  readonly logger: Logger;
}

async function live(first: Kernel, surroundings: Surroundings, onReady: OnReady): Promise<void> {
  const { options, place, logger } = surroundings;
  let kernel = first;
  const wish = { isOver: false };
  const shutdown = (): void => {
    wish.isOver = true;
    void kernel.shutdown('shutdown');
  };
  const disposables = [
    onKernelSignals({ interrupt: () => kernel.interrupt(), shutdown }),
    watchParent(process.env[PARENT_VARIABLE], shutdown),
  ];
  try {
    const registration = await register(place, options, logger);
    disposables.push({ dispose: () => registration.remove() });
    await kernel.ready;
    await onReady(place, registration.path);
    // Jupyter itself starts the kernels that it has given a connection file.
    while ((await kernel.ended) === 'restart' && !place.isGiven && !wish.isOver) {
      kernel = await open(await ZmqTransport.bind(place.connection), surroundings);
    }
  } finally {
    await kernel.dispose();
    for (const disposable of disposables) await disposable.dispose();
  }
}

async function open(transport: KernelTransport, { options, place, logger }: Surroundings): Promise<Kernel> {
  const { stateDirectory } = options;
  const pace = new CompilePace();
  const surroundings = {
    options: options.cli,
    workingDirectory: process.cwd(),
    logger,
    ...(stateDirectory === undefined ? {} : { stateDirectory: resolve(stateDirectory) }),
  };
  try {
    return await openKernel(surroundings, {
      id: place.id,
      version: packageVersion(),
      transport,
      key: place.connection.key,
      limits: options.limits,
      maxClients: options.maxClients,
      maxSessions: options.maxSessions,
      idleTimeoutMs: options.idleTimeoutMs,
      sessionIdleTimeoutMs: options.sessionIdleTimeoutMs,
      shutdownGraceMs: GRACE_MS,
      cellFolder: join(tmpdir(), `llmspell_${process.pid}`),
      onMuchOutput: () => pace.relax(),
      onExecuted: () => pace.count(),
      rehearse: async (engine, isUnused) => {
        const { rehearse } = await import('./rehearsal.js');
        await rehearse(
          engine,
          () => !pace.isRehearsed && isUnused(),
          () => pace.count(),
        );
      },
    });
  } catch (error) {
    await transport.dispose();
    throw error;
  }
}
