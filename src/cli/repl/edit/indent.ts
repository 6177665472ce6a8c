// How far a line of unfinished Lua is indented: one step more for each block or bracket that is open. Any thread.

import type { Token } from '../../../language/tokens.js';
import { lineStart } from './motions.js';

const STEP = '  ';
const OPENING = new Set(['function', 'then', 'do', 'repeat', '(', '{', '[']);
const CLOSING = new Set(['end', 'until', ')', '}', ']']);
const MIDDLE = new Set(['else', 'elseif']);
/** Lines that begin with one of these go one step back. */
const BACK = /^(?:end|until|else|elseif)\b|^[)\]}]/;

/** The indentation of the line that a break at `offset` begins: that of its line, and what the line has opened. */
export function indentAfter(text: string, tokens: readonly Token[], offset: number): string {
  const start = lineStart(text, offset);
  const own = /^[ \t]*/.exec(text.slice(start, offset))![0];
  let depth = 0;
  for (const { start: at, end, text: word, kind } of tokens) {
    if (at < start || end > offset || kind === 'string') continue;
    if (OPENING.has(word)) depth++;
    else if (CLOSING.has(word)) depth = Math.max(0, depth - 1);
    else if (MIDDLE.has(word)) depth = word === 'else' ? depth + 1 : Math.max(0, depth - 1);
  }
  // `else` and its kind stand where they have been moved back to, and open again what they have closed.
  return own + STEP.repeat(Math.min(depth, 1));
}

/** What a line that has just become an `end` or its kind is indented by; undefined where it stays. */
export function outdented(
  text: string,
  cursor: number,
  tokens: readonly Token[],
): { start: number; indent: string } | undefined {
  const start = lineStart(text, cursor);
  const line = text.slice(start, cursor);
  const [, own = '', word = ''] = /^([ \t]*)(\S+)$/.exec(line) ?? [];
  if (start === 0 || !BACK.test(word)) return undefined;
  const opener = openerOf(tokens, start + own.length);
  if (opener === undefined) return undefined;
  const openerStart = lineStart(text, opener);
  const indent = /^[ \t]*/.exec(text.slice(openerStart, opener))![0];
  return indent === own ? undefined : { start, indent };
}

/** Where the innermost block or bracket begins that is open at an offset. */
function openerOf(tokens: readonly Token[], offset: number): number | undefined {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.start >= offset) break;
    if (token.kind === 'string') continue;
    const { text } = token;
    if (OPENING.has(text)) open.push(token);
    else if (CLOSING.has(text) || text === 'elseif') open.pop();
  }
  return open.at(-1)?.start;
}
