// What starts llmspell from anywhere. Control thread.

import { join } from 'node:path';
import { packageFolder } from '../package-folder.js';

/** Absolute paths of Node and of the command of this package. */
export function ownCommand(): [node: string, command: string] {
  return [process.execPath, join(packageFolder(), 'dist', 'llmspell.cjs')];
}
