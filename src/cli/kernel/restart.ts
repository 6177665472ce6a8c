// `llmspell kernel restart [ID]`. Control thread.

import { setTimeout as sleep } from 'node:timers/promises';
import { SpellError } from '../../base/errors.js';
import { findKernel } from '../../client/find-kernel.js';
import type { KernelFile } from '../../client/kernel-files.js';
import type { CommandLine } from '../parse-args.js';
import { ask } from './ask.js';
import { statusOf } from './status.js';
import type { Print } from './print.js';

/** Jupyter looks only every few seconds whether its kernels live. */
const LIMIT_MS = 20_000;
const LOOK_MS = 50;
const ANSWER_MS = 1000;

/**
 * Waits until the new kernel answers; one that Jupyter started is started again by Jupyter, if that runs still.
 *
 * @returns the exit code. @throws SpellError `KERNEL_*`, `CONNECTION_FILE`
 */
export async function restartCommand({ operands }: CommandLine, print: Print): Promise<number> {
  const kernel = await findKernel(operands[0]);
  const before = (await statusOf(kernel)).startedAt;
  await ask(kernel, async (client, signal) => client.shutdown(true, { signal }));
  const end = performance.now() + LIMIT_MS;
  while (((await startOf(kernel)) ?? before) === before) {
    if (performance.now() > end) throw notRestarted(kernel);
    await sleep(LOOK_MS);
  }
  return print(`kernel ${kernel.id} has been started again\n`);
}

/** Undefined while nothing answers. */
async function startOf(kernel: KernelFile): Promise<string | undefined> {
  try {
    return (await statusOf(kernel, { limitMs: ANSWER_MS })).startedAt;
  } catch {
    return undefined;
  }
}

function notRestarted({ id }: KernelFile): SpellError {
  return new SpellError('KERNEL_SILENT', `the kernel '${id}' has ended, but not been started again`, {
    help: 'start one: llmspell kernel start --daemon',
  });
}
