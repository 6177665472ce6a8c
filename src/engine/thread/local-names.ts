// Local variables outside of every block of a text, found in its tokens. Engine thread.

import type { Token } from '../../language/tokens.js';

/** Names that are still there at the end; those marked `<close>` end with the code. */
export function topLevelLocals(tokens: readonly Token[]): readonly string[] {
  const names = new Set<string>();
  let depth = 0;
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind === 'string') continue;
    if (OPENING.has(text)) depth++;
    else if (CLOSING.has(text)) depth--;
    else if (depth === 0 && kind === 'keyword' && text === 'local') declared(tokens, at + 1, names);
  }
  return [...names];
}

/** `for` and `while` open with their `do`. */
const OPENING = new Set(['function', 'if', 'do', 'repeat', '(', '[', '{']);
const CLOSING = new Set(['end', 'until', ')', ']', '}']);

function declared(tokens: readonly Token[], from: number, names: Set<string>): void {
  let at = from;
  if (tokens[at]?.text === 'function') {
    if (tokens[at + 1]?.kind === 'name') names.add(tokens[at + 1]!.text);
    return;
  }
  while (tokens[at]?.kind === 'name') {
    const { text } = tokens[at]!;
    const attribute = tokens[at + 1]?.text === '<' ? tokens[at + 2]?.text : undefined;
    if (attribute === 'close') names.delete(text);
    else names.add(text);
    at += attribute === undefined ? 1 : 4;
    if (tokens[at]?.text !== ',') return;
    at++;
  }
}

/** Where the `return` of the text itself stands that ends it; undefined where there is none. */
export function finalReturn(tokens: readonly Token[]): Token | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'string') continue;
    if (OPENING.has(token.text)) depth++;
    else if (CLOSING.has(token.text)) depth--;
    else if (depth === 0 && token.kind === 'keyword' && token.text === 'return') return token;
  }
  return undefined;
}
