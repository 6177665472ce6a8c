// What the cursor stands at: a word, a field of something, a string, a comment, the arguments of a call. Any thread.

import type { Span } from '../positions.js';
import type { Token } from '../tokens.js';
import type { CodeAt } from './code-at.js';
import { endsOperand } from './code-at.js';

/** A word that is being written, empty between words. Offsets; `before` counts the tokens before it. */
export interface Word {
  readonly text: string;
  readonly span: Span;
  readonly before: number;
}

export type Place =
  | { readonly kind: 'none' }
  /** `open` is the index of the string; `text` what stands between the quote and the cursor. */
  | { readonly kind: 'string'; readonly token: number; readonly text: string; readonly span: Span }
  /** `a.b:w|`: the token `start` is where the expression before the separator begins. */
  | { readonly kind: 'member'; readonly word: Word; readonly separator: '.' | ':'; readonly start: number }
  | { readonly kind: 'name'; readonly word: Word };

export function placeOf(code: CodeAt): Place {
  const { tokens, offset } = code;
  const index = tokens.findIndex((token) => token.end >= offset && token.start < offset);
  const token = tokens[index];
  if (token?.kind === 'string' && (offset < token.end || token.problem !== undefined)) {
    return token.problem === 'unfinished long comment' ? { kind: 'none' } : stringPlace(code, index, token);
  }
  if (token?.kind === 'number' || isInComment(code)) return { kind: 'none' };
  const word = wordAt(code);
  const separator = tokens[word.before - 1];
  if (separator?.kind === 'symbol' && (separator.text === '.' || separator.text === ':')) {
    const start = chainStart(code, word.before - 1);
    return start === undefined ? { kind: 'none' } : { kind: 'member', word, separator: separator.text, start };
  }
  return { kind: 'name', word };
}

/** The name or keyword that the cursor is in or behind. */
export function wordAt(code: CodeAt): Word {
  const { tokens, offset } = code;
  const isWord = ({ kind }: Token): boolean => kind === 'name' || kind === 'keyword';
  const before = tokens.findIndex((token) => isWord(token) && token.start <= offset && offset <= token.end);
  const token = tokens[before];
  if (!token) return { text: '', span: { start: offset, end: offset }, before: code.countBefore(offset) };
  return { text: code.source.text.slice(token.start, offset), span: { start: token.start, end: token.end }, before };
}

function stringPlace(code: CodeAt, index: number, { text, start, end, problem }: Token): Place {
  const quote = /^(?:["']|\[=*\[)/.exec(text)?.[0].length ?? 0;
  const from = start + quote;
  const to = problem === undefined ? end - quote : end;
  const isOnBrackets = code.offset < from || code.offset > to;
  if (isOnBrackets) return { kind: 'none' };
  return {
    kind: 'string',
    token: index,
    text: code.source.text.slice(from, code.offset),
    span: { start: from, end: to },
  };
}

/** Whether the cursor is in a comment: between two tokens there are only blanks and comments. */
function isInComment({ source: { text }, tokens, offset }: CodeAt): boolean {
  let at = tokens.findLast((token) => token.end <= offset && token.kind !== 'end of file')?.end ?? 0;
  if (at === 0 && text.startsWith('#') && !text.slice(0, offset).includes('\n')) return offset > 0;
  while (at < offset) {
    if (!text.startsWith('--', at)) {
      at++;
      continue;
    }
    const long = /^--\[(=*)\[/.exec(text.slice(at, at + 100));
    const close = long ? text.indexOf(`]${long[1]!}]`, at) : text.slice(at).search(/[\r\n]/) + at;
    const end = long ? close + long[1]!.length + 2 : close;
    if (close < at || (long ? offset < end : offset <= end)) return offset > at + 1;
    at = end;
  }
  return false;
}

/** Index of the token where the operand that ends before a token begins: `a.b[1](x)` before the `.` that follows. */
export function chainStart(code: CodeAt, before: number): number | undefined {
  let at = before - 1;
  for (;;) {
    const token = code.tokens[at];
    if (!token) return undefined;
    if (token.kind === 'name') {
      if (!code.is(at - 1, '.') && !code.is(at - 1, ':')) return at;
      at -= 2;
      continue;
    }
    const isBracket = token.kind === 'symbol' && /^[)\]}]$/.test(token.text);
    const open = isBracket ? code.partner(at) : token.kind === 'string' ? at : undefined;
    if (open === undefined) return undefined;
    const isSuffix = isCallable(code.tokens[open - 1]);
    if (!isSuffix) return token.text === ']' ? undefined : open;
    at = open - 1;
  }
}

function isCallable(token: Token | undefined): boolean {
  return endsOperand(token) && (token!.kind === 'name' || token!.kind === 'string' || /^[)\]}]$/.test(token!.text));
}

/** The call whose arguments the cursor is in. */
export interface EnclosingCall {
  /** Tokens of what is called: from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  /** Number of the argument that the cursor is in, from 0. */
  readonly argument: number;
}

/** The innermost call around the cursor, within the function whose `function` token is at `limit`. */
export function enclosingCall(code: CodeAt, limit: number): EnclosingCall | undefined {
  let argument = 0;
  for (let i = code.countBefore(code.offset) - 1; i > limit; i--) {
    const token = code.tokens[i]!;
    if (token.kind !== 'symbol') continue;
    if (token.text === ',') argument++;
    else if (/^[)\]}]$/.test(token.text)) {
      if (token.end > code.offset) continue;
      i = code.partner(i) ?? i;
    } else if (/^[([{]$/.test(token.text)) {
      const start = token.text !== '[' && isCallable(code.tokens[i - 1]) ? chainStart(code, i) : undefined;
      if (start !== undefined && !code.is(start - 1, 'function')) {
        return { start, end: i, argument: token.text === '{' ? 0 : argument };
      }
      argument = 0;
    }
  }
  return undefined;
}
