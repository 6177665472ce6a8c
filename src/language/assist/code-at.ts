// A text with a cursor in it: its tokens, which brackets match, and where the cursor stands among them. Any thread.

import { countCodePoints, offsetOfCodePoint, SourceText } from '../positions.js';
import type { Token } from '../tokens.js';
import { tokenize } from '../tokens.js';

/** Brackets that are closed by others are looked for no further out: Lua has no deeper nesting. */
const MAX_DEPTH = 200;

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export class CodeAt {
  readonly source: SourceText;
  readonly tokens: readonly Token[];
  /** Of the cursor. */
  readonly offset: number;
  readonly #markLength: number;
  readonly #partners: ReadonlyMap<number, number>;

  /** @param cursor in code points; past the end it is the end */
  constructor(code: string, cursor: number) {
    this.source = new SourceText(code);
    this.#markLength = code.length - this.source.text.length;
    this.offset = Math.max(0, offsetOfCodePoint(code, cursor) - this.#markLength);
    this.tokens = tokenize(this.source);
    this.#partners = matchBrackets(this.tokens);
  }

  toCodePoints(offset: number): number {
    return countCodePoints(this.source.text.slice(0, offset)) + this.#markLength;
  }

  /** Index of the other bracket of a pair; undefined where it is missing. */
  partner(index: number): number | undefined {
    return this.#partners.get(index);
  }

  /** Whether the token at an index is this keyword or symbol. */
  is(index: number, text: string): boolean {
    const token = this.tokens[index];
    return token?.text === text && (token.kind === 'symbol' || token.kind === 'keyword');
  }

  isName(index: number): boolean {
    return this.tokens[index]?.kind === 'name';
  }

  /** Number of tokens that begin before an offset. */
  countBefore(offset: number): number {
    const index = this.tokens.findIndex((token) => token.start >= offset);
    return index < 0 ? this.tokens.length - 1 : index;
  }
}

/** Pairs of brackets by index, both ways; one that does not fit closes what it can. */
function matchBrackets(tokens: readonly Token[]): Map<number, number> {
  const partners = new Map<number, number>();
  const open: { index: number; text: string }[] = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== 'symbol') return;
    if (text === '(' || text === '[' || text === '{') open.push({ index, text });
    const opener = CLOSERS[text];
    if (opener === undefined) return;
    const deepest = open.slice(-MAX_DEPTH);
    const found = deepest.findLastIndex((bracket) => bracket.text === opener);
    if (found < 0) return;
    const at = open.length - deepest.length + found;
    partners.set(index, open[at]!.index).set(open[at]!.index, index);
    open.length = at;
  });
  return partners;
}

/** Whether an operand may end with this token, so that an operator or the next statement follows. */
export function endsOperand(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'name' || token.kind === 'number' || token.kind === 'string') return true;
  return /^(?:\)|\]|\}|\.\.\.|nil|true|false|end)$/.test(token.text);
}
