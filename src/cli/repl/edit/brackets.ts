// Brackets of Lua that belong together, also where the text is not finished. Any thread.

import type { Span } from '../../../language/positions.js';
import type { Token } from '../../../language/tokens.js';

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The bracket beside the cursor and its partner; the one before the cursor comes first. Empty where there is none. */
export function bracketsAt(tokens: readonly Token[], cursor: number): readonly Span[] {
  const pairs = pairsOf(tokens);
  const pair =
    pairs.find(([open, close]) => open.end === cursor || close.end === cursor) ??
    pairs.find(([open, close]) => open.start === cursor || close.start === cursor);
  return pair ?? [];
}

/** Where the cursor goes from a bracket beside it: before its partner. */
export function partnerOf(tokens: readonly Token[], cursor: number): number | undefined {
  const pair = bracketsAt(tokens, cursor);
  const [open, close] = pair;
  if (open === undefined || close === undefined) return undefined;
  return open.start === cursor || open.end === cursor ? close.start : open.start;
}

function pairsOf(tokens: readonly Token[]): readonly (readonly [Token, Token])[] {
  const open: Token[] = [];
  const pairs: (readonly [Token, Token])[] = [];
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    if (token.text in CLOSERS) open.push(token);
    else if (/^[)\]}]$/.test(token.text)) {
      const last = open.at(-1);
      if (last === undefined || CLOSERS[last.text] !== token.text) continue;
      open.pop();
      pairs.push([last, token]);
    }
  }
  return pairs;
}
