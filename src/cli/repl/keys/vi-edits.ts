// What keys of the normal mode of vi do to the text on their own: put back, join, shift, change the case. Any thread.

import type { EditBuffer } from '../edit/buffer.js';
import { nextBoundary, previousBoundary } from '../edit/graphemes.js';
import { firstInLine, lineEnd, lineStart } from '../edit/motions.js';

const STEP = '  ';

/** Whole lines end with a line break, and go above or below. */
export function put(buffer: EditBuffer, piece: string, isAfter: boolean): void {
  const { text, cursor } = buffer;
  if (!piece.endsWith('\n')) {
    const at = isAfter && cursor < lineEnd(text, cursor) ? nextBoundary(text, cursor) : cursor;
    buffer.replace(at, at, piece);
    buffer.moveTo(previousBoundary(buffer.text, at + piece.length));
    return;
  }
  const at = isAfter ? lineEnd(text, cursor) : lineStart(text, cursor);
  buffer.replace(at, at, isAfter ? `\n${piece.slice(0, -1)}` : piece);
  buffer.moveTo(firstInLine(buffer.text, isAfter ? at + 1 : at));
}

export function otherCase(buffer: EditBuffer): void {
  const end = nextBoundary(buffer.text, buffer.cursor);
  if (buffer.cursor >= lineEnd(buffer.text, buffer.cursor)) return;
  const char = buffer.text.slice(buffer.cursor, end);
  const upper = char.toUpperCase();
  buffer.replace(buffer.cursor, end, char === upper ? char.toLowerCase() : upper);
}

/** The next line goes behind this one. */
export function joinLines(buffer: EditBuffer): void {
  const end = lineEnd(buffer.text, buffer.cursor);
  if (end === buffer.text.length) return;
  const blanks = /^[ \t]*/.exec(buffer.text.slice(end + 1))![0].length;
  buffer.replace(end, end + 1 + blanks, ' ');
  buffer.moveTo(end);
}

export function shiftLines(buffer: EditBuffer, start: number, end: number, isRight: boolean): void {
  const from = lineStart(buffer.text, start);
  const lines = buffer.text.slice(from, lineEnd(buffer.text, end)).split('\n');
  const shifted = lines.map((line) => (isRight ? STEP + line : line.replace(/^ {1,2}|^\t/, '')));
  buffer.replace(from, from + lines.join('\n').length, shifted.join('\n'));
  buffer.moveTo(firstInLine(buffer.text, from));
}
