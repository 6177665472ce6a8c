// The source around a line, for a terminal of any width. Any thread.

import { displayed, screenColumn, widthOf } from '../../diagnostics/terminal/text.js';
import { paint } from '../paint.js';

export interface ListingOptions {
  /** Marked with `>`; none where nothing is paused. */
  readonly current: number | undefined;
  /** Column of the statement in the current line, from 1, where it is known. */
  readonly column?: number | undefined;
  /** Lines with a breakpoint that stops. */
  readonly breakpoints: ReadonlySet<number>;
  readonly width: number;
  readonly hasColor: boolean;
}

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** `size` lines around the middle, as far as there are any. */
export function rangeAround(line: number, size: number, count: number): Range {
  const first = Math.max(1, Math.min(line - Math.floor(size / 2), count - size + 1));
  return { first, last: Math.min(count, first + size - 1) };
}

/** Lines with their numbers: `> 12  code`, `* 13  code` where a breakpoint is. */
export function formatListing(lines: readonly string[], range: Range, options: ListingOptions): string {
  const digits = String(range.last).length;
  const rows: string[] = [];
  for (let line = range.first; line <= range.last && line <= lines.length; line++) {
    rows.push(formatLine(lines[line - 1] ?? '', line, digits, options));
    if (line === options.current) rows.push(...caret(lines[line - 1] ?? '', digits, options));
  }
  return rows.length === 0 ? '' : `${rows.join('\n')}\n`;
}

function formatLine(text: string, line: number, digits: number, options: ListingOptions): string {
  const { current, breakpoints, width, hasColor } = options;
  const isCurrent = line === current;
  const mark = isCurrent ? '>' : breakpoints.has(line) ? '*' : ' ';
  const number = String(line).padStart(digits);
  const room = Math.max(10, width - digits - 4);
  const code = cut(displayed(text), room);
  if (!hasColor) return `${mark} ${number}  ${code}`.trimEnd();
  const shownMark = mark === '*' ? paint('red', mark, true) : paint('bold', paint('green', mark, true), true);
  return `${shownMark} ${paint('gray', number, true)}  ${isCurrent ? paint('bold', code, true) : code}`.trimEnd();
}

/** Under a statement that does not begin the line. */
function caret(text: string, digits: number, { column = 1, width, hasColor }: ListingOptions): string[] {
  const at = screenColumn(text, column);
  if (text.slice(0, column - 1).trim() === '' || at >= width - digits - 5) return [];
  return [`${' '.repeat(digits + 4 + at)}${paint('green', '^', hasColor)}`];
}

/** At most so wide; `…` where something is missing. */
export function cut(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > room - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
