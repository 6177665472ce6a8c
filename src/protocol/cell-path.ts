// The path that stands for a cell's code, as kernel and JupyterLab compute it each for themselves. Any thread.

import { murmur2 } from './murmur2.js';

/** What `debugInfo` tells JupyterLab; it knows no other hash. */
export const CELL_HASH = { hashMethod: 'Murmur2', hashSeed: 0xc70f6907 } as const;

/** What `debugInfo` calls `tmpFilePrefix` and `tmpFileSuffix`: the folder with its separator, and the extension. */
export interface CellFiles {
  readonly tmpFilePrefix: string;
  readonly tmpFileSuffix: string;
}

/** The path that `dumpCell` answers; the same code has the same path in every run. */
export function cellPath(code: string, files: CellFiles): string {
  const hash = murmur2(Buffer.from(code, 'utf8'), CELL_HASH.hashSeed);
  return `${files.tmpFilePrefix}${hash}${files.tmpFileSuffix}`;
}
