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
import { formatJson } from '../kernel/format-json.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import { unknownSubcommand } from '../subcommands.js';
import type { CommandLine } from '../parse-args.js';
import { readSecret } from './read-secret.js';

/** Who sees the end of a shorter key knows too much of it. */
const LONG_ENOUGH = 20;

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_KEYS` */
export async function keysCommand({ operands, options }: CommandLine, print: Print): Promise<number> {
  const [word = '', name, ...surplus] = operands;
  const command = KEYS_COMMANDS.find((known) => known === word);
  if (command === undefined) throw unknownSubcommand('keys', word);
  if (surplus.length > 0 || (name === undefined) !== (command === 'list')) throw wrongUse(command);
  const { output } = toOptions(options);
  if (name === undefined) {
    const keys = listed();
    return print(output === 'json' || output === 'pretty' ? formatJson(keys, output) : inWords(keys));
  }
  return command === 'add' ? add(checkedName(name), print) : remove(name, print);
}

interface ListedKey {
  readonly name: string;
  readonly place: 'file' | 'keyring';
  /** Its last characters, where it is long. */
  readonly ending?: string;
  readonly problem?: string;
}

function listed(): readonly ListedKey[] {
  let problem: string | undefined;
  return [...readKeptKeys({})].map(([name, key]): ListedKey => {
    const { place } = key;
    // A keyring that does not answer is not asked again.
    if (problem !== undefined && place === 'keyring') return { name, place, problem };
    try {
      return { name, place, ...(key.value.length < LONG_ENOUGH ? {} : { ending: key.value.slice(-4) }) };
    } catch (cause) {
      if (!(cause instanceof SpellError)) throw cause;
      problem = 'it cannot be read now';
      return { name, place, problem };
    }
  });
}

function inWords(keys: readonly ListedKey[]): string {
  if (keys.length === 0) return 'no keys are kept\n';
  const lines = keys.map(({ name, place, ending, problem }) => {
    const where = problem === undefined ? place : `${place}: ${problem}`;
    return `${name}${ending === undefined ? '' : `  ...${ending}`}  (${where})\n`;
  });
  return lines.join('');
}

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
    const help =
      written.trim() === '' ? `type it when asked, or pipe it: llmspell keys add ${name} < FILE` : cause.help;
    throw new SpellError('CONFIG_KEYS', `the key of ${name} ${cause.message}`, { help });
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
