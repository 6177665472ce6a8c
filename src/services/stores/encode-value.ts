// Values as JSON text that gives the same values back: bytes, 64-bit integers and special floats are tagged. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

const MAX_DEPTH = 200;
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Tags are objects with one key: `$bytes` (base64), `$integer` (decimal text), `$float` (`NaN`, `Infinity`, `-Infinity`,
 * `-0`), and `$object` around an object that has keys beginning with `$` itself.
 *
 * @throws SpellError `STATE_VALUE` for functions, tables nested more than 200 deep, or more than 64 Mi characters
 */
export function encodeValue(value: Value): string {
  const text = JSON.stringify(toJson(value, 0));
  if (text.length <= MAX_CHARACTERS) return text;
  throw unstorable(`it takes ${text.length} characters, more than ${MAX_CHARACTERS}`, 'save it in parts or in a file');
}

function toJson(value: Value, depth: number): unknown {
  if (depth > MAX_DEPTH) throw unstorable(`its tables are nested more than ${MAX_DEPTH} deep`, 'save it in parts');
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return { $integer: value.toString() };
  if (typeof value === 'number')
    return isPlainNumber(value) ? value : { $float: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => toJson(item, depth + 1));
  if (isFunctionRef(value)) throw unstorable('it contains a function', 'save plain data only');
  return isValueObject(value) ? objectToJson(value, depth) : null;
}

function isPlainNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function objectToJson(value: ValueObject, depth: number): unknown {
  const present = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  const object = Object.fromEntries(present.map(([key, item]) => [key, toJson(item, depth + 1)]));
  return present.some(([key]) => key.startsWith('$')) ? { $object: object } : object;
}

/** The inverse of {@link encodeValue}. @throws SyntaxError when the text is not JSON */
export function decodeValue(text: string): Value {
  return fromJson(JSON.parse(text));
}

function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== 'object' || json === null) return json as Value;
  const entries = Object.entries(json);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith('$') === true) return fromTag(first[0], first[1]);
  return fromEntries(entries);
}

function fromTag(tag: string, content: unknown): Value {
  switch (tag) {
    case '$bytes':
      return new Uint8Array(Buffer.from(String(content), 'base64'));
    case '$integer':
      return BigInt(String(content));
    case '$float':
      return Number(content);
    case '$object':
      return fromEntries(Object.entries(content as object));
    default:
      throw new SyntaxError(`unknown tag ${tag}`);
  }
}

/** Own properties only: a key `__proto__` is a key like any other. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Value {
  return Object.fromEntries(entries.map(([key, item]) => [key, fromJson(item)]));
}

function unstorable(reason: string, help: string): SpellError {
  return new SpellError('STATE_VALUE', `cannot save this value: ${reason}`, { category: 'Storage error', help });
}
