// Files as tools touch them: checked by the policy, without following links that were put in place after the check,
// within limits, and with errors that name the path. Control thread.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { SpellError } from '../../base/errors.js';
import type { ToolContext } from './tool.js';

/** The most that a tool reads or writes at once. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** Opens a regular file. @throws SpellError `PERMISSION_READ` or `FILE_*` */
export async function openForReading(path: string, context: ToolContext): Promise<FileHandle> {
  const real = context.policy.checkRead(path);
  // Without O_NONBLOCK opening a named pipe would wait for its other end.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await withPath('read', path, () => open(real, flags));
  try {
    await withPath('read', path, () => requireRegular(file, path));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function requireRegular(file: FileHandle, path: string): Promise<void> {
  const stats = await file.stat();
  if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  if (!stats.isFile())
    throw fileError('FILE_NOT_REGULAR', `cannot read '${path}': it is a device or a pipe`, 'name a file', path);
}

/** The whole content. @throws SpellError `PERMISSION_READ`, `FILE_TOO_LARGE` or another `FILE_*` */
export async function readWhole(path: string, context: ToolContext): Promise<Buffer> {
  const file = await openForReading(path, context);
  try {
    return await withPath('read', path, () => readUpTo(file, MAX_FILE_BYTES, path, context.signal));
  } finally {
    await file.close();
  }
}

async function readUpTo(file: FileHandle, limit: number, path: string, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(256 * 1024), 0, 256 * 1024, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    total += bytesRead;
    if (total > limit) throw tooLarge('read', path);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

/** Writes or appends `content`. @throws SpellError `PERMISSION_WRITE`, `FILE_TOO_LARGE` or another `FILE_*` */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: 'write' | 'append',
  context: ToolContext,
): Promise<number> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const real = context.policy.checkWrite(path);
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(mode, path);
  const how = mode === 'append' ? constants.O_APPEND : constants.O_TRUNC;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK | how;
  return withPath(mode, path, async () => {
    const file = await open(real, flags);
    try {
      await file.writeFile(bytes);
      return bytes.length;
    } finally {
      await file.close();
    }
  });
}

function tooLarge(action: string, path: string): SpellError {
  const message = `cannot ${action} '${path}': it is more than ${MAX_FILE_BYTES} bytes`;
  return fileError('FILE_TOO_LARGE', message, 'use io.open and work on it in parts', path);
}

/** What an error code of the operating system means: our code, its reason, and what to do. */
const REASONS: Readonly<Record<string, readonly [code: string, reason: string, help: string]>> = {
  ENOENT: [
    'FILE_NOT_FOUND',
    'there is no such file or directory',
    'check the path; create missing directories with create_dir',
  ],
  EISDIR: ['FILE_IS_DIRECTORY', 'it is a directory', 'name a file, or list it with list_dir'],
  ENOTDIR: ['FILE_NOT_DIRECTORY', 'a part of the path is not a directory', 'check the path'],
  EEXIST: ['FILE_EXISTS', 'it exists already', 'remove it first or choose another name'],
  ENOTEMPTY: ['FILE_NOT_EMPTY', 'the directory is not empty', 'pass recursive = true to remove what is in it'],
  EACCES: ['FILE_ACCESS', 'the operating system denies access', 'change the permissions of the file'],
  EPERM: ['FILE_ACCESS', 'the operating system denies access', 'change the permissions of the file'],
  EROFS: ['FILE_ACCESS', 'the file system is read-only', 'choose another place'],
  ENOSPC: ['FILE_NO_SPACE', 'there is no space left', 'free some space or choose another place'],
  ELOOP: ['FILE_ACCESS', 'a link was put in its place', 'try again'],
};

/** Runs an operation on `path`, turning the operating system's errors into ones that say what to do. */
export async function withPath<T>(action: string, path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    if (error instanceof SpellError || error.name === 'AbortError') throw error;
    const [code, reason, help] = REASONS[error.code] ?? ['FILE_ERROR', error.message, 'check the path'];
    throw fileError(code, `cannot ${action} '${path}': ${reason}`, help, path, error);
  }
}

export function fileError(code: string, message: string, help: string, path: string, cause?: unknown): SpellError {
  return new SpellError(code, message, { category: 'Storage error', help, details: { path }, cause });
}
