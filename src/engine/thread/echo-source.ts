// Code whose last expression is to be shown: the text that Lua compiles in its place. Lines keep their numbers; the error reports read
// what was typed. Engine thread.

import { SourceText } from '../../language/positions.js';
import { tokenize } from '../../language/tokens.js';
import type { Token } from '../../language/tokens.js';

/** Put before the expression: the leading nil keeps a call out of tail position, so that its line stays in tracebacks. */
export const RETURN = 'return nil,';

/** Larger code is not searched for a last expression. */
const MAX_SEARCHED = 2 ** 20;

/**
 * What to compile in place of `code`, best first, so that its last expression is returned behind a nil: all of it as a list of
 * expressions, then only its last statement. The first that compiles is it; where none does, the code itself.
 */
export function* echoing(code: string | Uint8Array): Generator<string | Uint8Array> {
  const text = typeof code === 'string' ? code : Buffer.from(code).toString('latin1');
  // The prompt of older Luas: `=x` shows x.
  const old = /^\s*=(?!=)/.exec(text);
  yield old === null ? insert(code, 0) : insert(code, old[0].length, old[0].length - 1);
  if (text.length > MAX_SEARCHED) return;
  const at = lastStatement(tokenize(new SourceText(text)));
  if (at !== undefined && at > 0) yield insert(code, at);
}

/** The code with {@link RETURN} at an offset (of characters in a string, of bytes in bytes), in place of what begins at `from`. */
function insert(code: string | Uint8Array, at: number, from = at): string | Uint8Array {
  if (typeof code === 'string') return code.slice(0, from) + RETURN + code.slice(at);
  return Buffer.concat([code.subarray(0, from), Buffer.from(RETURN), code.subarray(at)]);
}

/**
 * What a token leaves behind it: an expression that can be called or indexed, a value that cannot but may be an operand, the end of a
 * statement, or something unfinished.
 */
type Behind = 'callable' | 'value' | 'statement' | 'nothing';

/** What `end`, a bracket or `until` closes. */
type Open = 'block' | 'loop header' | 'function' | 'bracket' | 'constructor';

/** With these, what follows an expression continues it, or the statement that it is part of. A `do` outside of blocks begins one. */
const CONTINUING: ReadonlySet<string> = new Set('and or then else elseif end until in'.split(' '));
const LITERALS: ReadonlySet<string> = new Set(['nil', 'true', 'false', '...']);

/**
 * Where the last statement outside of every block begins, or what would be one: Lua reads an expression as far as it goes, so a
 * statement begins where a token cannot continue what is before it. Undefined where brackets and blocks do not match.
 */
function lastStatement(tokens: readonly Token[]): number | undefined {
  const open: Open[] = [];
  let behind: Behind = 'statement';
  let begin: number | undefined;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'end of file') break;
    if (token.problem !== undefined) return undefined;
    if (open.length === 0 && beginsStatement(behind, token)) begin = token.start;
    const after = step(open, behind, token, tokens[i + 1]);
    if (after === undefined) return undefined;
    behind = after;
  }
  return open.length === 0 ? begin : undefined;
}

function beginsStatement(behind: Behind, { kind, text }: Token): boolean {
  if (behind === 'statement') return text !== ';';
  if (behind === 'nothing') return false;
  if (kind === 'keyword') return !CONTINUING.has(text);
  if (kind === 'name' || kind === 'number' || text === '...' || text === '#' || text === '::') return true;
  return behind === 'value' && (kind === 'string' || text === '(' || text === '{');
}

/** Opens and closes; gives what the token leaves behind it, undefined where it closes what is not open. */
function step(open: Open[], behind: Behind, { kind, text }: Token, next: Token | undefined): Behind | undefined {
  if (kind === 'name') return 'callable';
  if (kind === 'number' || LITERALS.has(text)) return 'value';
  // As an argument it ends a call, whose result can be called.
  if (kind === 'string') return behind === 'callable' ? 'callable' : 'value';
  if (kind === 'keyword') return stepKeyword(open, text, next);
  switch (text) {
    case '(':
    case '[':
      open.push('bracket');
      return 'nothing';
    case '{':
      open.push(behind === 'callable' ? 'bracket' : 'constructor');
      return 'nothing';
    case ')':
    case ']':
    case '}':
      return closeBracket(open.pop());
    case ';':
    case '::':
      return 'statement';
    default:
      return 'nothing';
  }
}

function closeBracket(closed: Open | undefined): Behind | undefined {
  if (closed === 'constructor') return 'value';
  return closed === 'bracket' ? 'callable' : undefined;
}

function stepKeyword(open: Open[], text: string, next: Token | undefined): Behind | undefined {
  switch (text) {
    case 'function':
      open.push(next?.kind === 'name' ? 'block' : 'function');
      return 'nothing';
    case 'while':
    case 'for':
      open.push('loop header');
      return 'nothing';
    case 'do':
      if (open.at(-1) === 'loop header') open.pop();
      open.push('block');
      return 'nothing';
    case 'if':
    case 'repeat':
      open.push('block');
      return 'nothing';
    case 'until':
      return open.pop() === 'block' ? 'nothing' : undefined;
    case 'end':
      return closeBlock(open.pop());
    case 'break':
      return 'statement';
    default:
      return 'nothing';
  }
}

function closeBlock(closed: Open | undefined): Behind | undefined {
  if (closed === 'function') return 'value';
  return closed === 'block' ? 'statement' : undefined;
}
