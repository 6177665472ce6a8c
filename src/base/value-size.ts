// About how much memory a plain value takes, so that what waits can be bounded. Any thread.

import type { Value } from './values.js';

/** What an object or an entry costs beside its content, in bytes; a rough figure, as all of this. */
const EACH = 16;

export function sizeOf(value: Value): number {
  if (typeof value === 'string') return EACH + value.length;
  if (typeof value !== 'object' || value === null) return EACH;
  if (value instanceof Uint8Array) return EACH + value.byteLength;
  let bytes = EACH;
  if (Array.isArray(value)) for (const entry of value as readonly Value[]) bytes += sizeOf(entry);
  else for (const [key, entry] of Object.entries(value)) bytes += EACH + key.length + sizeOf(entry as Value);
  return bytes;
}
