// What scripts write about sessions and artifacts, read with errors that say what is wrong. Any thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { asArray, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws SpellError `SESSION_ARGUMENT`, as all of these */
export function sessionId(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw bad(`Invalid session ID: ${text}`, 'give what Session.create gave, or the id of one in Session.list()');
}

export function optionalText(table: ValueObject, field: string): string | undefined {
  const value = table[field] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrong(field, 'text', value);
}

export function optionalTexts(table: ValueObject, field: string): readonly string[] | undefined {
  const value = table[field] ?? undefined;
  return value === undefined ? undefined : texts(value, field);
}

export function texts(value: Value, name: string): readonly string[] {
  const list = asArray(value);
  if (list?.every((each) => typeof each === 'string') === true) return list;
  throw wrong(name, 'an array of texts', value);
}

export function optionalTable(table: ValueObject, field: string): ValueObject | undefined {
  const value = table[field] ?? undefined;
  if (value === undefined || isValueObject(value)) return value;
  throw wrong(field, 'a table with named fields', value);
}

export function optionalCount(table: ValueObject, field: string, least = 0): number | undefined {
  const value = table[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw wrong(field, `a whole number from ${least}`, value);
}

/** Seconds since 1970, as `os.time` gives, or a date as text; in milliseconds. */
export function optionalTime(table: ValueObject, field: string): number | undefined {
  const value = table[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value * 1000;
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  if (!Number.isNaN(parsed)) return parsed;
  throw wrong(field, 'seconds since 1970, or a date such as 2026-11-29T10:00:00Z,', value);
}

export function bad(message: string, help: string): SpellError {
  return new SpellError('SESSION_ARGUMENT', message, { help });
}

function wrong(field: string, expected: string, value: Value): SpellError {
  const got = typeof value === 'string' ? `'${value}'` : luaTypeOf(value);
  return bad(`${field}: ${expected} expected, got ${got}`, 'see Session and Artifact in docs/reference/lua-api.md');
}
