// Where a movement of the cursor leads: functions of text and offset. Any thread.

import { cellsOf, graphemes, nextBoundary, previousBoundary } from './graphemes.js';

export type Motion = (text: string, at: number) => number;

const WORD = /[\p{L}\p{N}\p{M}]/u;
const SYMBOL = /[\p{L}\p{N}\p{M}_]/u;
const BLANK = /\s/u;

export const lineStart: Motion = (text, at) => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

export const lineEnd: Motion = (text, at) => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};

/** The first character of the line that is no blank. */
export const firstInLine: Motion = (text, at) => {
  const start = lineStart(text, at);
  return start + /^[ \t]*/.exec(text.slice(start, lineEnd(text, at)))![0].length;
};

export const left: Motion = previousBoundary;
export const right: Motion = nextBoundary;

/** Over what is no word, then over the word. */
export const wordRight: Motion = (text, at) => over(text, overNot(text, at, WORD, nextBoundary), WORD, nextBoundary);
export const wordLeft: Motion = (text, at) => back(text, backNot(text, at, WORD), WORD);

/** A name of Lua is one symbol, underscores included. */
export const symbolRight: Motion = (text, at) =>
  over(text, overNot(text, at, SYMBOL, nextBoundary), SYMBOL, nextBoundary);
export const symbolLeft: Motion = (text, at) => back(text, backNot(text, at, SYMBOL), SYMBOL);

/** To the blank before, as the Unix terminal deletes words. */
export const blankLeft: Motion = (text, at) => backNot(text, back(text, at, BLANK), BLANK);

/** To the line above or below, as near as possible to a column in cells; undefined where there is none. */
export function verticalMove(text: string, at: number, lines: -1 | 1, column: number): number | undefined {
  const start = lineStart(text, at);
  if (lines === -1) return start === 0 ? undefined : atColumn(text, lineStart(text, start - 1), column);
  const end = lineEnd(text, at);
  return end === text.length ? undefined : atColumn(text, end + 1, column);
}

export function columnOf(text: string, at: number): number {
  let column = 0;
  for (const grapheme of graphemes(text.slice(lineStart(text, at), at))) column += cellsOf(grapheme);
  return column;
}

function atColumn(text: string, start: number, column: number): number {
  const end = lineEnd(text, start);
  let at = start;
  for (let cells = 0; at < end;) {
    const next = nextBoundary(text, at);
    cells += cellsOf(text.slice(at, next));
    if (cells > column) break;
    at = next;
  }
  return at;
}

function over(text: string, from: number, kind: RegExp, step: Motion): number {
  let at = from;
  while (at < text.length && kind.test(text.slice(at, step(text, at)))) at = step(text, at);
  return at;
}

function overNot(text: string, from: number, kind: RegExp, step: Motion): number {
  let at = from;
  while (at < text.length && !kind.test(text.slice(at, step(text, at)))) at = step(text, at);
  return at;
}

function back(text: string, from: number, kind: RegExp): number {
  let at = from;
  while (at > 0 && kind.test(text.slice(previousBoundary(text, at), at))) at = previousBoundary(text, at);
  return at;
}

function backNot(text: string, from: number, kind: RegExp): number {
  let at = from;
  while (at > 0 && !kind.test(text.slice(previousBoundary(text, at), at))) at = previousBoundary(text, at);
  return at;
}
