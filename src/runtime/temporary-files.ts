// Files in the temporary folder, for io.tmpfile and os.tmpname. Engine thread.

import { constants, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PermissionPolicy } from '../permissions/policy.js';

const ATTEMPTS = 100;

export interface TemporaryFile {
  readonly fd: number;
  readonly path: string;
}

/**
 * Creates and opens a file that no one else has.
 *
 * @param isHidden whether it disappears from the folder at once and from the disk when it is closed
 * @throws SpellError `PERMISSION_WRITE`; errors of node:fs
 */
export function openTemporary(policy: PermissionPolicy, isHidden: boolean): TemporaryFile {
  for (let attempt = 1; ; attempt++) {
    const path = join(tmpdir(), `lua_${Math.random().toString(36).slice(2, 10).padEnd(8, '0')}`);
    const real = policy.checkWrite(path);
    try {
      const fd = openSync(real, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
      if (isHidden) unlinkSync(real);
      return { fd, path };
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isTaken || attempt === ATTEMPTS) throw error;
    }
  }
}
