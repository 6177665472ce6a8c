// What keys can do to the text, by name: bindings and their configuration speak of these. Any thread.

import type { EditBuffer } from '../edit/buffer.js';
import { partnerOf } from '../edit/brackets.js';
import { nextBoundary, previousBoundary } from '../edit/graphemes.js';
import type { KillRing } from '../edit/kill-ring.js';
import * as motions from '../edit/motions.js';
import type { Motion } from '../edit/motions.js';
import type { Token } from '../../../language/tokens.js';

/** What edits work on. */
export interface Editing {
  readonly buffer: EditBuffer;
  readonly kills: KillRing;
  readonly tokens: () => readonly Token[];
  /** What the last key did, as cutting goes on and putting back is changed only right after itself. */
  readonly last: string;
  /** Column that vertical moves keep. */
  column: number | undefined;
  /** Where what was put back last begins. */
  yankedAt: number;
}

export type Edit = (editing: Editing) => void;

const move =
  (motion: Motion): Edit =>
  ({ buffer }) =>
    buffer.moveTo(motion(buffer.text, buffer.cursor));

const CUTS = new Set<string>();

/** Cuts from the cursor to where a motion leads; cuts in a row are one piece. */
function kill(name: string, motion: Motion): Record<string, Edit> {
  CUTS.add(name);
  return {
    [name]: ({ buffer, kills, last }) => {
      const place = motion(buffer.text, buffer.cursor);
      const isBehind = place >= buffer.cursor;
      kills.push(buffer.deleteTo(place), CUTS.has(last) ? (isBehind ? 'after' : 'before') : undefined);
    },
  };
}

function killMotion(): Motion {
  return (text, at) => {
    const end = motions.lineEnd(text, at);
    return end === at ? nextBoundary(text, at) : end;
  };
}

export const EDITS: Readonly<Record<string, Edit>> = {
  left: move(motions.left),
  right: move(motions.right),
  'line-start': move((text, at) => {
    const first = motions.firstInLine(text, at);
    return at === first ? motions.lineStart(text, at) : first;
  }),
  'line-end': move(motions.lineEnd),
  'text-start': move(() => 0),
  'text-end': move((text) => text.length),
  'word-left': move(motions.wordLeft),
  'word-right': move(motions.wordRight),
  'symbol-left': move(motions.symbolLeft),
  'symbol-right': move(motions.symbolRight),
  bracket: ({ buffer, tokens }) => buffer.moveTo(partnerOf(tokens(), buffer.cursor) ?? buffer.cursor),
  'delete-left': ({ buffer }) => {
    const start = motions.lineStart(buffer.text, buffer.cursor);
    const before = buffer.text.slice(start, buffer.cursor);
    // In an indentation, one step at once.
    const steps = /^(?: {2})+$/.test(before) ? 2 : 0;
    buffer.deleteTo(steps === 0 ? previousBoundary(buffer.text, buffer.cursor) : buffer.cursor - steps, 'delete');
  },
  'delete-right': ({ buffer }) => void buffer.deleteTo(nextBoundary(buffer.text, buffer.cursor), 'delete'),
  ...kill('kill-line', killMotion()),
  ...kill('kill-line-left', motions.lineStart),
  ...kill('kill-word', motions.wordRight),
  ...kill('kill-word-left', motions.wordLeft),
  ...kill('kill-blank-left', motions.blankLeft),
  ...kill('kill-symbol', motions.symbolRight),
  yank: (editing) => {
    const { buffer, kills } = editing;
    editing.yankedAt = buffer.cursor;
    buffer.insert(kills.newest ?? '');
  },
  'yank-older': ({ buffer, kills, last, yankedAt }) => {
    if (last !== 'yank' && last !== 'yank-older') return;
    const piece = kills.older();
    if (piece !== undefined) buffer.replace(yankedAt, buffer.cursor, piece);
  },
  transpose: ({ buffer }) => {
    const { text } = buffer;
    const at =
      buffer.cursor === motions.lineEnd(text, buffer.cursor) ? previousBoundary(text, buffer.cursor) : buffer.cursor;
    const start = previousBoundary(text, at);
    const end = nextBoundary(text, at);
    if (start < motions.lineStart(text, buffer.cursor) || at === start || end === at) return;
    buffer.replace(start, end, text.slice(at, end) + text.slice(start, at));
  },
  'transpose-words': ({ buffer }) => {
    const { text } = buffer;
    const end = motions.wordRight(text, buffer.cursor);
    const start = motions.wordLeft(text, end);
    const firstStart = motions.wordLeft(text, start);
    const firstEnd = motions.wordRight(text, firstStart);
    if (firstEnd > start) return;
    const between = text.slice(firstEnd, start);
    buffer.replace(firstStart, end, text.slice(start, end) + between + text.slice(firstStart, firstEnd));
  },
  'upper-word': changeWord((word) => word.toUpperCase()),
  'lower-word': changeWord((word) => word.toLowerCase()),
  'capital-word': changeWord((word) => word.replace(/\p{L}/u, (letter) => letter.toUpperCase())),
  undo: ({ buffer }) => void buffer.undo(),
  redo: ({ buffer }) => void buffer.redo(),
  comment: ({ buffer }) => {
    const start = motions.lineStart(buffer.text, buffer.cursor);
    const line = buffer.text.slice(start, motions.lineEnd(buffer.text, buffer.cursor));
    const [, indent = '', mark = ''] = /^([ \t]*)(-- ?)?/.exec(line)!;
    const { cursor } = buffer;
    const at = start + indent.length;
    if (mark === '') buffer.replace(at, at, '-- ');
    else buffer.replace(at, at + mark.length, '');
    buffer.moveTo(Math.max(start, cursor + (mark === '' ? 3 : -mark.length)));
  },
};

function changeWord(change: (word: string) => string): Edit {
  return ({ buffer }) => {
    const end = motions.wordRight(buffer.text, buffer.cursor);
    const word = buffer.text.slice(buffer.cursor, end);
    buffer.replace(buffer.cursor, end, change(word));
  };
}

/** To the line above or below; false where there is none. */
export function moveVertically(editing: Editing, lines: -1 | 1): boolean {
  const { buffer } = editing;
  const isSame = editing.last === 'up' || editing.last === 'down';
  const column = (isSame ? editing.column : undefined) ?? motions.columnOf(buffer.text, buffer.cursor);
  editing.column = column;
  const place = motions.verticalMove(buffer.text, buffer.cursor, lines, column);
  if (place === undefined) return false;
  buffer.moveTo(place);
  return true;
}
