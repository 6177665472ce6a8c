// Lua values as JSON text, 64-bit integers with all their digits. Control thread.

import type { Value } from '../base/values.js';

/**
 * JSON has no bytes, no NaN and no infinity: byte strings that are not UTF-8 become `{"base64": "..."}`, the others null.
 *
 * @param indent spaces per level; 0 for one line
 */
export function toJson(value: Value, indent = 0): string {
  return write(value, indent, '\n');
}

/** Lua keeps no order of keys: by name they stand the same way each time. */
export function byKey(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(byKey);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value as Readonly<Record<string, Value>>);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, byKey(item)]));
}

function write(value: Value, indent: number, lineEnd: string): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Uint8Array) return write({ base64: Buffer.from(value).toString('base64') }, indent, lineEnd);
  const inner = indent === 0 ? '' : lineEnd + ' '.repeat(indent);
  const outer = indent === 0 ? '' : lineEnd;
  if (isList(value))
    return list(
      '[',
      value.map((item) => write(item, indent, inner)),
      ']',
      inner,
      outer,
    );
  const colon = indent === 0 ? ':' : ': ';
  const entries = Object.entries(value as Readonly<Record<string, Value>>).filter(([, item]) => item !== undefined);
  const fields = entries.map(([key, item]) => `${JSON.stringify(key)}${colon}${write(item, indent, inner)}`);
  return list('{', fields, '}', inner, outer);
}

function list(open: string, items: readonly string[], close: string, inner: string, outer: string): string {
  if (items.length === 0) return open + close;
  return `${open}${items.map((item) => inner + item).join(',')}${outer}${close}`;
}

/** `Array.isArray` alone would lose the type of the items. */
const isList = (value: Value & object): value is readonly Value[] => Array.isArray(value);
