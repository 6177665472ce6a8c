// Programs of others that some tests compare against. On a bare machine such a test is a printed skip; where REQUIRE_PEERS=1 is
// set, as in .ci/run, a missing program fails.

import { spawnSync } from 'node:child_process';
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
  const [path] = programs(name, env);
  return path === undefined ? missing(name, `${name}, which is not on the PATH`, env) : { skip: false, path };
}

/**
 * Looks for a Python 3 that has all these modules. It need not be the first on the PATH: Debian's modules are those of its own.
 *
 * @param modules at least one, e.g. `jupyter_client`
 * @throws when there is none and REQUIRE_PEERS=1
 */
export function pythonPeer(modules: readonly string[], env: NodeJS.ProcessEnv = process.env): Peer {
  const path = programs('python3', env).find((program) => hasModules(program, modules, env));
  const wanted = `a python3 with ${modules.join(', ')}, which is not on the PATH`;
  return path === undefined ? missing('python3', wanted, env) : { skip: false, path };
}

function missing(path: string, wanted: string, env: NodeJS.ProcessEnv): Peer {
  if (env.REQUIRE_PEERS === '1') throw new Error(`REQUIRE_PEERS=1, but the tests need ${wanted}`);
  return { skip: `needs ${wanted}`, path };
}

/** Absolute paths in the order of the PATH. */
function programs(name: string, env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

function hasModules(python: string, modules: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const code = 'import sys, importlib.util as u; sys.exit(any(u.find_spec(name) is None for name in sys.argv[1:]))';
  return spawnSync(python, ['-c', code, ...modules], { env, stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
