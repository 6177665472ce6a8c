// `llmspell kernel install` and `uninstall`. Control thread.

import { EXIT } from '../exit-codes.js';
import type { RawOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { forwardedOptions } from './forwarded-options.js';
import { DEFAULT_NAME, checkKernelspecName, installKernelspec, uninstallKernelspec } from './kernelspec.js';
import { STARTERS } from './option-table.js';
import { ownCommand } from './own-command.js';
import { kernelsFolder } from './prefix.js';
import type { Print } from './print.js';
import { toStartOptions } from './start-options.js';

/** @returns the exit code. @throws SpellError `USAGE`, `KERNEL_INSTALL` */
export async function installCommand({ options }: CommandLine, print: Print): Promise<number> {
  // What a kernel would refuse at its start is refused now.
  toStartOptions(options);
  const folder = await installKernelspec({
    kernelsFolder: await kernelsFolder(options),
    name: nameOf(options),
    command: ownCommand(),
    options: forwardedOptions(
      options,
      ({ long, kernel }) => kernel === STARTERS || long === 'config' || long === 'profile' || long === 'trace',
    ),
  });
  await print(`installed ${folder}\n`);
  return EXIT.ok;
}

/** @returns the exit code. @throws SpellError `USAGE`, `KERNEL_INSTALL` */
export async function uninstallCommand({ options }: CommandLine, print: Print): Promise<number> {
  const folder = await uninstallKernelspec(await kernelsFolder(options), nameOf(options));
  await print(`removed ${folder}\n`);
  return EXIT.ok;
}

function nameOf(options: RawOptions): string {
  const name = options.get('name')?.at(-1);
  return typeof name === 'string' ? checkKernelspecName(name) : DEFAULT_NAME;
}
