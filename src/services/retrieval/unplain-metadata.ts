// What metadata of documents cannot hold, since they are kept as JSON. Pure. Any thread.

import type { Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';

/** What is wrong with them, as the end of a sentence; undefined where nothing is. */
export function unplainMetadata(metadata: ValueObject): string | undefined {
  const place = unplain(metadata, 'metadata');
  return place === undefined ? undefined : `${place}, which metadata cannot hold`;
}

/** The first place that JSON has no form for, and what is there. */
function unplain(value: Value, place: string): string | undefined {
  if (typeof value === 'bigint') return `${place} is an integer beyond 2^53`;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${place} is ${value}`;
  if (value instanceof Uint8Array) return `${place} is no UTF-8 text`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (isFunctionRef(value)) return `${place} is a function`;
  const entries: readonly (readonly [string, Value])[] = Array.isArray(value)
    ? value.map((each: Value, at) => [`[${at + 1}]`, each] as const)
    : Object.entries(value).map(([key, each]) => [`.${key}`, each] as const);
  for (const [key, each] of entries) {
    const found = unplain(each, `${place}${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
