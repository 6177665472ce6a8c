// Opens files for scripts: permissions first, then only what cannot block or do harm by being opened. Engine thread.

import { constants, closeSync, fstatSync, openSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { SpellError } from '../base/errors.js';
import type { PermissionPolicy } from '../permissions/policy.js';
import type { FileAccess } from './open-file.js';

/** Devices that give or take bytes without end and without effect. */
const HARMLESS_DEVICES = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom'];

export interface OpenMode extends FileAccess {
  readonly flags: number;
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = constants;

const FLAGS: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  'r+': O_RDWR,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  'w+': O_RDWR | O_CREAT | O_TRUNC,
  a: O_WRONLY | O_CREAT | O_APPEND,
  'a+': O_RDWR | O_CREAT | O_APPEND,
};

/** A mode of `io.open`; undefined where it is none. `b` changes nothing: bytes stay as they are in either case. */
export function parseMode(text: string): OpenMode | undefined {
  const match = /^([rwa]\+?)b*$/.exec(text);
  const kind = match?.[1];
  if (kind === undefined) return undefined;
  return {
    flags: FLAGS[kind] as number,
    canRead: kind.startsWith('r') || kind.endsWith('+'),
    canWrite: kind !== 'r',
    appends: kind.startsWith('a'),
  };
}

/**
 * Opens `path` and gives the descriptor.
 *
 * @throws SpellError `PERMISSION_READ`, `PERMISSION_WRITE`, or `FILE_NOT_REGULAR` for pipes, sockets and most devices;
 *   errors of node:fs
 */
export function openForScript(policy: PermissionPolicy, path: string, mode: OpenMode): number {
  const real = checkAccess(policy, path, mode);
  const existing = statSync(real, { throwIfNoEntry: false });
  // Before opening, because opening alone can wait for a pipe's other end or rewind a tape.
  if (existing !== undefined) requireHarmless(existing, real, path);
  const fd = openSync(real, mode.flags | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    requireHarmless(fstatSync(fd), real, path);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

function checkAccess(policy: PermissionPolicy, path: string, mode: OpenMode): string {
  if (!mode.canWrite) return policy.checkRead(path);
  if (mode.canRead) policy.checkRead(path);
  return policy.checkWrite(path);
}

/** Directories pass: reading one, and opening it for writing, fail in the operating system's own words. */
function requireHarmless(stats: Stats, real: string, path: string): void {
  if (stats.isFile() || stats.isDirectory()) return;
  if (stats.isCharacterDevice() && HARMLESS_DEVICES.includes(real)) return;
  const kind = stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
  throw new SpellError('FILE_NOT_REGULAR', `${path}: it is ${kind}, and only files can be opened`, {
    category: 'Storage error',
    help: 'name a file',
    details: { path },
  });
}
