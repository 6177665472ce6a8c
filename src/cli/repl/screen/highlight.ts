// Which part of a Lua text is what, for its colours: from tokens alone, so that it keeps up with typing. Any thread.

import type { Span } from '../../../language/positions.js';
import { SourceText } from '../../../language/positions.js';
import type { Token } from '../../../language/tokens.js';
import { tokenize } from '../../../language/tokens.js';
import type { Role } from './styles.js';

export interface RoleSpan extends Span {
  readonly role: Role;
}

let known: { readonly text: string; readonly tokens: readonly Token[] } | undefined;

/** The tokens of a text; the last text is remembered. */
export function tokensOf(text: string): readonly Token[] {
  if (known?.text !== text) known = { text, tokens: tokenize(new SourceText(text)) };
  return known.tokens;
}

/** In order, without overlaps; what no span covers is plain. A line that begins with a dot is a command of the prompt. */
export function highlight(text: string): readonly RoleSpan[] {
  const command = /^\s*\.[A-Za-z?]\S*/.exec(text);
  if (command !== null) return [{ start: 0, end: command[0].length, role: 'command' }];
  const spans: RoleSpan[] = [];
  let at = 0;
  const tokens = tokensOf(text);
  for (const [index, token] of tokens.entries()) {
    comments(text, at, token.start, spans);
    at = token.end;
    const role = roleOf(token, tokens[index + 1]);
    if (role !== undefined) spans.push({ start: token.start, end: token.end, role });
  }
  return spans;
}

/** Between tokens there is nothing but blanks and comments. */
function comments(text: string, from: number, to: number, spans: RoleSpan[]): void {
  const start = text.indexOf('--', from);
  if (start !== -1 && start < to) spans.push({ start, end: to, role: 'comment' });
}

function roleOf({ kind, text, problem }: Token, next: Token | undefined): Role | undefined {
  // What is still being typed is no problem yet.
  if (problem === 'unfinished long comment') return 'comment';
  if (problem !== undefined && !problem.startsWith('unfinished')) return 'problem';
  switch (kind) {
    case 'keyword':
    case 'string':
    case 'number':
      return kind;
    case 'name':
      return next?.text === '(' || next?.kind === 'string' || next?.text === '{' ? 'function' : undefined;
    case 'symbol':
      return /^[()[\]{},;.:]$/.test(text) ? undefined : 'operator';
    case 'end of file':
      return undefined;
  }
}
