// Where connection files lie: the folder of our own kernels, and those of Jupyter. Control thread.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import { makeDirectories } from '../base/make-directories.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** `LLMSPELL_KERNEL_DIR`, else `~/.llmspell/kernels`. It may not be there. */
export function kernelFolder(environment: Environment = process.env): string {
  return chosen(environment, 'LLMSPELL_KERNEL_DIR') ?? join(homedir(), '.llmspell', 'kernels');
}

/** Where Jupyter's programs keep connection files, as `jupyter --runtime-dir` says it. */
export function jupyterRuntimeFolder(environment: Environment = process.env): string {
  return chosen(environment, 'JUPYTER_RUNTIME_DIR') ?? join(jupyterDataFolder(environment), 'runtime');
}

/** Where the user's own kernelspecs and the like lie, as `jupyter --data-dir` says it. */
export function jupyterDataFolder(environment: Environment = process.env): string {
  const data = chosen(environment, 'JUPYTER_DATA_DIR');
  if (data !== undefined) return data;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  return join(chosen(environment, 'XDG_DATA_HOME') ?? join(homedir(), '.local', 'share'), 'jupyter');
}

/** Empty variables count as unset. */
function chosen(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === '' ? undefined : resolve(value);
}

/** @throws SpellError `KERNEL_FOLDER` */
export async function makeKernelFolder(folder: string): Promise<void> {
  try {
    await makeDirectories(folder, 0o700);
  } catch (cause) {
    throw folderError('make the folder', folder, cause);
  }
}

/** What the operating system refuses where connection files lie. */
export function folderError(action: string, path: string, cause: unknown): SpellError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new SpellError('KERNEL_FOLDER', `cannot ${action} '${path}': ${REASONS[code] ?? String(cause)}`, {
    help:
      code === 'ENOSPC' || code === 'EDQUOT' ? 'make room on the disk' : 'set LLMSPELL_KERNEL_DIR to a folder of yours',
    cause,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is something of that name',
  ENOTSUP: 'no folder can be made there',
  ENAMETOOLONG: 'the path is too long',
};
