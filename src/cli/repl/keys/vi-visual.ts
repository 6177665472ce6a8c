// The visual mode of vi: which text is selected, and what a key does with it. Pure. Any thread.

import type { EditBuffer } from '../edit/buffer.js';
import { nextBoundary } from '../edit/graphemes.js';
import type { KillRing } from '../edit/kill-ring.js';
import { lineEnd, lineStart } from '../edit/motions.js';
import { joinLines } from './vi-edits.js';
import type { Piece } from './vi-operators.js';
import { changeCase, operate, putInPlace } from './vi-operators.js';

/** Its keys that do something with what is selected: an operator, one with whole lines, or an edit by the name of its key. */
export const VI_VISUAL: Readonly<Record<string, string>> = {
  ...{ d: 'd', x: 'd', X: 'd lines', D: 'd lines' },
  ...{ c: 'c', s: 'c', S: 'c lines', C: 'c lines', R: 'c lines' },
  ...{ y: 'y', Y: 'y lines', '>': '>', '<': '<', '~': '~', u: 'u', U: 'U' },
  ...{ J: 'J', p: 'p', P: 'P', o: 'o', O: 'o' },
};

/** Actions of the normal mode that hold here too, and leave the selection. */
export const MOVING: ReadonlySet<string> = new Set([
  ...['left', 'right', 'up', 'down', 'line-start', 'line-end', 'text-start', 'text-end', 'bracket'],
  ...['word-left', 'word-right', 'symbol-left', 'symbol-right', 'vi-visual', 'vi-visual-lines'],
  ...['clear-screen', 'suspend'],
]);

/** These hold too, without the selection. */
export const ENDING: ReadonlySet<string> = new Set(['cancel', 'enter', 'vi-enter', 'run', 'editor']);

/** From one end to the other, with the characters at both. */
export function selected(text: string, anchor: number, cursor: number, isLines: boolean): Piece {
  const [first, last] = [Math.min(anchor, cursor), Math.max(anchor, cursor)];
  if (isLines) return { start: lineStart(text, first), end: lineEnd(text, last), isLines };
  return { start: first, end: nextBoundary(text, last), isLines };
}

/** Everything but changing, which goes on in the insert mode. */
export function editSelected(key: string, buffer: EditBuffer, kills: KillRing, piece: Piece): void {
  if (key === '~' || key === 'u' || key === 'U') changeCase(buffer, piece, key);
  else if (key === 'p' || key === 'P') putInPlace(buffer, kills, piece, key === 'P');
  else if (key === 'J') joinSelected(buffer, piece);
  else operate(key, buffer, kills, piece);
}

/** Two lines at least. */
function joinSelected(buffer: EditBuffer, { start, end }: Piece): void {
  const breaks = buffer.text.slice(start, end).split('\n').length - 1;
  buffer.beginGroup();
  buffer.moveTo(start);
  for (let left = Math.max(1, breaks); left > 0; left--) joinLines(buffer);
  buffer.endGroup();
}
