// The regular files below a directory, in the order of their names, without following links. Control thread.

import type { Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

export interface WalkOptions {
  readonly recursive: boolean;
  readonly maxDepth: number;
  readonly excludedDirectories: readonly string[];
  readonly signal: AbortSignal;
}

export interface FoundFile {
  /** Relative to the directory; empty where that is itself a file. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly stats: Stats;
}

/** @param root checked and resolved by the caller */
export async function* walkFiles(root: string, options: WalkOptions): AsyncGenerator<FoundFile> {
  const stats = await lstat(root);
  if (stats.isFile()) yield { name: '', path: root, size: stats.size, stats };
  else yield* walk(root, '', 1, options);
}

async function* walk(root: string, prefix: string, depth: number, options: WalkOptions): AsyncGenerator<FoundFile> {
  const names: string[] = [];
  for await (const entry of await opendir(join(root, prefix))) names.push(entry.name);
  for (const entry of names.sort()) {
    options.signal.throwIfAborted();
    const name = join(prefix, entry);
    const path = join(root, name);
    // It may have gone since.
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile() === true) yield { name, path, size: stats.size, stats };
    const isBelow = options.recursive && depth < options.maxDepth && !options.excludedDirectories.includes(entry);
    if (stats?.isDirectory() === true && isBelow) yield* walk(root, name, depth + 1, options);
  }
}
