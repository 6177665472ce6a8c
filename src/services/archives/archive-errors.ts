// What can be wrong with an archive, as errors that say which entry and why. Control thread.

import { SpellError } from '../../base/errors.js';

/** Names of entries come from outside: shown short, and in one line. */
export function shown(name: string): string {
  const line = JSON.stringify(name).slice(1, -1);
  return `'${line.length > 120 ? `${line.slice(0, 119)}…` : line}'`;
}

export function unsafeEntry(path: string, name: string, problem: string): SpellError {
  const message = `cannot unpack '${path}': the entry ${shown(name)} ${problem}, which is not allowed`;
  return new SpellError('ARCHIVE_UNSAFE', message, {
    category: 'Security violation',
    help: 'nothing of an archive with such an entry is unpacked; list it to see what else is in it',
    details: { path, entry: name },
  });
}

export function encryptedEntry(path: string, name: string): SpellError {
  return encrypted(path, `the entry ${shown(name)} is encrypted`);
}

function encrypted(path: string, problem: string): SpellError {
  return archiveError('ARCHIVE_ENCRYPTED', path, problem, 'unpack it with a program that can ask for the password');
}

export function tooLargeArchive(path: string, problem: string): SpellError {
  return archiveError('ARCHIVE_TOO_LARGE', path, problem, 'unpack it with a program outside, if you trust it');
}

export function damagedArchive(path: string, problem: string, cause?: unknown): SpellError {
  return archiveError('ARCHIVE_DAMAGED', path, problem, 'fetch or create the archive again', cause);
}

export function unknownFormat(path: string, problem: string): SpellError {
  return archiveError('ARCHIVE_FORMAT', path, problem, 'archives are zip, tar, tar.gz (tgz) and gz');
}

function archiveError(code: string, path: string, problem: string, help: string, cause?: unknown): SpellError {
  const message = `cannot unpack '${path}': ${problem}`;
  return new SpellError(code, message, { category: 'Storage error', help, details: { path }, cause });
}

/** Whatever a library or the unpacking of Node says about the bytes. */
export function asArchiveError(path: string, error: unknown): unknown {
  if (error instanceof SpellError || !(error instanceof Error) || error.name === 'AbortError') return error;
  if (/encrypt/i.test(error.message)) return encrypted(path, 'it is encrypted');
  const isCut = /truncated|unexpected end|not enough|end of central directory/i.test(error.message);
  const problem = isCut ? 'it is cut off, or damaged' : `it is damaged (${error.message.replace(/\.$/, '')})`;
  return damagedArchive(path, problem, error);
}
