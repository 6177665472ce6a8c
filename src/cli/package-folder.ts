// Where this package is installed. Control thread.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package.json above this file, wherever the build has put it. */
export function packageFolder(folder = dirname(fileURLToPath(import.meta.url))): string {
  if (readPackage(folder)['name'] === 'llmspell') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the package.json of llmspell is missing');
  return packageFolder(parent);
}

/** Version of the package. */
export function packageVersion(): string {
  const { version } = readPackage(packageFolder());
  if (typeof version !== 'string') throw new Error('the package.json of llmspell has no version');
  return version;
}

function readPackage(folder: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  } catch {
    // Not in this folder.
    return {};
  }
}
