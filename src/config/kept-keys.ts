// Keys of providers that the user has given to `llmspell keys`: a file that only the user can read holds them, or says that the
// system's keyring does. Control thread.

import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SpellError } from '../base/errors.js';
import { userFolder } from './discover.js';
import type { Places } from './discover.js';
import { askKeyring } from './keyring.js';
import { CATEGORY } from './parse-setting.js';

export interface KeptKey {
  readonly place: 'file' | 'keyring';
  /** The keyring is asked when this is read, once. @throws SpellError `CONFIG_KEYS` */
  readonly value: string;
}

export type KeptKeys = ReadonlyMap<string, KeptKey>;

export function keysFile(places: Places): string {
  return join(userFolder(places), 'keys.json');
}

/** By name, sorted. @throws SpellError `CONFIG_KEYS`, also when others could read it; never with its content */
export function readKeptKeys(places: Places): KeptKeys {
  const path = keysFile(places);
  if (!existsSync(path)) return new Map();
  const text = readPrivately(path);
  try {
    const keys = JSON.parse(text) as unknown;
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) throw new Error('it is not an object');
    const entries = Object.entries(keys).flatMap(([name, entry]): [string, KeptKey][] => {
      if (typeof entry === 'string') return [[name, inFile(entry)]];
      return isInKeyring(entry) ? [[name, inKeyring(name, places)]] : [];
    });
    return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    // What was wrong with it could quote a key.
    throw refused(path, 'it does not hold keys by name', `remove it, and add the keys again: rm ${path}`);
  }
}

export const inFile = (value: string): KeptKey => ({ place: 'file', value });

export function inKeyring(name: string, { environment }: Places): KeptKey {
  let known: string | undefined;
  return {
    place: 'keyring',
    get value() {
      if (known !== undefined) return known;
      const { key, problem } = askKeyring({ action: 'get', name }, environment);
      if (key === undefined) throw notInKeyring(name, problem);
      known = key;
      return key;
    },
  };
}

const IN_KEYRING = { kept_in: 'keyring' } as const;

const isInKeyring = (entry: unknown): boolean =>
  typeof entry === 'object' && entry !== null && (entry as Partial<typeof IN_KEYRING>).kept_in === 'keyring';

function notInKeyring(name: string, problem: string | undefined): SpellError {
  const what = problem ?? 'it is not there';
  return new SpellError('CONFIG_KEYS', `the key of ${name} cannot be read from the system's keyring: ${what}`, {
    category: CATEGORY,
    help: `unlock the keyring, or add the key again: llmspell keys add ${name}`,
    details: { name },
  });
}

function readPrivately(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const isPrivate = process.platform === 'win32' || (fstatSync(file).mode & 0o077) === 0;
    if (!isPrivate) throw refused(path, 'others can read it', `take that away: chmod 600 ${path}`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof SpellError) throw cause;
    throw refused(path, (cause as NodeJS.ErrnoException).code ?? 'it cannot be read', 'look at the file');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whole or not at all. @throws SpellError `CONFIG_KEYS` */
export function writeKeptKeys(places: Places, keys: KeptKeys): void {
  const path = keysFile(places);
  const temporary = `${path}.${process.pid}`;
  const entries = [...keys].map(([name, key]) => [name, key.place === 'keyring' ? IN_KEYRING : key.value]);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw refused(path, (cause as NodeJS.ErrnoException).code ?? 'it cannot be written', 'look at the folder');
  }
}

function refused(path: string, problem: string, help: string): SpellError {
  return new SpellError('CONFIG_KEYS', `the file of keys '${path}': ${problem}`, {
    category: CATEGORY,
    help,
    details: { path },
  });
}
