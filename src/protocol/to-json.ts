// Values of scripts as JSON for message contents. Any thread.

import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import { isFunctionRef } from '../base/values.js';
import type { JsonValue } from './schema.js';

const MAX_DEPTH = 200;

/**
 * What JSON cannot say is said as clients expect it: bytes in base64, integers beyond 2^53 as decimal text, numbers that
 * are not finite and nil as null, entries of objects that are nil not at all.
 *
 * @throws SpellError `MESSAGE_VALUE` for functions and for tables nested more than 200 deep
 */
export function toJson(value: Value): JsonValue {
  return convert(value, 0);
}

function convert(value: Value, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw unsayable(`tables nested more than ${MAX_DEPTH} deep`);
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value.toString();
  if (typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
  if (isFunctionRef(value)) throw unsayable('functions');
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => convert(item, depth + 1));
  return convertObject(value as Readonly<Record<string, Value>>, depth);
}

function convertObject(value: Readonly<Record<string, Value>>, depth: number): JsonValue {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, convert(item, depth + 1)]));
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

function unsayable(what: string): SpellError {
  return new SpellError('MESSAGE_VALUE', `Messages cannot carry ${what}`, { help: 'send plain data' });
}
