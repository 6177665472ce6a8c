// How large plain data is, roughly, and only as far as it matters. Any thread.

/** Whether a value takes more than `limit` bytes when it is copied to another thread. */
export function isLarger(value: unknown, limit: number): boolean {
  return remaining(value, limit) < 0;
}

/** What is left of `budget` after the value. */
function remaining(value: unknown, budget: number): number {
  if (budget < 0) return budget;
  if (typeof value === 'string') return budget - 8 - value.length;
  if (ArrayBuffer.isView(value)) return budget - 8 - value.byteLength;
  if (typeof value !== 'object' || value === null) return budget - 8;
  let left = budget - 8;
  for (const [key, item] of Object.entries(value)) {
    left = remaining(item, left - (Array.isArray(value) ? 0 : key.length));
    if (left < 0) break;
  }
  return left;
}
