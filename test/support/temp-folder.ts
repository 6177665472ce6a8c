// A folder for the files of one test file, removed when its process ends.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TempFolder {
  readonly path: string;
  /** Writes a file below it and gives its absolute path. */
  file(name: string, content: string | Uint8Array): string;
}

export function tempFolder(): TempFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'llmspell-test-')));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    file: (name, content) => {
      const place = join(path, name);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, content);
      return place;
    },
  };
}
