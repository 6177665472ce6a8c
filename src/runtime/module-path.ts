// Where `require` looks: the templates of `package.path` and what they stand for. Engine thread.

import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { SpellError } from '../base/errors.js';
import { createPolicy } from '../permissions/policy.js';
import type { PermissionPolicy } from '../permissions/policy.js';
import type { RuntimeHost } from './library.js';
import { policyOf } from './per-host.js';

/** Templates for the script's folder, the configured ones and the working directory, in this order. */
export function defaultPath(host: RuntimeHost): string {
  const folders = [...programFolders(host), host.workingDirectory];
  const shown = [...new Set(folders.map((folder) => shownFolder(folder, host.workingDirectory)))];
  // In a template these two characters have a meaning that cannot be taken from them.
  const usable = shown.filter((folder) => !/[;?]/.test(folder));
  return usable.flatMap((folder) => [`${folder}/?.lua`, `${folder}/?/init.lua`]).join(';');
}

/** Relative where it lies below the working directory. */
function shownFolder(folder: string, workingDirectory: string): string {
  const way = relative(workingDirectory, resolve(workingDirectory, folder));
  if (way === '') return '.';
  const isBelow = !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
  return isBelow ? `./${way}` : resolve(workingDirectory, folder);
}

/** Folders that belong to the program itself, whatever it may read otherwise. */
function programFolders(host: RuntimeHost): readonly string[] {
  const { scriptName, scriptDirectory } = host.run;
  return [...(scriptName === undefined ? [] : [scriptDirectory]), ...host.modulePath];
}

/**
 * The permissions for loading a module: its Lua files beside the script and on the configured path are part of the program
 * that the user has chosen to run, so they need no permission of their own.
 */
export function modulePolicyFor(host: RuntimeHost, path: string): PermissionPolicy {
  const { read } = host.permissions;
  if (read === true || !path.endsWith('.lua')) return policyOf(host);
  const folders = programFolders(host).map((folder) => resolve(host.workingDirectory, folder));
  return createPolicy(
    { ...host.permissions, read: [...(read === false ? [] : read), ...folders] },
    host.workingDirectory,
  );
}

export interface Search {
  /** The first file that is there and may be read. */
  readonly found?: string;
  /** One line for each place, as Lua words it. */
  readonly misses: readonly string[];
}

/** Puts the module's name into each template and looks whether there is such a file. */
export function searchPath(host: RuntimeHost, name: string, path: string, separator = '.', replacement = '/'): Search {
  const inPath = separator === '' ? name : name.replaceAll(separator, replacement);
  const misses: string[] = [];
  for (const template of path.split(';')) {
    if (template === '') continue;
    const file = template.replaceAll('?', inPath);
    const problem = problemWith(host, file);
    if (problem === undefined) return { found: file, misses };
    misses.push(problem);
  }
  return { misses };
}

function problemWith(host: RuntimeHost, file: string): string | undefined {
  try {
    const real = modulePolicyFor(host, file).checkRead(file);
    return statSync(real, { throwIfNoEntry: false })?.isFile() === true ? undefined : `no file '${file}'`;
  } catch (error) {
    // Whether it exists is not told.
    if (error instanceof SpellError) return `no permission to read '${file}' (${error.help ?? error.message})`;
    return `no file '${file}'`;
  }
}
