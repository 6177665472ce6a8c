// Where a function ends, as its layout shows. Any thread.

/** The last line of the function that begins at this one: the next that is indented as little, and ends blocks. */
export function functionEnd(lines: readonly string[], line: number): number {
  const first = lines[line - 1] ?? '';
  const indent = indentOf(first);
  if (/\bend\b\s*[),;]*\s*(--.*)?$/.test(first)) return line;
  const below = lines.slice(line).findIndex((text) => indentOf(text) <= indent && /^\s*[)}]*\s*end\b/.test(text));
  return below === -1 ? lines.length : line + 1 + below;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
