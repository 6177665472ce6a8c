// Directories as tools touch them: listing, copying, moving and removing. Paths are checked and resolved by the caller;
// links below them are kept as links and never followed. Control thread.

import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { copyFile, lstat, opendir, readlink, rename, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectories } from '../../base/make-directories.js';
import type { ValueObject } from '../value-kinds.js';

/** The most entries of one listing. */
export const MAX_ENTRIES = 10_000;

export interface Listing {
  readonly entries: readonly ValueObject[];
  /** Whether there were more than {@link MAX_ENTRIES}. */
  readonly truncated: boolean;
}

/**
 * Entries in the order of their names; below directories too if `recursive`, names then relative to `directory`.
 *
 * @param shownAs how the script spells the directory; the entries' paths begin with it
 */
export async function listDirectory(
  directory: string,
  shownAs: string,
  recursive: boolean,
  signal: AbortSignal,
): Promise<Listing> {
  const entries: ValueObject[] = [];
  const pending = [''];
  for (let prefix = pending.shift(); prefix !== undefined; prefix = pending.shift()) {
    for (const name of await namesIn(join(directory, prefix))) {
      signal.throwIfAborted();
      if (entries.length === MAX_ENTRIES) return { entries, truncated: true };
      const relative = join(prefix, name);
      const stats = await lstat(join(directory, relative));
      entries.push({ name: relative, path: join(shownAs, relative), type: typeOf(stats), size: stats.size });
      if (recursive && stats.isDirectory()) pending.push(relative);
    }
  }
  return { entries, truncated: false };
}

/** Sorted, and read only as far as a listing can hold. */
async function namesIn(directory: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(directory)) {
    names.push(entry.name);
    if (names.length > MAX_ENTRIES) break;
  }
  return names.sort();
}

export function typeOf(stats: Stats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

/** Copies a file, or a directory with all below it; an existing file is replaced. */
export async function copyTree(source: string, target: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await refuseLink(target);
  const stats = await lstat(source);
  if (stats.isSymbolicLink()) return symlink(await readlink(source), target);
  if (stats.isFile()) return copyFile(source, target, constants.COPYFILE_FICLONE);
  if (!stats.isDirectory()) throw Object.assign(new Error('it is a device or a pipe'), { code: 'ENOTSUP' });
  // Read before the target is made: a target below the source must not be copied into itself.
  const names = await namesIn(source);
  await makeDirectories(target);
  for (const name of names) await copyTree(join(source, name), join(target, name), signal);
}

/** A link in the target's place would carry the copy to where the caller did not check. */
async function refuseLink(target: string): Promise<void> {
  const stats = await lstat(target).catch(() => undefined);
  if (stats?.isSymbolicLink() === true) throw Object.assign(new Error(`'${target}' is a link`), { code: 'EEXIST' });
}

/** Renames; across file systems it copies and then removes. */
export async function moveTree(source: string, target: string, signal: AbortSignal): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EXDEV') throw error;
    await copyTree(source, target, signal);
    await rm(source, { recursive: true });
  }
}

/** Removes a file or link, or a directory (with all below it only if `recursive`). */
export async function removeTree(path: string, recursive: boolean): Promise<void> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) return unlink(path);
  return recursive ? rm(path, { recursive: true }) : rmdir(path);
}
