// Writes and removes kernelspecs: the folders through which Jupyter knows how a kernel is started. Control thread.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { packageFolder, packageVersion } from '../package-folder.js';

export interface KernelspecOptions {
  /** `share/jupyter/kernels` below a prefix, or that of the user. */
  readonly kernelsFolder: string;
  /** As Jupyter calls it. */
  readonly name: string;
  /** What starts llmspell: absolute paths of Node and of the command. */
  readonly command: readonly string[];
  /** Of `kernel start`. */
  readonly options: readonly string[];
}

/** @returns the folder. @throws SpellError `KERNEL_INSTALL` */
export async function installKernelspec({ kernelsFolder, name, command, options }: KernelspecOptions): Promise<string> {
  const folder = join(kernelsFolder, name);
  await refuseForeign(folder, name);
  const spec = {
    argv: [...command, 'kernel', 'start', ...options, '--connection-file={connection_file}'],
    display_name: name === DEFAULT_NAME ? 'LLMSpell (Lua)' : `LLMSpell (${name})`,
    language: 'lua',
    interrupt_mode: 'message',
    // What JupyterLab shows its debugger for.
    metadata: { debugger: true, llmspell: { version: packageVersion() } },
  };
  try {
    await mkdir(folder, { recursive: true });
    await copyLogos(folder);
    await writeFile(join(folder, SPEC_FILE), `${JSON.stringify(spec, null, 2)}\n`);
  } catch (cause) {
    throw installError('write', folder, cause);
  }
  return folder;
}

/** @returns the folder that was removed. @throws SpellError `KERNEL_INSTALL` */
export async function uninstallKernelspec(kernelsFolder: string, name: string): Promise<string> {
  const folder = join(kernelsFolder, name);
  if (!existsSync(folder)) {
    throw new SpellError('KERNEL_INSTALL', `there is no kernelspec '${name}' in ${kernelsFolder}`, {
      help: 'say where and under which name it was installed: --user, --sys-prefix or --prefix, --name',
    });
  }
  await refuseForeign(folder, name);
  try {
    await rm(folder, { recursive: true });
  } catch (cause) {
    throw installError('remove', folder, cause);
  }
  return folder;
}

export const DEFAULT_NAME = 'llmspell';
const SPEC_FILE = 'kernel.json';

/** @throws SpellError `USAGE`: Jupyter takes no other names */
export function checkKernelspecName(name: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(name) && !/^\.+$/.test(name)) return name;
  throw new SpellError('USAGE', `--name: '${name}' is no name for a kernelspec`, {
    help: 'use letters, digits, and . _ -',
  });
}

async function copyLogos(folder: string): Promise<void> {
  const logos = join(packageFolder(), 'dist', 'logos');
  await Promise.all((await readdir(logos)).map((file) => copyFile(join(logos, file), join(folder, file))));
}

/** Another kernel's folder is neither replaced nor removed. */
async function refuseForeign(folder: string, name: string): Promise<void> {
  if (!existsSync(folder) || (await isOurs(folder))) return;
  throw new SpellError('KERNEL_INSTALL', `${folder} is not a kernelspec of llmspell`, {
    help: name === DEFAULT_NAME ? 'choose another name with --name' : 'choose another --name',
  });
}

async function isOurs(folder: string): Promise<boolean> {
  try {
    const spec = JSON.parse(await readFile(join(folder, SPEC_FILE), 'utf8')) as { metadata?: { llmspell?: unknown } };
    return spec.metadata?.llmspell !== undefined;
  } catch {
    // An installation that was cut short has no file yet.
    return (await readdir(folder).catch(() => ['?'])).every((file) => file.startsWith('logo-'));
  }
}

function installError(action: string, folder: string, cause: unknown): SpellError {
  const reason = cause instanceof Error ? cause.message.replace(/^[A-Z]+: /, '') : String(cause);
  return new SpellError('KERNEL_INSTALL', `cannot ${action} the kernelspec ${folder}: ${reason}`, {
    help: 'choose a folder that you may write: --user, --sys-prefix or --prefix FOLDER',
    cause,
  });
}
