// Puts the entries of a table into lines: one line where they fit, filled lines for lists of short values, else one entry a line.
// Engine thread.

export interface Entry {
  /** Without a key it is an element of the list. */
  readonly key: string | undefined;
  readonly value: string;
}

const WIDTH = 76;
/** Longer elements have a line each. */
const SHORT = 20;
const INDENT = 2;

/**
 * @param more what to say in place of the entries that are not shown
 * @param indent spaces for each level; 0 puts everything into one line
 */
export function layOut(entries: readonly Entry[], more: string | undefined, indent = INDENT): string {
  const items = entries.map(({ key, value }) => (key === undefined ? value : `${key} = ${value}`));
  const oneLine = `{${items.join(', ')}}`;
  if (indent === 0) return more === undefined ? oneLine : `{${[...items, more].join(', ')}}`;
  if (more === undefined && oneLine.length <= WIDTH && !oneLine.includes('\n')) return oneLine;
  const isShortList = entries.every(({ key, value }) => key === undefined && value.length <= SHORT);
  const lines = isShortList ? fill(items) : items;
  const inside = more === undefined ? lines.join(',\n') : [...lines.map((line) => `${line},`), more].join('\n');
  return `{\n${inside.replace(/^/gm, ' '.repeat(indent))}\n}`;
}

function fill(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 < WIDTH) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines;
}
