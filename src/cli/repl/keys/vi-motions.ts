// Where the motions of vi lead, and what an operator takes with each. Pure. Any thread.

import { nextBoundary, previousBoundary } from '../edit/graphemes.js';
import type { Motion } from '../edit/motions.js';
import { firstInLine, lineEnd, lineStart } from '../edit/motions.js';

export interface ViMotion {
  readonly move: Motion;
  /** `exclusive`: up to the place; `inclusive`: with the character there; `lines`: whole lines. */
  readonly takes: 'exclusive' | 'inclusive' | 'lines';
}

type Kind = 'blank' | 'word' | 'other' | 'line';

const SYMBOL = /[\p{L}\p{N}\p{M}_]/u;

/** An empty line counts as a word. */
function kindAt(text: string, at: number, isBig: boolean): Kind {
  const char = text.slice(at, nextBoundary(text, at));
  if (char === '\n') return lineStart(text, at) === at ? 'line' : 'blank';
  if (/^\s/.test(char)) return 'blank';
  return isBig || SYMBOL.test(char) ? 'word' : 'other';
}

function nextWord(isBig: boolean): Motion {
  return (text, from) => {
    let at = from;
    const kind = kindAt(text, at, isBig);
    if (kind !== 'blank' && kind !== 'line') {
      while (at < text.length && kindAt(text, at, isBig) === kind) at = nextBoundary(text, at);
    } else if (kind === 'line') at = nextBoundary(text, at);
    while (at < text.length && kindAt(text, at, isBig) === 'blank') at = nextBoundary(text, at);
    return at;
  };
}

function wordEnd(isBig: boolean): Motion {
  return (text, from) => {
    let at = nextBoundary(text, from);
    const isGap = (): boolean => ['blank', 'line'].includes(kindAt(text, at, isBig));
    while (at < text.length && isGap()) at = nextBoundary(text, at);
    if (at >= text.length) return Math.max(from, previousBoundary(text, text.length));
    const kind = kindAt(text, at, isBig);
    for (let next = nextBoundary(text, at); next < text.length && kindAt(text, next, isBig) === kind;) {
      at = next;
      next = nextBoundary(text, at);
    }
    return at;
  };
}

function wordStart(isBig: boolean): Motion {
  return (text, from) => {
    let at = previousBoundary(text, from);
    while (at > 0 && kindAt(text, at, isBig) === 'blank') at = previousBoundary(text, at);
    const kind = kindAt(text, at, isBig);
    if (kind === 'line' || kind === 'blank') return at;
    for (let before = previousBoundary(text, at); at > 0 && kindAt(text, before, isBig) === kind;) {
      at = before;
      before = previousBoundary(text, at);
    }
    return at;
  };
}

const exclusive = (move: Motion): ViMotion => ({ move, takes: 'exclusive' });
const inclusive = (move: Motion): ViMotion => ({ move, takes: 'inclusive' });

/** By their keys; those that need the partner of a bracket or a line above are elsewhere. */
export const VI_MOTIONS: Readonly<Record<string, ViMotion>> = {
  h: exclusive((text, at) => Math.max(lineStart(text, at), previousBoundary(text, at))),
  l: exclusive((text, at) => Math.min(lineEnd(text, at), nextBoundary(text, at))),
  ' ': exclusive(nextBoundary),
  '0': exclusive(lineStart),
  '^': exclusive(firstInLine),
  $: inclusive((text, at) => Math.max(lineStart(text, at), previousBoundary(text, lineEnd(text, at)))),
  w: exclusive(nextWord(false)),
  W: exclusive(nextWord(true)),
  e: inclusive(wordEnd(false)),
  E: inclusive(wordEnd(true)),
  b: exclusive(wordStart(false)),
  B: exclusive(wordStart(true)),
  G: { move: (text) => firstInLine(text, text.length), takes: 'lines' },
  gg: { move: (text) => firstInLine(text, 0), takes: 'lines' },
};

/** A character of the line: `f`, `t` and their capitals; undefined where it is not there. */
export function findChar(key: string, char: string, count: number): Motion {
  const isForward = key === 'f' || key === 't';
  return (text, from) => {
    const [start, end] = [lineStart(text, from), lineEnd(text, from)];
    let at = from;
    for (let left = count; left > 0; left--) {
      at = isForward ? text.indexOf(char, at + 1) : at === 0 ? -1 : text.lastIndexOf(char, at - 1);
      if (at < start || at >= end) return from;
    }
    if (key === 't') return Math.max(from, previousBoundary(text, at));
    return key === 'T' ? Math.min(from, nextBoundary(text, at)) : at;
  };
}

const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  ...{ '(': ['(', ')'], ')': ['(', ')'], b: ['(', ')'], '[': ['[', ']'], ']': ['[', ']'] },
  ...{ '{': ['{', '}'], '}': ['{', '}'], B: ['{', '}'] },
};

/** `iw`, `a(`, `i"` and their kind; undefined where there is none around the cursor. */
export function textObject(text: string, at: number, form: string, key: string): readonly [number, number] | undefined {
  if (key === 'w' || key === 'W') return wordAround(text, at, form === 'a', key === 'W');
  if (key === '"' || key === "'") return quoted(text, at, form === 'a', key);
  const pair = PAIRS[key];
  return pair === undefined ? undefined : bracketed(text, at, form === 'a', pair);
}

function wordAround(text: string, at: number, isWhole: boolean, isBig: boolean): readonly [number, number] {
  const kind = kindAt(text, at, isBig);
  let [start, end] = [at, nextBoundary(text, at)];
  while (start > lineStart(text, at) && kindAt(text, previousBoundary(text, start), isBig) === kind) {
    start = previousBoundary(text, start);
  }
  while (end < lineEnd(text, at) && kindAt(text, end, isBig) === kind) end = nextBoundary(text, end);
  if (isWhole) while (end < lineEnd(text, at) && kindAt(text, end, isBig) === 'blank') end++;
  return [start, Math.min(end, Math.max(start, lineEnd(text, at)))];
}

function quoted(text: string, at: number, isWhole: boolean, quote: string): readonly [number, number] | undefined {
  const [first, last] = [lineStart(text, at), lineEnd(text, at)];
  for (let open = text.indexOf(quote, first); open !== -1 && open < last;) {
    const close = text.indexOf(quote, open + 1);
    if (close === -1 || close >= last) return undefined;
    if (at <= close) return isWhole ? [open, close + 1] : [open + 1, close];
    open = text.indexOf(quote, close + 1);
  }
  return undefined;
}

function bracketed(
  text: string,
  at: number,
  isWhole: boolean,
  [open, close]: readonly [string, string],
): readonly [number, number] | undefined {
  const start = unbalanced(text, at, -1, open, close);
  const end = start === undefined ? undefined : unbalanced(text, start + 1, 1, close, open);
  if (start === undefined || end === undefined) return undefined;
  return isWhole ? [start, end + 1] : [start + 1, end];
}

/** The nearest bracket that has no partner on the way. */
function unbalanced(text: string, from: number, step: 1 | -1, wanted: string, other: string): number | undefined {
  let depth = 0;
  for (let at = from; at >= 0 && at < text.length; at += step) {
    if (text[at] === wanted && depth-- === 0) return at;
    if (text[at] === other && at !== from) depth++;
  }
  return undefined;
}
