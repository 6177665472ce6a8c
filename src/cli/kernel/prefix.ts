// Where a kernelspec goes: the user's own folder, that of a Python environment, or any other. Control thread.

import { join, resolve } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { jupyterDataFolder } from '../../client/kernel-folder.js';
import type { RawOptions } from '../options.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of kernelspecs that the options mean. @throws SpellError `USAGE`, `KERNEL_INSTALL` */
export async function kernelsFolder(options: RawOptions, environment: Environment = process.env): Promise<string> {
  const given = ['user', 'sys-prefix', 'prefix'].filter((name) => options.has(name));
  if (given.length > 1) {
    throw new SpellError('USAGE', `--${given[0]} does not go with --${given[1]}`, { help: 'choose one of them' });
  }
  const prefix = options.get('prefix')?.at(-1);
  if (typeof prefix === 'string') return below(resolve(prefix));
  if (options.has('sys-prefix')) return below(await sysPrefix(environment));
  return join(jupyterDataFolder(environment), 'kernels');
}

function below(prefix: string): string {
  return join(prefix, 'share', 'jupyter', 'kernels');
}

async function sysPrefix(environment: Environment): Promise<string> {
  for (const variable of ['CONDA_PREFIX', 'VIRTUAL_ENV']) {
    const prefix = environment[variable];
    if (prefix !== undefined && prefix !== '') return prefix;
  }
  const [{ execFile }, { promisify }] = await Promise.all([import('node:child_process'), import('node:util')]);
  try {
    const run = promisify(execFile);
    const { stdout } = await run('python3', ['-c', 'import sys; print(sys.prefix)'], { env: { ...environment } });
    return stdout.trimEnd();
  } catch (cause) {
    throw new SpellError('KERNEL_INSTALL', 'no Python environment was found for --sys-prefix', {
      help: 'activate one, put python3 on the PATH, or give the folder: --prefix FOLDER',
      cause,
    });
  }
}
