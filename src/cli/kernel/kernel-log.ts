// Where a kernel's log goes: standard error, or a file. Control thread.

import { dirname, resolve } from 'node:path';
import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/log.js';
import { kernelFolder } from '../../client/kernel-folder.js';
import { hasColor } from '../colors.js';
import { openOutput } from '../output.js';
import { createTraceLogger } from '../trace.js';
import { LogFile } from './log-file.js';
import type { StartOptions } from './start-options.js';

export interface KernelLog extends Disposable {
  readonly logger: Logger;
}

/** @throws SpellError `KERNEL_LOG` */
export function openKernelLog({ cli, logFile }: StartOptions): KernelLog {
  const filter = cli.trace;
  if (logFile !== undefined) {
    const file = new LogFile(logFile, { isTransient: dirname(resolve(logFile)) === kernelFolder() });
    const logger = createTraceLogger({ filter, hasColor: false, write: (line) => file.write(line) });
    return { logger, dispose: () => file.dispose() };
  }
  const stderr = openOutput(2, () => undefined);
  const logger = createTraceLogger({
    filter,
    hasColor: hasColor(process.stderr, cli.noColor),
    write: (line) => void stderr.write(line),
  });
  return { logger, dispose: async () => stderr.flush() };
}

/** The kernel lives on: what its sessions hold is worth more than a faultless state. */
export function logBugs(logger: Logger): Disposable {
  const listener = (error: unknown): void => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logger.log({ level: 'error', module: 'kernel', message });
  };
  process.on('uncaughtException', listener).on('unhandledRejection', listener);
  return { dispose: () => void process.off('uncaughtException', listener).off('unhandledRejection', listener) };
}
