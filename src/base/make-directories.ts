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
    if (await isDirectory(parent)) {
      throw Object.assign(new Error(`no directory can be made in '${parent}'`, { cause: error }), { code: 'ENOTSUP' });
    }
    await makeDirectories(parent, mode);
    await makeDirectory(path, mode);
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
