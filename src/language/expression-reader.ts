// The expression half of the recogniser: reference manual section 3.4, operator powers from lparser.c. Any thread.

import type { TokenCursor } from './token-cursor.js';
import type { Token } from './tokens.js';

const UNARY = new Set(['not', '-', '#', '~']);
/** Left and right binding power. */
const BINARY: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['or', [1, 1]], ['and', [2, 2]],
  ['<', [3, 3]], ['>', [3, 3]], ['<=', [3, 3]], ['>=', [3, 3]], ['~=', [3, 3]], ['==', [3, 3]],
  ['|', [4, 4]], ['~', [5, 5]], ['&', [6, 6]], ['<<', [7, 7]], ['>>', [7, 7]], ['..', [9, 8]],
  ['+', [10, 10]], ['-', [10, 10]], ['*', [11, 11]], ['/', [11, 11]], ['//', [11, 11]], ['%', [11, 11]],
  ['^', [14, 13]],
]); // prettier-ignore
const UNARY_POWER = 12;
const LITERALS = new Set(['nil', 'true', 'false', '...']);

/** What a suffixed expression turned out to be. */
export type Suffixed = 'variable' | 'call' | 'other';

/** Reads expressions and checks nothing else; function bodies are read by the caller. */
export class ExpressionReader {
  constructor(
    readonly cursor: TokenCursor,
    readonly readFunctionBody: (opener: Token) => void,
  ) {}

  list(): void {
    if (this.cursor.within === 'statement') this.cursor.within = 'expression';
    do this.expression();
    while (this.cursor.accept(','));
  }

  expression(power = 0): void {
    const { cursor } = this;
    cursor.nested(() => {
      if (!cursor.token.problem && cursor.token.kind !== 'name' && UNARY.has(cursor.token.text)) {
        cursor.advance();
        this.expression(UNARY_POWER);
      } else {
        this.#simple();
      }
      for (;;) {
        const powers = cursor.token.problem ? undefined : BINARY.get(cursor.token.text);
        if (!powers || powers[0] <= power) return;
        cursor.advance();
        this.expression(powers[1]);
      }
    });
  }

  /** A primary expression with all that may follow it. */
  suffixed(): Suffixed {
    const { cursor } = this;
    let result: Suffixed = this.#primary();
    for (;;) {
      if (cursor.accept('.')) {
        cursor.name();
        result = 'variable';
      } else if (cursor.at('[')) {
        cursor.bracketed(']', () => this.expression());
        result = 'variable';
      } else if (cursor.accept(':')) {
        cursor.name();
        if (!this.#arguments()) cursor.reject('function arguments');
        result = 'call';
      } else if (this.#arguments()) {
        result = 'call';
      } else {
        return result;
      }
    }
  }

  #primary(): Suffixed {
    const { cursor } = this;
    if (cursor.token.kind === 'name') {
      cursor.advance();
      return 'variable';
    }
    if (!cursor.at('(')) cursor.reject();
    cursor.bracketed(')', () => this.expression());
    return 'other';
  }

  #arguments(): boolean {
    const { cursor } = this;
    if (cursor.token.kind === 'string' && !cursor.token.problem) {
      cursor.advance();
    } else if (cursor.at('{')) {
      this.#table();
    } else if (cursor.at('(')) {
      cursor.bracketed(')', () => {
        if (!cursor.at(')')) this.list();
      });
    } else {
      return false;
    }
    return true;
  }

  #table(): void {
    const { cursor } = this;
    cursor.bracketed('}', () => {
      while (!cursor.at('}')) {
        this.#tableField();
        if (!cursor.accept(',') && !cursor.accept(';')) break;
      }
    });
  }

  #tableField(): void {
    const { cursor } = this;
    if (cursor.at('[')) {
      cursor.bracketed(']', () => this.expression());
      cursor.expect('=');
    } else if (cursor.token.kind === 'name' && cursor.next?.text === '=') {
      cursor.advance();
      cursor.advance();
    }
    this.expression();
  }

  #simple(): void {
    const { cursor } = this;
    const { kind, text, problem } = cursor.token;
    if (problem) cursor.reject();
    if (kind === 'number' || kind === 'string' || (kind !== 'name' && LITERALS.has(text))) cursor.advance();
    else if (cursor.at('{')) this.#table();
    else if (cursor.at('function')) this.readFunctionBody(cursor.advance());
    else this.suffixed();
  }
}
