// What stands behind `llmspell keys`: keys of providers, kept where only the user can read them. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { InvalidValue } from '../../config/invalid-value.js';
import { keysFile, readKeptKeys, writeKeptKeys } from '../../config/kept-keys.js';
import { secret } from '../../config/kinds/texts.js';
import { KEYS_COMMANDS } from '../config/option-table.js';
import type { KeysCommand } from '../config/option-table.js';
import type { Print } from '../kernel/print.js';
import { unknownSubcommand } from '../subcommands.js';
import type { CommandLine } from '../parse-args.js';
import { readSecret } from './read-secret.js';

/** Who sees the end of a shorter key knows too much of it. */
const LONG_ENOUGH = 20;

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_KEYS` */
export async function keysCommand({ operands }: CommandLine, print: Print): Promise<number> {
  const [word = '', name, ...surplus] = operands;
  const command = KEYS_COMMANDS.find((known) => known === word);
  if (command === undefined) throw unknownSubcommand('keys', word);
  if (surplus.length > 0 || (name === undefined) !== (command === 'list')) throw wrongUse(command);
  if (name === undefined) return print(listing());
  return command === 'add' ? add(checkedName(name), print) : remove(name, print);
}

function listing(): string {
  const rows = [...readKeptKeys({})].map(
    ([name, key]) => `${name}${key.length < LONG_ENOUGH ? '' : `  ...${key.slice(-4)}`}\n`,
  );
  return rows.join('');
}

async function add(name: string, print: Print): Promise<number> {
  const keys = new Map(readKeptKeys({}));
  const written = await readSecret(`key of ${name} (not shown): `);
  try {
    keys.set(name, secret.parse(written, ''));
  } catch (cause) {
    if (!(cause instanceof InvalidValue)) throw cause;
    throw new SpellError('CONFIG_KEYS', `the key of ${name} ${cause.message}`, { help: cause.help });
  }
  writeKeptKeys({}, keys);
  return print(`${name} is kept in ${keysFile({})}\n`);
}

async function remove(name: string, print: Print): Promise<number> {
  const keys = new Map(readKeptKeys({}));
  if (!keys.delete(name)) {
    throw new SpellError('CONFIG_KEYS', `no key of '${name}' is kept${didYouMean(name, keys.keys())}`, {
      help: 'llmspell keys list shows those that are',
    });
  }
  writeKeptKeys({}, keys);
  return print(`${name} is removed\n`);
}

function checkedName(name: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) return name;
  // Perhaps it is the key itself: it is not shown.
  throw new SpellError('USAGE', 'keys add takes the name of a provider, of letters, digits, - and _', {
    help: 'write llmspell keys add openai; the key itself is asked for, or read from standard input',
  });
}

function wrongUse(command: KeysCommand): SpellError {
  const usage = command === 'list' ? 'list' : `${command} NAME`;
  return new SpellError('USAGE', `keys ${command} takes ${command === 'list' ? 'no name' : 'one name'}`, {
    help: `write llmspell keys ${usage}; keys themselves are never given on the command line`,
  });
}
