// Where the compiler stopped: the token, what stands around it, what is open. Control thread.

import type { Span } from '../../language/positions.js';
import type { SyntaxCheck, SyntaxProblem } from '../../language/syntax-check.js';
import type { Token } from '../../language/tokens.js';
import type { SourceDocument } from './document.js';
import type { Scene } from './scene.js';

/** The first syntax error of a text, where our reading of it agrees with the compiler's message. */
export interface SyntaxPlace {
  readonly document: SourceDocument;
  readonly check: SyntaxCheck;
  readonly problem: SyntaxProblem;
  readonly token: Token;
  readonly previous: Token | undefined;
  readonly next: Token | undefined;
  /** What had to come, as Lua names it. */
  readonly expected: string | undefined;
}

/** Finds the place; undefined where the message is about something else or does not fit the text. */
export function findSyntaxPlace(scene: Scene): SyntaxPlace | undefined {
  const { document } = scene;
  const check = document?.syntax;
  const problem = check?.problem;
  if (!document || !check || !problem || !agrees(scene, document, problem.token)) return undefined;
  return {
    document,
    check,
    problem,
    token: problem.token,
    previous: check.tokens[problem.index - 1],
    next: check.tokens[problem.index + 1],
    expected: problem.expected,
  };
}

function agrees(scene: Scene, document: SourceDocument, token: Token): boolean {
  const near = / near (?:'(.*)'|(<eof>))$/s.exec(scene.site.message);
  if (!near) return false;
  const lastLine = document.source.lineAt(Math.max(token.start, token.end - 1));
  const isOnLine = scene.line === lastLine || scene.line === token.line;
  if (near[2] !== undefined)
    return token.kind === 'end of file' || token.problem?.startsWith('unfinished long') === true;
  // Texts of strings and numbers are shown as far as they were read, bytes outside ASCII by their numbers.
  const isShownAsIs = token.problem === undefined && token.kind !== 'string' && token.kind !== 'number';
  return isOnLine && (!isShownAsIs || near[1] === token.text);
}

/** Whether the second token follows the first without a blank. */
export function touches(first: Token | undefined, second: Token | undefined): boolean {
  return first !== undefined && first.end === second?.start;
}

export function spanOf(first: Token, last: Token = first): Span {
  return { start: first.start, end: last.end };
}

/** The empty range just after a token. */
export function after(token: Token): Span {
  return { start: token.end, end: token.end };
}

/** The first token of the statement that a token belongs to, where it begins a line. */
export function lineStartToken(place: SyntaxPlace, index: number): number {
  const { tokens } = place.check;
  let first = index;
  while (first > 0 && tokens[first - 1]!.line === tokens[index]!.line) first--;
  return first;
}
