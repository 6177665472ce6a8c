// Lets one command after the other start a kernel, so that two that find none do not start two. Control thread.

import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kernelFolder, makeKernelFolder } from '../../client/kernel-folder.js';
import { createFile } from '../../client/kernel-files.js';
import { isHolderAlive, ownHolder } from '../../client/process-holder.js';

/** The end of a holder that was killed is not told. */
const LOOK_MS = 500;

/** Waits for its turn, as long as whoever is before it lives. @throws SpellError `KERNEL_FOLDER` */
export async function withStartLock<T>(action: () => Promise<T>, folder = kernelFolder()): Promise<T> {
  await makeKernelFolder(folder);
  const path = join(folder, 'start.lock');
  const own = `${await ownHolder()} ${randomUUID()}`;
  while (!(await createFile(path, own))) {
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder === undefined) continue;
    if (await isHolderAlive(holder)) await change(folder);
    else await takeAway(path, holder);
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

/** Another may have taken it away and locked anew since: what is not the dead one's goes back. */
async function takeAway(path: string, holder: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const taken = await readFile(aside, 'utf8');
  if (taken !== holder) await createFile(path, taken);
  await rm(aside, { force: true });
}

function change(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder);
    const timer = setTimeout(done, LOOK_MS);
    function done(): void {
      clearTimeout(timer);
      watcher.close();
      resolve();
    }
    watcher.once('change', done).once('error', done);
  });
}
