// The text behind a chunk name: code of an earlier execution, or a file. Control thread.

import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cells } from './cells.js';

/** Longer code is not shown: reports read it whole, two seconds for each MB, and all clients would wait for that. */
const MAX_SOURCE_BYTES = 512 * 1024;

/**
 * Undefined where nothing is known: scripts name their chunks as they like.
 * @param workingDirectory where the paths of files begin; default: the process's
 */
export async function readSource(chunkName: string, cells: Cells, workingDirectory = ''): Promise<string | undefined> {
  const code = cells.sourceOf(chunkName);
  if (code !== undefined) return code.length <= MAX_SOURCE_BYTES ? code : undefined;
  if (!chunkName.startsWith('@')) return undefined;
  const path = resolve(workingDirectory, chunkName.slice(1));
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= MAX_SOURCE_BYTES ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
