// Makes a directory and the missing ones above it. Any thread.

import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A directory that is there is fine. Node's own `recursive` tries for ever where the file system takes no directories and says
 * that there is no such one (`/proc`).
 *
 * @param mode of the directories that are made
 * @throws Error with a `code` of the operating system; `ENOTSUP` where no directory can be made
 */
export async function makeDirectories(path: string, mode = 0o777): Promise<void> {
  const parent = dirname(path);
  try {
    await makeDirectory(path, mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || parent === path) throw error;
    const isParentThere = await isDirectory(parent);
    if (!isParentThere) await makeDirectories(parent, mode);
    await makeDirectory(path, mode).catch((again: unknown) => {
      // Where the parent is there now, others may have made it meanwhile: once more says whether it takes directories.
      if (!isParentThere || codeOf(again) !== 'ENOENT') throw again;
      throw Object.assign(new Error(`no directory can be made in '${parent}'`, { cause: again }), { code: 'ENOTSUP' });
    });
  }
}

async function makeDirectory(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // What a directory that is there gives differs: EEXIST, EISDIR for a root, EROFS where nothing can be written.
    if (!(await isDirectory(path))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
