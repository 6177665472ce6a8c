// Plain values as JSON for models: 64-bit integers keep their value, bytes become base64. Control thread.

import type { Value } from '../../base/values.js';

export function toJsonText(value: Value): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(toJsonText).join(',')}]`;
  if (value instanceof Map || typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value as { readonly [key: string]: Value }).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${toJsonText(field)}`).join(',')}}`;
}
