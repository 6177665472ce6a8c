// Reads the text of a configuration file as TOML. Control thread.

import { readFile } from 'node:fs/promises';
import { SpellError } from '../base/errors.js';
import { CATEGORY } from './parse-setting.js';

const MAX_BYTES = 1024 * 1024;

/** Text and content of a file. @throws SpellError `CONFIG_FILE`, `CONFIG_SYNTAX` with line and column */
export async function readTomlFile(path: string): Promise<{ text: string; values: Table }> {
  const text = await readText(path);
  return { text, values: await parseToml(path, text) };
}

export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SpellError('CONFIG_FILE', `cannot read the configuration file '${path}': ${reasonOf(cause)}`, {
      category: CATEGORY,
      help: 'give the path of a TOML file after --config; llmspell config validate shows where files are looked for',
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

/** @throws SpellError `CONFIG_SYNTAX` */
export async function parseToml(path: string, text: string): Promise<Table> {
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
