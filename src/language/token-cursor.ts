// The tokens of a text with a reading position and the list of what is open, for the recogniser. Any thread.

import type { ClosedBlock, Opener, SyntaxProblem } from './syntax-check.js';
import type { Token } from './tokens.js';

/** Thrown by {@link TokenCursor.reject}; carries where and why reading stopped. */
export class SyntaxRejected extends Error {
  constructor(readonly problem: SyntaxProblem) {
    super('syntax rejected');
  }
}

/** Deeper nesting is refused by Lua itself (LUAI_MAXCCALLS). */
const MAX_DEPTH = 200;

/** Reads tokens one by one; every method that wants a certain token throws {@link SyntaxRejected} at another. */
export class TokenCursor {
  readonly open: Opener[] = [];
  readonly blocks: ClosedBlock[] = [];
  within: SyntaxProblem['within'] = 'statement';
  /** Index of the first token of the innermost statement that is being read, and of that of the chunk itself around it. */
  statement = 0;
  chunkStatement = 0;
  #index = 0;
  #depth = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get token(): Token {
    return this.tokens[this.#index]!;
  }

  get next(): Token | undefined {
    return this.tokens[this.#index + 1];
  }

  reject(expected?: string, within = this.within): never {
    throw new SyntaxRejected({
      token: this.token,
      index: this.#index,
      within,
      ...(expected !== undefined && { expected }),
    });
  }

  /** Whether a keyword or symbol is next. */
  at(text: string): boolean {
    const token = this.token;
    return token.text === text && (token.kind === 'keyword' || token.kind === 'symbol') && !token.problem;
  }

  advance(): Token {
    const token = this.token;
    this.#index++;
    return token;
  }

  accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.advance();
    return true;
  }

  expect(text: string): Token {
    if (!this.at(text)) this.reject(text);
    return this.advance();
  }

  name(expected = '<name>'): Token {
    if (this.token.kind !== 'name') this.reject(expected);
    return this.advance();
  }

  /** Notes that what begins with this token needs a closer. */
  opened(token: Token, closer: string): void {
    this.open.push({ token, closer });
  }

  /** Reads the closer of what was opened last. */
  close(): void {
    const { token, closer } = this.open.at(-1)!;
    const close = this.expect(closer);
    this.open.pop();
    if (closer === 'end' || closer === 'until') this.blocks.push({ open: token, close });
  }

  /** Reads something between the bracket that is next and its closer. */
  bracketed(closer: string, body: () => void): void {
    const within = this.within;
    this.opened(this.advance(), closer);
    this.within = 'expression';
    body();
    this.close();
    this.within = within;
  }

  /** Reads a statement, which begins here. */
  reading(statement: () => void): void {
    const outer = this.statement;
    this.statement = this.#index;
    if (this.open.length === 0) this.chunkStatement = this.#index;
    statement();
    this.statement = outer;
  }

  /** Reads one level deeper. */
  nested(body: () => void): void {
    if (++this.#depth > MAX_DEPTH) this.reject();
    body();
    this.#depth--;
  }
}
