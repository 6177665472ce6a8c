// Lists of keys as every store gives them. Any thread.

/** By code point, which is the order of their bytes. */
export function sortedKeys(keys: Iterable<string>): readonly string[] {
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
