// The beginning of a value as JSON, for records: what is large costs no more than what is kept of it. Any thread.

import type { Value } from '../../base/values.js';

const MOST_CHARACTERS = 2000;
const MOST_DEPTH = 20;

/** Bytes and functions are only named. */
export function beginningOf(value: Value): string {
  const room = { left: MOST_CHARACTERS };
  const text = JSON.stringify(pruned(value, room, 0));
  if (room.left > 0 && text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** As much of it as there is room for. */
function pruned(value: Value, room: { left: number }, depth: number): unknown {
  room.left -= 1;
  if (typeof value === 'string') {
    const kept = value.slice(0, Math.max(room.left, 0));
    room.left -= value.length;
    return kept;
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  if (value instanceof Map) return '<function>';
  if (depth >= MOST_DEPTH) return '…';
  if (Array.isArray(value)) return prunedList(value as readonly Value[], room, depth);
  const kept: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value as Readonly<Record<string, Value>>)) {
    if (room.left <= 0) break;
    room.left -= key.length;
    kept[key] = pruned(entry, room, depth + 1);
  }
  return kept;
}

function prunedList(list: readonly Value[], room: { left: number }, depth: number): unknown[] {
  const kept: unknown[] = [];
  for (const entry of list) {
    if (room.left <= 0) break;
    kept.push(pruned(entry, room, depth + 1));
  }
  return kept;
}
