// What the operators of vi do to a piece of the text: cut, change, copy, shift. Pure. Any thread.

import type { EditBuffer } from '../edit/buffer.js';
import { graphemes, previousBoundary } from '../edit/graphemes.js';
import type { KillRing } from '../edit/kill-ring.js';
import { firstInLine, lineStart } from '../edit/motions.js';
import { shiftLines } from './vi-edits.js';

/** A piece of the text; whole lines come without the line break behind the last. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly isLines: boolean;
}

/** All but `c`, for which {@link change} stands. */
export function operate(operator: string, buffer: EditBuffer, kills: KillRing, { start, end, isLines }: Piece): void {
  if (operator === '>' || operator === '<') {
    shiftLines(buffer, start, end, operator === '>');
    return;
  }
  cut(buffer, kills, { start, end, isLines });
  if (operator === 'y') {
    // Lines that are copied leave the cursor, unless it was behind the first of them.
    const stays = isLines && lineStart(buffer.text, buffer.cursor) <= start;
    if (!stays) buffer.moveTo(start);
    return;
  }
  if (!isLines) buffer.replace(start, end, '');
  else if (end < buffer.text.length) buffer.replace(start, end + 1, '');
  else buffer.replace(Math.max(0, start - 1), end, '');
  if (isLines) buffer.moveTo(firstInLine(buffer.text, Math.min(start, buffer.text.length)));
}

/** Lines keep their indentation. */
export function change(buffer: EditBuffer, kills: KillRing, piece: Piece): void {
  cut(buffer, kills, piece);
  const { start, end, isLines } = piece;
  const indent = isLines ? /^[ \t]*/.exec(buffer.text.slice(start, end))![0] : '';
  buffer.replace(start + indent.length, end, '');
}

/** Puts the text in place of the piece. @param keeps what was there is not put back next */
export function putInPlace(buffer: EditBuffer, kills: KillRing, piece: Piece, keeps: boolean): void {
  const { start, end, isLines } = piece;
  const newest = kills.newest ?? '';
  const isLine = newest.endsWith('\n');
  const text = isLine ? newest.slice(0, -1) : newest;
  const isApart = isLine && !isLines;
  if (!keeps) cut(buffer, kills, piece);
  buffer.replace(start, end, isApart ? `\n${text}\n` : text);
  const first = start + (isApart ? 1 : 0);
  buffer.moveTo(isLine || isLines ? firstInLine(buffer.text, first) : previousBoundary(buffer.text, buffer.cursor));
}

/** `~`, `u` and `U`. */
export function changeCase(buffer: EditBuffer, { start, end }: Piece, how: string): void {
  const old = buffer.text.slice(start, end);
  const other = (char: string): string => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase());
  const changed = how === 'u' ? old.toLowerCase() : how === 'U' ? old.toUpperCase() : Array.from(old, other).join('');
  buffer.replace(start, end, changed);
  buffer.moveTo(start);
}

/** Each character becomes this one; lines stay lines. */
export function fill(buffer: EditBuffer, { start, end }: Piece, char: string): void {
  const filled = [...graphemes(buffer.text.slice(start, end))].map((each) => (each === '\n' ? each : char));
  buffer.replace(start, end, filled.join(''));
  buffer.moveTo(start);
}

function cut(buffer: EditBuffer, kills: KillRing, { start, end, isLines }: Piece): void {
  const text = buffer.text.slice(start, end);
  kills.push(isLines ? `${text}\n` : text);
}
