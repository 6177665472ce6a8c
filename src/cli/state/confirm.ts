// Asks before something is lost. Control thread.

import { createInterface } from 'node:readline/promises';
import { SpellError } from '../../base/errors.js';
import type { RawOptions } from '../options.js';

/**
 * Returns where the option was given, or somebody at the terminal says so.
 *
 * @param what as a question: `forget 3 values of 'user'`
 * @param flag the option that answers it, where it is not `--yes`
 * @throws SpellError `USAGE` where nobody does
 */
export async function confirm(what: string, options: RawOptions, flag = 'yes'): Promise<void> {
  if (options.has(flag)) return;
  if (!process.stdin.isTTY) throw refused(what, `nobody is there to be asked: add --${flag}`);
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (/^\s*y(es)?\s*$/i.test(await asked.question(`${what}? (y/n) `))) return;
  } finally {
    asked.close();
  }
  throw refused(what, `answer y, or add --${flag}`);
}

function refused(what: string, help: string): SpellError {
  return new SpellError('USAGE', `nothing was done: ${what}`, { help });
}
