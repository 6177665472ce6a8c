// Programs of others that some tests compare against. On a bare machine such a test is a printed skip; where REQUIRE_PEERS=1 is
// set, as in .ci/run, a missing program fails.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Peer {
  /** For the options of `test`: `false`, or why the test cannot run here. */
  readonly skip: false | string;
  /** Absolute path; the bare name when it is missing. */
  readonly path: string;
}

/**
 * Looks for a program on the PATH.
 *
 * @param name the program, e.g. `lua5.4`
 * @throws when it is missing and REQUIRE_PEERS=1
 */
export function peer(name: string, env: NodeJS.ProcessEnv = process.env): Peer {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (path !== undefined) return { skip: false, path };
  if (env.REQUIRE_PEERS === '1') throw new Error(`REQUIRE_PEERS=1, but there is no ${name} on the PATH`);
  return { skip: `needs ${name}, which is not on the PATH`, path: name };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
