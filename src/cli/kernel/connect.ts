// `llmspell kernel connect [ADDRESS]`. Control thread.

import { findKernel } from '../../client/find-kernel.js';
import { rememberKernel } from '../../client/last-kernel.js';
import type { CommandLine } from '../parse-args.js';
import { ask } from './ask.js';
import { describeAddress } from './describe.js';
import type { Print } from './print.js';

/** @returns the exit code. @throws SpellError `KERNEL_*`, `CONNECTION_FILE` */
export async function connectCommand({ operands }: CommandLine, print: Print): Promise<number> {
  const kernel = await findKernel(operands[0]);
  const info = await ask(kernel, async (client, signal) => client.kernelInfo({ signal }));
  await rememberKernel(kernel);
  const what = `${info.implementation} ${info.implementation_version}, ${info.language_info.name} ${info.language_info.version}`;
  return print(`connected to ${kernel.id} at ${describeAddress(kernel.connection)}: ${what}\n`);
}
