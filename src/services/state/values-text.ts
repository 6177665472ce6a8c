// Values of state as JSON, YAML and TOML, and back. Control thread.

import { SpellError } from '../../base/errors.js';
import { fromTagged, toTagged } from '../../base/tagged-json.js';
import type { Value } from '../../base/values.js';
import { parseJson } from '../json-text.js';
import { parseToml, writeToml } from '../../config/toml-document.js';

export type StateFormat = 'json' | 'yaml' | 'toml';

export type Values = Readonly<Record<string, Value>>;

/** What none of the formats can say has a tag: bytes, special numbers, large integers (`base/tagged-json.ts`). */
export async function writeValues(values: Values, format: StateFormat): Promise<string> {
  const plain = toTagged(values) as Record<string, unknown>;
  if (format === 'json') return `${JSON.stringify(plain, null, 2)}\n`;
  if (format === 'yaml') return (await import('yaml')).default.stringify(plain);
  return writeToml(plain);
}

/** @throws SpellError `STATE_IMPORT` for what is not in the format, or no table of values by key */
export async function readValues(text: string, format: StateFormat, file: string): Promise<Values> {
  const parsed = await parse(text, format).catch((cause: unknown) => {
    const message = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!.replace(/:$/, '');
    throw noImport(`'${file}' is not ${format.toUpperCase()}: ${message}`, cause);
  });
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw noImport(`'${file}' holds no table of values by key`);
  }
  try {
    return fromTagged(plainDates(parsed)) as Values;
  } catch (cause) {
    throw noImport(`'${file}': ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

async function parse(text: string, format: StateFormat): Promise<unknown> {
  if (format === 'json') return parseJson(text);
  if (format === 'yaml') return (await import('yaml')).default.parse(text, { maxAliasCount: 100 });
  return parseToml(text);
}

/** Lua has no dates. */
function plainDates(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plainDates(field)]));
}

function noImport(message: string, cause?: unknown): SpellError {
  return new SpellError('STATE_IMPORT', message, {
    category: 'Storage error',
    help: 'llmspell state export shows what such a file looks like; --format names the format',
    cause,
  });
}
