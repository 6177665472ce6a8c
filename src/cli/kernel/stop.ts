// `llmspell kernel stop`: asks the kernel to end, then its process, then ends the process; and clears away what is left.
// Control thread.

import { hostname } from 'node:os';
import { SpellError } from '../../base/errors.js';
import { findKernel } from '../../client/find-kernel.js';
import type { KernelFile } from '../../client/kernel-files.js';
import { listKernels, removeKernelFile } from '../../client/kernel-files.js';
import { EXIT } from '../exit-codes.js';
import type { CommandLine } from '../parse-args.js';
import { renderError } from '../print-error.js';
import { ask } from './ask.js';
import type { Print } from './print.js';
import { hasEnded } from './process-end.js';

/** How long each step may take; a kernel that is told to end lets its runs finish, then interrupts them. */
const PATIENT = { answerMs: 3000, endMs: 6000, signalMs: 12_000 };
const FORCED = { answerMs: 1000, endMs: 4000, signalMs: 1000 };

/** @returns the exit code: 1 if one of several could not be stopped. @throws SpellError `USAGE`, `KERNEL_*` */
export async function stopCommand({ operands, options }: CommandLine, print: Print): Promise<number> {
  if (options.has('all') && operands.length > 0) {
    throw new SpellError('USAGE', `--all does not go with '${operands[0]}'`, { help: 'leave one of them out' });
  }
  const kernels = await wanted(operands, options.has('all'));
  if (kernels.length === 0) return print('no kernel runs\n');
  const isForced = options.has('force');
  if (kernels.length === 1) return print(await stop(kernels[0]!, isForced));
  const ends = await Promise.allSettled(kernels.map((kernel) => stop(kernel, isForced)));
  for (const end of ends) {
    if (end.status === 'fulfilled') await print(end.value);
    else await print(renderError(end.reason, false), 2);
  }
  return ends.every(({ status }) => status === 'fulfilled') ? EXIT.ok : EXIT.scriptError;
}

async function wanted(operands: readonly string[], isAll: boolean): Promise<readonly KernelFile[]> {
  if (isAll) return (await listKernels()).filter(isHere);
  if (operands.length === 0) return [await findKernel()];
  return Promise.all(operands.map((address) => findKernel(address)));
}

function isHere({ connection }: KernelFile): boolean {
  return connection.pid !== undefined && connection.host === hostname();
}

/** @returns what to tell */
async function stop(kernel: KernelFile, isForced: boolean): Promise<string> {
  const limits = isForced ? FORCED : PATIENT;
  const answered = await ask(kernel, async (client, signal) => client.shutdown(false, { signal }), {
    limitMs: limits.answerMs,
  }).then(
    () => true,
    () => false,
  );
  if (!isHere(kernel)) return afterAnswer(kernel, answered);
  if (answered && (await hasEnded(kernel, limits.endMs))) return ended(kernel, 'has ended');
  signal(kernel, 'SIGTERM');
  if (await hasEnded(kernel, limits.signalMs)) return ended(kernel, 'has ended');
  if (!isForced) throw stubborn(kernel);
  signal(kernel, 'SIGKILL');
  if (await hasEnded(kernel, limits.signalMs)) return ended(kernel, 'was killed');
  throw stubborn(kernel);
}

/** Of a process that is not of this machine, or not known, nothing more can be done. */
function afterAnswer(kernel: KernelFile, answered: boolean): string {
  if (answered) return `kernel ${kernel.id} was asked to end\n`;
  throw new SpellError(
    'KERNEL_SILENT',
    `the kernel '${kernel.id}' does not answer, and its process is not known here`,
    {
      help: `if it is gone, remove ${kernel.path}`,
    },
  );
}

async function ended(kernel: KernelFile, how: string): Promise<string> {
  await removeKernelFile(kernel);
  return `kernel ${kernel.id} ${how}\n`;
}

function signal({ connection: { pid = 0 } }: KernelFile, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

function stubborn({ id, connection: { pid } }: KernelFile): SpellError {
  return new SpellError('KERNEL_STUCK', `the kernel '${id}' (process ${pid}) does not end`, {
    help: `kill it: llmspell kernel stop ${id} --force`,
  });
}
