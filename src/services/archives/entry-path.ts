// Where an entry of an archive may go: below the directory it is unpacked into, and nowhere else. Any thread.

import { unsafeEntry } from './archive-errors.js';

/**
 * The parts of an entry's name, none of which leads elsewhere; empty for the directory itself (`./`).
 *
 * @throws SpellError `ARCHIVE_UNSAFE`
 */
export function pathInside(name: string, archivePath: string): readonly string[] {
  // What unpacks on Windows reads backslashes as slashes, and so do we, to judge alike everywhere.
  const spelled = name.replaceAll('\\', '/');
  if (spelled === '' || name.includes('\0')) throw unsafeEntry(archivePath, name, 'has no name for a file');
  if (spelled.startsWith('/') || /^[a-z]:/i.test(spelled)) throw unsafeEntry(archivePath, name, 'is an absolute path');
  const parts = spelled.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw unsafeEntry(archivePath, name, 'leads out of the directory');
  return parts;
}
