// Files that commands are given to read or to write. Control thread.

import { lstat, open, readFile, rm, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SpellError } from '../base/errors.js';

const REASONS: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  ENOENT: ['it is not there, or its folder is not', 'check the path'],
  ENOTDIR: ['a part of the path is not a folder', 'check the path'],
  EEXIST: ['it is there already', 'give another name, or delete it first'],
  EISDIR: ['it is a folder', 'give a file'],
  EACCES: ['permission denied', 'check who may use it: ls -l'],
  EPERM: ['permission denied', 'check who may use it: ls -l'],
  EROFS: ['it is on a read-only file system', 'give another place'],
  EDQUOT: ['your share of the disk is used up', 'make room, or give another place'],
  EFBIG: ['it would be too large', 'give another place'],
  ENOSPC: ['there is no space left', 'make room, or give another place'],
};

/** @param path `-` is standard input. @throws SpellError `USAGE` */
export async function readOperand(path: string): Promise<Buffer> {
  try {
    return await (path === '-' ? buffer(process.stdin) : readFile(path));
  } catch (error) {
    throw unusable('read', path, error as NodeJS.ErrnoException);
  }
}

/**
 * Only its owner may read it. Where there is no room for all of it, nothing of it is left.
 *
 * @param isNew refuses a file that is there
 * @throws SpellError `USAGE`
 */
export async function writeOperand(path: string, content: string | Uint8Array, isNew = false): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600, flag: isNew ? 'wx' : 'w' });
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    if (NO_ROOM.has(error.code)) await removePart(path);
    throw unusable('write', path, error);
  }
}

/**
 * What comes piece by piece. Only its owner may read it. Where not all of it comes or can be written, nothing of it is left.
 *
 * @throws SpellError `USAGE`, and what ends the pieces
 */
export async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const cannotWrite = (error: unknown): never => {
    throw unusable('write', path, error as NodeJS.ErrnoException);
  };
  const file = await open(path, 'w', 0o600).catch(cannotWrite);
  try {
    for await (const piece of pieces) await file.writeFile(piece).catch(cannotWrite);
    await file.close().catch(cannotWrite);
  } catch (error) {
    await file.close().catch(() => undefined);
    await removePart(path);
    throw error;
  }
}

const NO_ROOM: ReadonlySet<string | undefined> = new Set(['EDQUOT', 'EFBIG', 'ENOSPC']);

/** Devices stay. */
async function removePart(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() === true) await rm(path).catch(() => undefined);
}

function unusable(use: string, path: string, error: NodeJS.ErrnoException): SpellError {
  const [reason, help] = REASONS[error.code ?? ''] ?? [error.message, 'check the path'];
  const place = path === '-' ? 'standard input' : `'${path}'`;
  return new SpellError('USAGE', `cannot ${use} ${place}: ${reason}`, { help, cause: error });
}
