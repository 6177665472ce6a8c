// What starts llmspell from anywhere. Control thread.

import { realpathSync } from 'node:fs';

/** Absolute paths of Node and of the command, the same that run now. */
export function ownCommand(): [node: string, command: string] {
  return [process.execPath, realpathSync(process.argv[1] ?? '')];
}
