// What documents say about themselves besides their text: when, and for how long. Any thread.

import type { Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';
import { badOption } from './retrieval-errors.js';

/** Metadata that tells when something was, in the order in which they are asked. */
const TIMES = ['timestamp', 'event_time', 'created_at'];
/** Metadata that tells how many seconds a document stays. */
const LIFETIMES = ['ttl', 'ttl_seconds', 'expires_in'];

/** In milliseconds of `Date.now`; undefined where it says nothing that is a time. Numbers are seconds, large ones milliseconds. */
export function timeOf(metadata: ValueObject): number | undefined {
  for (const name of TIMES) {
    const value = metadata[name];
    if (typeof value === 'number' && Number.isFinite(value)) return Math.round(value > 1e11 ? value : value * 1000);
    const time = typeof value === 'string' ? Date.parse(value) : NaN;
    if (Number.isFinite(time)) return time;
  }
  return undefined;
}

/** In milliseconds. @throws SpellError `RAG_OPTION` for what is no number of seconds above 0 */
export function lifetimeOf(metadata: ValueObject): number | undefined {
  const name = LIFETIMES.find((each) => (metadata[each] ?? undefined) !== undefined);
  return name === undefined ? undefined : milliseconds(metadata[name], `metadata.${name}`);
}

/** Of seconds above 0. @throws SpellError `RAG_OPTION` */
export function milliseconds(value: Value, name: string): number {
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && seconds > 0 && seconds < 1e10) return Math.ceil(seconds * 1000);
  throw badOption(`${name}: seconds above 0 expected`, `write a number, such as ${name} = 3600`);
}
