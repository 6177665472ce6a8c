// The files that words of a command line mean: files, folders, patterns of `*`, `?` and `**`. Control thread.

import { lstat, opendir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Somebody has written its name, so that leaving it out is a failure. */
  readonly isNamed: boolean;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Words that mean nothing that is there. */
  readonly missing: readonly string[];
}

/** In the order of the words, then by name; each file once. Hidden files and `node_modules` are left out of folders, links are not followed. */
export async function findFiles(words: readonly string[], isRecursive: boolean): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const missing: string[] = [];
  for (const word of words) {
    const found = await filesOf(word, isRecursive);
    if (found === undefined) missing.push(word);
    for (const file of found ?? []) files.set(file.path, files.get(file.path) ?? file);
  }
  return { files: [...files.values()], missing };
}

async function filesOf(word: string, isRecursive: boolean): Promise<readonly FoundFile[] | undefined> {
  const path = resolve(word);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory() === true) return named(await filesBelow(path, isRecursive), false);
  if (stats !== undefined) return named([path], true);
  if (!/[*?]/.test(word)) return undefined;
  const beginning = word.slice(0, word.search(/[^/]*[*?]/));
  const pattern = globPattern(resolve(word));
  const below = await filesBelow(resolve(beginning === '' ? '.' : beginning), true);
  const fitting = below.filter((file) => pattern.test(file));
  return fitting.length === 0 ? undefined : named(fitting, false);
}

function named(paths: readonly string[], isNamed: boolean): readonly FoundFile[] {
  return paths.map((path) => ({ path, isNamed }));
}

/** `**` stands for any folders, `*` and `?` for characters of one name. */
function globPattern(path: string): RegExp {
  const source = path
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (part) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[part] ?? '[^/]');
  return new RegExp(`^${source}$`);
}

async function filesBelow(folder: string, isRecursive: boolean): Promise<readonly string[]> {
  const names: string[] = [];
  const directory = await opendir(folder).catch(() => undefined);
  if (directory === undefined) return [];
  for await (const { name } of directory) if (!name.startsWith('.') && name !== 'node_modules') names.push(name);
  const files: string[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile() === true) files.push(path);
    if (stats?.isDirectory() === true && isRecursive) files.push(...(await filesBelow(path, true)));
  }
  return files;
}
