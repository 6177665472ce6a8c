// Unpacks an archive into a directory: looked through first, so that one that is refused leaves nothing behind. Control thread.

import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectories } from '../../base/make-directories.js';
import { isWithin } from '../../permissions/real-path.js';
import { withPath } from '../tools/files.js';
import type { ToolContext } from '../tools/tool.js';
import { unsafeEntry } from './archive-errors.js';
import { Allowance, requireHarmless, survey } from './archive-survey.js';
import type { Archive, ArchiveEntry } from './archive.js';
import { pathInside } from './entry-path.js';

export interface Unpacked {
  /** Names of the files, as the archive spells them. */
  readonly files: readonly string[];
  readonly size: number;
}

/** @throws SpellError `ARCHIVE_*`, `PERMISSION_WRITE` or `FILE_*` */
export async function unpackArchive(
  archive: Archive,
  path: string,
  target: string,
  context: ToolContext,
): Promise<Unpacked> {
  const root = context.policy.checkWrite(target);
  for (const { entry } of await survey(archive, path, context.signal)) requireHarmless(entry, path);
  await withPath('create', target, () => makeDirectories(root));
  const allowance = new Allowance(path, archive.size);
  const files: string[] = [];
  for await (const entry of archive.entries()) {
    context.signal.throwIfAborted();
    allowance.addEntry();
    const place = placeOf(entry, path, root, context);
    if (entry.type === 'directory') await withPath('create', place, () => makeDirectories(place));
    else {
      await writeEntry(entry, place, allowance, context.signal);
      files.push(entry.name);
    }
  }
  return { files, size: allowance.total };
}

/** Links that are in the directory already must not lead the entry out of it. */
function placeOf(entry: ArchiveEntry, path: string, root: string, context: ToolContext): string {
  requireHarmless(entry, path);
  const place = context.policy.checkWrite(join(root, ...pathInside(entry.name, path)));
  if (!isWithin(place, root)) throw unsafeEntry(path, entry.name, 'would follow a link out of the directory');
  return place;
}

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK;

async function writeEntry(
  entry: ArchiveEntry,
  place: string,
  allowance: Allowance,
  signal: AbortSignal,
): Promise<void> {
  await withPath('create', dirname(place), () => makeDirectories(dirname(place)));
  const file = await withPath('write', place, () => open(place, FLAGS, entry.isExecutable ? 0o777 : 0o666));
  try {
    for await (const chunk of await entry.open()) {
      signal.throwIfAborted();
      allowance.addBytes(chunk.length);
      await withPath('write', place, () => file.writeFile(chunk));
    }
  } catch (error) {
    // Half a file looks like a whole one.
    await rm(place, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
