// JSON text as plain values, without losing 64-bit integers. Control thread.

import type { Value } from '../base/values.js';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER_MARK = '\u0000integer:';
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * Parses JSON. Integers beyond 2^53 that fit 64 bits become bigints.
 *
 * @throws SyntaxError (or RangeError for bottomless nesting)
 */
export function parseJson(text: string): Value {
  const parsed = JSON.parse(text) as Value;
  if (!/\d{16}/.test(text)) return parsed;
  const marked = text.replace(TOKEN, (token) => (isBigInteger(token) ? JSON.stringify(INTEGER_MARK + token) : token));
  return JSON.parse(marked, (_key, value: unknown) => {
    const isMarked = typeof value === 'string' && value.startsWith(INTEGER_MARK);
    return isMarked ? BigInt(value.slice(INTEGER_MARK.length)) : value;
  }) as Value;
}

function isBigInteger(token: string): boolean {
  if (!/^-?\d{16,20}$/.test(token) || Number.isSafeInteger(Number(token))) return false;
  const value = BigInt(token);
  return value >= MIN_INT64 && value <= MAX_INT64;
}

/** As {@link parseJson}; undefined when the text is not JSON. */
export function tryParseJson(text: string): { readonly value: Value } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}

/** A value as JSON text, big integers as digits, bytes that are no text in Base64, functions left out. */
export function toJsonText(value: Value): string {
  // In a list even nothing is something.
  const marked = JSON.stringify([value], (_key, each: unknown) => {
    if (typeof each === 'bigint') return `${INTEGER_MARK}${each}`;
    if (each instanceof Uint8Array) return Buffer.from(each).toString('base64');
    return each instanceof Map ? undefined : each;
  });
  return marked.slice(1, -1).replace(/"\\u0000integer:(-?\d+)"/g, '$1');
}
