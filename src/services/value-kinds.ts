// Tells the kinds of plain values apart and names them as Lua does. Control thread.

import type { LuaFunctionRef, Value } from '../base/values.js';
import { isFunctionRef } from '../base/values.js';

/** A table with named fields. */
export interface ValueObject {
  readonly [key: string]: Value;
}

/** A table that is no array (an empty Lua table is one of these). */
export function isValueObject(value: Value): value is ValueObject {
  return isObjectLike(value) && !isFunctionRef(value);
}

function isObjectLike(value: Value): value is ValueObject | LuaFunctionRef {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** An array, or the empty table, which Lua cannot tell from an empty array. */
export function asArray(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  return isValueObject(value) && Object.keys(value).length === 0 ? [] : undefined;
}

/** The type as Lua's `type` names it. */
export function luaTypeOf(value: Value): string {
  if (value === undefined || value === null) return 'nil';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string' || value instanceof Uint8Array) return 'string';
  return isFunctionRef(value) ? 'function' : 'table';
}

/** The table without its nil fields, typed as a value. */
export function compact(fields: { readonly [key: string]: Value }): ValueObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
