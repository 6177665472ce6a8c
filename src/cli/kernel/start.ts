// `llmspell kernel start`. Control thread.

import { resolve } from 'node:path';
import type { KernelFile } from '../../client/kernel-files.js';
import { isOnThisMachine } from '../../protocol/connection-file.js';
import { EXIT } from '../exit-codes.js';
import type { CommandLine } from '../parse-args.js';
import { placesOf } from '../places.js';
import { formatFields } from '../result.js';
import { describeAddress } from './describe.js';
import { forwardedOptions } from './forwarded-options.js';
import { PARENT_VARIABLE } from './parent-watch.js';
import type { Print } from './print.js';
import { ReadyPipe } from './ready-pipe.js';
import { toStartOptions } from './start-options.js';
import type { StartOptions } from './start-options.js';

/** @returns the exit code. @throws SpellError `USAGE`, `KERNEL_*`, `CONNECTION_FILE`, `CONFIG_*`, `PERMISSION_FLAG` */
export async function startCommand(line: CommandLine, print: Print): Promise<number> {
  const options = toStartOptions(line.options);
  if (options.daemon) return startDaemon(line, options, print);
  return startHere(options, print);
}

async function startDaemon(line: CommandLine, options: StartOptions, print: Print): Promise<number> {
  const { startInBackground } = await import('./start-in-background.js');
  const { id, logFile } = options;
  const taken = ['daemon', 'id', 'log-file', 'output'];
  const kernel = await startInBackground({
    id,
    logFile: logFile === undefined ? undefined : resolve(logFile),
    options: forwardedOptions(
      line.options,
      (spec) =>
        !taken.includes(spec.long) && placesOf(spec).some((place) => place === 'all' || place === 'kernel start'),
    ),
  });
  return print(options.cli.output === 'text' ? `${kernel.id}\n` : summary(kernel, options));
}

async function startHere(options: StartOptions, print: Print): Promise<number> {
  const ready = new ReadyPipe();
  const isWatched = process.env[PARENT_VARIABLE] !== undefined;
  try {
    const { serve } = await import('./serve.js');
    await serve(options, async ({ id, connection }, path) => {
      ready.tell({ path });
      if (options.logFile !== undefined || isWatched) return;
      const kernel = { id, connection, path };
      await print(options.cli.output === 'text' ? introduction(kernel) : summary(kernel, options));
    });
    return EXIT.ok;
  } catch (error) {
    ready.fail(error);
    throw error;
  }
}

/** For programs. */
function summary({ id, path, connection }: KernelFile, { cli }: StartOptions): string {
  const { output } = cli;
  const fields = { id, pid: connection.pid, address: describeAddress(connection), connection_file: path };
  return formatFields(fields, output === 'text' ? 'json' : output);
}

function introduction({ id, path, connection }: KernelFile): string {
  const warning = isOnThisMachine(connection)
    ? ''
    : '\nOther machines can connect who have the connection file. What travels is signed, but everybody on the way can read it.\n';
  return `kernel ${id} listens at ${describeAddress(connection)}
connection file: ${path}
${warning}
connect:  jupyter console --existing ${path}
stop:     llmspell kernel stop ${id}
Ctrl+C interrupts what runs, Ctrl+\\ ends the kernel.
`;
}
