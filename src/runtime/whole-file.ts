// Reads a file of a script's in one piece, behind the permissions. Engine thread.

import { closeSync, fstatSync, readSync } from 'node:fs';
import type { PermissionPolicy } from '../permissions/policy.js';
import { openForScript, parseMode } from './file-opening.js';
import type { OpenMode } from './file-opening.js';
import { systemError } from './system-errors.js';

/**
 * @param checkSize throws for files that are too large; it is asked before anything is read
 * @throws what {@link openForScript} throws, and errors of node:fs
 */
export function readWholeFile(policy: PermissionPolicy, path: string, checkSize: (bytes: number) => void): Buffer {
  const fd = openForScript(policy, path, parseMode('r') as OpenMode);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw systemError(stats.isDirectory() ? 'EISDIR' : 'EINVAL');
    checkSize(stats.size);
    const content = Buffer.allocUnsafe(stats.size);
    let length = 0;
    for (let count = -1; count !== 0 && length < content.length; length += count) {
      count = readSync(fd, content, length, content.length - length, null);
    }
    return content.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}
