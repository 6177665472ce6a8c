// Reads a TOML configuration file into a flat map of dotted keys. Control thread.

import { readFile } from 'node:fs/promises';
import { didYouMean } from '../base/nearest.js';
import { SpellError } from '../base/errors.js';

const CATEGORY = 'Configuration error';
const MAX_BYTES = 1024 * 1024;

/**
 * @param known dotted keys that may be set; anything else is an error that names the nearest of them
 * @throws SpellError `CONFIG_FILE`, `CONFIG_SYNTAX` (with line and column) or `CONFIG_UNKNOWN_KEY`
 */
export async function readConfigFile(path: string, known: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const text = await readText(path);
  const values = new Map<string, unknown>();
  flatten(await parseToml(path, text), '', known, values);
  for (const key of values.keys()) {
    if (!known.includes(key)) throw unknownKey(path, key, known);
  }
  return values;
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SpellError('CONFIG_FILE', `cannot read the configuration file '${path}': ${reasonOf(cause)}`, {
      category: CATEGORY,
      help: 'give the path of a TOML file after --config',
      details: { path },
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return cause instanceof Error ? cause.message : String(cause);
}

async function parseToml(path: string, text: string): Promise<Readonly<Record<string, unknown>>> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [reason = 'invalid TOML'] = cause.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new SpellError('CONFIG_SYNTAX', `${path}:${cause.line}:${cause.column}: ${reason}`, {
      category: CATEGORY,
      help: 'correct the file; it is TOML, e.g.  [providers.openai]  and below it  model = "name"',
      details: { path, line: cause.line, column: cause.column },
      cause,
    });
  }
}

/** Tables become dotted keys, as far as a known key may lie below them. */
function flatten(
  table: Readonly<Record<string, unknown>>,
  prefix: string,
  known: readonly string[],
  into: Map<string, unknown>,
): void {
  for (const [name, value] of Object.entries(table)) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    if (isTable(value) && !known.includes(key) && Object.keys(value).length > 0) flatten(value, key, known, into);
    else if (!isTable(value) || known.includes(key) || !known.some((other) => other.startsWith(`${key}.`))) {
      into.set(key, value);
    }
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function unknownKey(path: string, key: string, known: readonly string[]): SpellError {
  const hint = didYouMean(key, known);
  return new SpellError('CONFIG_UNKNOWN_KEY', `unknown setting '${key}' in ${path}${hint}`, {
    category: CATEGORY,
    help: `the settings are ${known.join(', ')}`,
    details: { path, key },
  });
}
