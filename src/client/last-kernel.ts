// Remembers the kernel that was connected to last, for commands that name none. Control thread.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kernelFolder, makeKernelFolder } from './kernel-folder.js';
import type { KernelFile } from './kernel-files.js';
import { isStale, readKernelFile, replaceFile } from './kernel-files.js';

const NAME = 'last';

/** @throws SpellError `KERNEL_FOLDER` */
export async function rememberKernel({ path }: KernelFile, folder = kernelFolder()): Promise<void> {
  await makeKernelFolder(folder);
  await replaceFile(join(folder, NAME), `${path}\n`);
}

/** Undefined if none is remembered, or its kernel is gone. */
export async function lastKernel(folder = kernelFolder()): Promise<KernelFile | undefined> {
  try {
    const path = await readFile(join(folder, NAME), 'utf8');
    const kernel = await readKernelFile(path.trimEnd());
    return (await isStale(kernel)) ? undefined : kernel;
  } catch {
    return undefined;
  }
}
