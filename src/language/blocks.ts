// Guesses, from the indentation, which block lacks its `end` when Lua can only say that the file ended too early. Any thread.

import type { SourceText } from './positions.js';
import type { SyntaxCheck } from './syntax-check.js';
import type { Token } from './tokens.js';

/** A block whose closer, by position, seems to belong to another block. */
export interface SuspectBlock {
  /** The opener that probably lacks its `end`. */
  readonly open: Token;
  /** What closes it by position but is indented like something further out. */
  readonly close: Token;
}

/**
 * The innermost block whose closer stands left of the line that opens it, where indentation is otherwise consistent. Undefined
 * when nothing stands out: then the opener that Lua names is all that is known.
 */
export function findSuspectBlock(source: SourceText, check: SyntaxCheck): SuspectBlock | undefined {
  return check.blocks.find(({ open, close }) => {
    if (open.line === close.line || !startsLine(source, close)) return false;
    return isLeftOf(indentation(source, close.line), indentation(source, open.line));
  });
}

/**
 * The first block whose closer stands right of the line that opens it: probably an `end` too many, which closed an outer block too
 * early.
 */
export function findSuspectCloser(source: SourceText, check: SyntaxCheck): SuspectBlock | undefined {
  return check.blocks.find(({ open, close }) => {
    if (open.line === close.line || !startsLine(source, close)) return false;
    return isLeftOf(indentation(source, open.line), indentation(source, close.line));
  });
}

/** Whether the token is the first thing on its line. */
function startsLine(source: SourceText, token: Token): boolean {
  return source.text.slice(source.lineStart(token.line), token.start).trim() === '';
}

/** The blanks that a line starts with. */
function indentation(source: SourceText, line: number): string {
  return /^[ \t]*/.exec(source.lineText(line))![0];
}

/** Whether one indentation is a true prefix of another: mixed tabs and blanks are not compared. */
function isLeftOf(left: string, right: string): boolean {
  return left.length < right.length && right.startsWith(left);
}
