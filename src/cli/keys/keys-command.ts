// What stands behind `llmspell keys`: keys of providers, kept where only the user can read them. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { InvalidValue } from '../../config/invalid-value.js';
import { inFile, inKeyring, keysFile, readKeptKeys, writeKeptKeys } from '../../config/kept-keys.js';
import type { KeptKey } from '../../config/kept-keys.js';
import { askKeyring } from '../../config/keyring.js';
import { secret } from '../../config/kinds/texts.js';
import { readLayers } from '../../config/layers.js';
import { SETTINGS } from '../../config/schema.js';
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
  let problem: string | undefined;
  const rows = [...readKeptKeys({})].map(([name, key]) => {
    // One that does not answer is not asked again.
    if (key.place === 'file') return `${name}${ending(key.value)}  (file)\n`;
    if (problem !== undefined) return `${name}  (keyring: ${problem})\n`;
    try {
      return `${name}${ending(key.value)}  (keyring)\n`;
    } catch (cause) {
      if (!(cause instanceof SpellError)) throw cause;
      problem = 'it cannot be read now';
      return `${name}  (keyring: ${problem})\n`;
    }
  });
  return rows.join('');
}

const ending = (key: string): string => (key.length < LONG_ENOUGH ? '' : `  ...${key.slice(-4)}`);

async function add(name: string, print: Print): Promise<number> {
  const keys = new Map(readKeptKeys({}));
  const useKeyring = await mayUseKeyring();
  const written = await readSecret(`key of ${name} (not shown): `);
  const kept = keep(name, checkedKey(name, written), useKeyring);
  writeKeptKeys({}, keys.set(name, kept));
  return print(`${name} is kept in ${kept.place === 'file' ? keysFile({}) : "the system's keyring"}\n`);
}

function checkedKey(name: string, written: string): string {
  try {
    return secret.parse(written, '');
  } catch (cause) {
    if (!(cause instanceof InvalidValue)) throw cause;
    throw new SpellError('CONFIG_KEYS', `the key of ${name} ${cause.message}`, { help: cause.help });
  }
}

/** @throws SpellError `CONFIG_*` */
async function mayUseKeyring(): Promise<boolean> {
  const { settings, problems } = await readLayers();
  if (problems[0] !== undefined) throw problems[0];
  return settings.get(SETTINGS.keyStore.key)?.value !== 'file';
}

/** In the keyring where there is one that answers. */
function keep(name: string, key: string, useKeyring: boolean): KeptKey {
  const isThere = useKeyring && askKeyring({ action: 'set', name, key }).problem === undefined;
  return isThere ? inKeyring(name, {}) : inFile(key);
}

async function remove(name: string, print: Print): Promise<number> {
  const keys = new Map(readKeptKeys({}));
  const key = keys.get(name);
  if (key === undefined) {
    throw new SpellError('CONFIG_KEYS', `no key of '${name}' is kept${didYouMean(name, keys.keys())}`, {
      help: 'llmspell keys list shows those that are',
    });
  }
  if (key.place === 'keyring') removeFromKeyring(name);
  keys.delete(name);
  writeKeptKeys({}, keys);
  return print(`${name} is removed\n`);
}

function removeFromKeyring(name: string): void {
  const { problem } = askKeyring({ action: 'delete', name });
  if (problem === undefined) return;
  throw new SpellError('CONFIG_KEYS', `the key of ${name} cannot be removed from the system's keyring: ${problem}`, {
    help: 'unlock the keyring, or remove the key there, and try again',
  });
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
