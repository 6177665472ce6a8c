// Which expression an inspection is about: the name at the cursor, else the function whose arguments the cursor is in. Any thread.

import type { CodeAt } from './code-at.js';
import type { Outline } from './outline.js';
import { readOutline } from './outline.js';
import { chainStart, enclosingCall, placeOf } from './place.js';
import type { VisibleName } from './scope-stack.js';
import type { Shape } from './shapes.js';
import { Shapes } from './shapes.js';

export interface Subject {
  /** As it is written: `a.b:c`. */
  readonly text: string;
  /** The last name of it. */
  readonly name: string;
  readonly shape: Shape;
  /** Where it is just the name of a local. */
  readonly local?: VisibleName;
  /** Called with a colon. */
  readonly isMethod: boolean;
  /** Number of the argument that the cursor is in, from 0. */
  readonly argument?: number;
}

/** What may be meant, most likely first. */
export function findSubjects(code: CodeAt): Subject[] {
  const place = placeOf(code);
  if (place.kind === 'none' && code.tokens.every(({ kind, end }) => kind !== 'number' || end < code.offset)) return [];
  const before = code.countBefore(code.offset);
  const outline = readOutline(code, before);
  const shapes = new Shapes(code, outline);
  const named =
    place.kind === 'member' || place.kind === 'name'
      ? nameSubject(code, outline, shapes, place.word.before)
      : undefined;
  const call = enclosingCall(code, outline.open.functionToken);
  const called = call && subjectOf(code, outline, shapes, call.start, call.end);
  return [...(named ? [named] : []), ...(called ? [{ ...called, argument: call.argument }] : [])];
}

/** The name at the cursor, or behind `f(x)|` that of the function. */
function nameSubject(code: CodeAt, outline: Outline, shapes: Shapes, at: number): Subject | undefined {
  if (code.isName(at) && code.tokens[at]!.start <= code.offset) {
    const isKey = code.is(at + 1, '=') && (code.is(at - 1, '{') || code.is(at - 1, ',')) && isInTable(code, at);
    const start = isKey ? undefined : chainStart(code, at + 1);
    return start === undefined ? undefined : subjectOf(code, outline, shapes, start, at + 1);
  }
  const open = code.is(at - 1, ')') && code.tokens[at - 1]!.end === code.offset ? code.partner(at - 1) : undefined;
  const start = open === undefined || !code.isName(open - 1) ? undefined : chainStart(code, open);
  return start === undefined ? undefined : subjectOf(code, outline, shapes, start, open!);
}

/** Whether the innermost open bracket before a token is that of a table. */
function isInTable(code: CodeAt, index: number): boolean {
  for (let i = index - 1; i >= 0; i--) {
    if (code.is(i, ')') || code.is(i, ']') || code.is(i, '}')) i = code.partner(i) ?? i;
    else if (code.is(i, '{')) return true;
    else if (code.is(i, '(') || code.is(i, '[')) return false;
  }
  return false;
}

function subjectOf(code: CodeAt, outline: Outline, shapes: Shapes, start: number, end: number): Subject | undefined {
  const last = code.tokens[end - 1];
  if (last?.kind !== 'name') return undefined;
  const text = code.source.text.slice(code.tokens[start]!.start, last.end).replaceAll(/\s+/g, ' ');
  const local = start === end - 1 ? outline.visible.find(({ name }) => name === last.text) : undefined;
  const isMethod = code.is(end - 2, ':');
  return { text, name: last.text, shape: shapes.at(start, end), ...(local && { local }), isMethod };
}
