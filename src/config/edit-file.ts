// Changes one value in the text of a configuration file and leaves the rest, comments too, as it is. Any thread.

import { isDeepStrictEqual } from 'node:util';
import { SpellError } from '../base/errors.js';
import { CATEGORY } from './parse-setting.js';
import { isTable, parseToml } from './read-file.js';
import type { Table } from './read-file.js';
import { findPlaces } from './toml-places.js';
import type { TomlPlaces } from './toml-places.js';
import { tomlKey, tomlValue } from './toml-text.js';

export interface Edit {
  /** Of the file, for messages. */
  readonly file: string;
  readonly key: string;
  readonly value: unknown;
}

/** @throws SpellError `CONFIG_SYNTAX`; `CONFIG_FILE` where the value cannot be put in without changing more */
export async function editText(text: string, { file, key, value }: Edit): Promise<string> {
  const before = await parseToml(file, text);
  const path = key.split('.');
  const edited = put(text, findPlaces(text), path, tomlValue(value));
  const wanted = withValue(before, path, value);
  const isRight = isDeepStrictEqual(plain(await parsed(file, edited)), plain(wanted));
  if (isRight) return edited;
  throw new SpellError('CONFIG_FILE', `'${key}' cannot be set in ${file} without changing other lines`, {
    category: CATEGORY,
    help: `write it by hand: ${key} = ${tomlValue(value)}`,
    details: { path: file, key },
  });
}

function put(text: string, { entries, tables }: TomlPlaces, path: readonly string[], written: string): string {
  const isAt = (place: readonly string[], wanted: readonly string[]): boolean =>
    place.length === wanted.length && place.every((part, at) => part === wanted[at]);
  const entry = entries.find((known) => isAt(known.path, path));
  if (entry !== undefined) return text.slice(0, entry.valueStart) + written + text.slice(entry.valueEnd);
  const parent = path.slice(0, -1);
  const line = `${tomlKey(path.at(-1) ?? '')} = ${written}`;
  const table = tables.find((known) => isAt(known.path, parent));
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  if (table !== undefined) {
    const lineEnd = text.indexOf('\n', table.end);
    const at = lineEnd < 0 ? text.length : lineEnd + 1;
    const gap = lineEnd < 0 ? end : '';
    return `${text.slice(0, at)}${gap}${line}${end}${text.slice(at)}`;
  }
  const gap = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  return `${text}${gap}[${parent.map(tomlKey).join('.')}]${end}${line}${end}`;
}

async function parsed(file: string, text: string): Promise<Table | undefined> {
  try {
    return await parseToml(file, text);
  } catch {
    return undefined;
  }
}

function withValue(table: Table, [name = '', ...rest]: readonly string[], value: unknown): Table {
  const below = table[name];
  return { ...table, [name]: rest.length === 0 ? value : withValue(isTable(below) ? below : {}, rest, value) };
}

/** Without the null prototypes of the parser. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return typeof value === 'bigint' ? Number(value) : value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
