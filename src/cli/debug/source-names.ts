// Files between what people write at the prompt and the absolute paths of the debugger. Control thread.

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { SourceSeen } from './debuggee.js';

/** Below the working directory the way from there, else the path. */
export function shownPath(path: string, workingDirectory = process.cwd()): string {
  const way = relative(workingDirectory, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? path : way;
}

export function shownName({ path, name, reference }: SourceSeen): string {
  // Cells have a path and a name of their own.
  return path === undefined || reference !== undefined ? name : shownPath(path);
}

/** The file that is meant: of the working directory, one that is loaded and ends so, one beside the script; else a file yet to come. */
export function findSource(
  file: string,
  loaded: readonly SourceSeen[],
  script: SourceSeen | undefined,
  workingDirectory = process.cwd(),
): SourceSeen {
  const path = resolve(workingDirectory, file);
  const ofPath = (each: string): SourceSeen => ({ name: shownPath(each), path: each, reference: undefined });
  if (existsSync(path)) return ofPath(path);
  const ending = `/${file.replace(/^\.\//, '')}`;
  const found = loaded.find((source) => source.name === file || source.path?.endsWith(ending) === true);
  if (found !== undefined) return found;
  const beside = script?.path === undefined ? undefined : resolve(dirname(script.path), file);
  return ofPath(beside !== undefined && existsSync(beside) ? beside : path);
}
