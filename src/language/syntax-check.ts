// Finds the first syntax error of a Lua 5.4 text at exactly the token where Lua's own compiler stops. Any thread.
//
// The syntax tree (parse.ts) recovers from errors and so cannot say where Lua gives up; this recogniser builds nothing, follows
// the grammar of the reference manual section 9 with one token of look-ahead as lparser.c does, and remembers what is open.

import { ExpressionReader } from './expression-reader.js';
import type { SourceText } from './positions.js';
import { SyntaxRejected, TokenCursor } from './token-cursor.js';
import type { Token } from './tokens.js';
import { tokenize } from './tokens.js';

/** Something that must be closed: a block keyword or a bracket. */
export interface Opener {
  readonly token: Token;
  /** What closes it: `end`, `until`, `)`, `]`, `}`. */
  readonly closer: string;
}

/** A block and what closed it. */
export interface ClosedBlock {
  readonly open: Token;
  readonly close: Token;
}

export interface SyntaxProblem {
  /** The token that Lua did not want. */
  readonly token: Token;
  readonly index: number;
  /** What had to come here, as Lua names it (`then`, `<name>`), where just one thing could. */
  readonly expected?: string;
  /** What was being read: a condition, a statement that is only an expression, the start of a statement. */
  readonly within: 'condition' | 'expression statement' | 'statement' | 'expression' | 'other';
}

export interface SyntaxCheck {
  readonly tokens: readonly Token[];
  readonly problem?: SyntaxProblem;
  /** What is open where the problem is, outermost first. */
  readonly open: readonly Opener[];
  readonly blocks: readonly ClosedBlock[];
  /** Index of the first token of the innermost statement that the problem is in; of the last one without a problem. */
  readonly statement: number;
  /** The same among the statements of the chunk itself. */
  readonly chunkStatement: number;
}

/** Checks a text; semantic rules (labels, constants, `break`) are not looked at. */
export function checkSyntax(source: SourceText): SyntaxCheck {
  const cursor = new TokenCursor(tokenize(source));
  const problem = findProblem(cursor);
  const { tokens, open, blocks, statement, chunkStatement } = cursor;
  return { tokens, open, blocks, statement, chunkStatement, ...(problem && { problem }) };
}

function findProblem(cursor: TokenCursor): SyntaxProblem | undefined {
  try {
    new StatementReader(cursor).chunk();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxRejected) return error.problem;
    throw error;
  }
}

const BLOCK_ENDS = new Set(['else', 'elseif', 'end', 'until']);

class StatementReader {
  readonly #cursor: TokenCursor;
  readonly #expressions: ExpressionReader;

  constructor(cursor: TokenCursor) {
    this.#cursor = cursor;
    this.#expressions = new ExpressionReader(cursor, (opener) => this.#functionBody(opener));
  }

  chunk(): void {
    this.#block();
    if (this.#cursor.token.kind !== 'end of file') this.#cursor.reject('<eof>', 'statement');
  }

  #block(): void {
    while (
      this.#cursor.token.kind !== 'end of file' &&
      !(this.#cursor.token.kind === 'keyword' && BLOCK_ENDS.has(this.#cursor.token.text))
    ) {
      this.#cursor.within = 'statement';
      if (this.#cursor.at('return')) {
        this.#cursor.reading(() => this.#return());
        return;
      }
      this.#cursor.nested(() => this.#cursor.reading(() => this.#statement()));
    }
    this.#cursor.within = 'statement';
  }

  #return(): void {
    this.#cursor.advance();
    this.#cursor.within = 'expression';
    const { kind, text } = this.#cursor.token;
    const ends = kind === 'end of file' || text === ';' || (kind === 'keyword' && BLOCK_ENDS.has(text));
    if (!ends) this.#expressions.list();
    this.#cursor.accept(';');
    this.#cursor.within = 'statement';
  }

  #statement(): void {
    const token = this.#cursor.token;
    switch (token.kind === 'keyword' || token.kind === 'symbol' ? token.text : '') {
      case ';':
      case 'break':
        this.#cursor.advance();
        return;
      case 'if': {
        this.#if();
        return;
      }
      case 'while':
        this.#cursor.opened(this.#cursor.advance(), 'end');
        this.#condition('do');
        this.#block();
        {
          this.#cursor.close();
          return;
        }
      case 'do':
        this.#cursor.opened(this.#cursor.advance(), 'end');
        this.#block();
        {
          this.#cursor.close();
          return;
        }
      case 'for': {
        this.#for();
        return;
      }
      case 'repeat':
        this.#cursor.opened(this.#cursor.advance(), 'until');
        this.#block();
        this.#cursor.close();
        this.#cursor.within = 'condition';
        {
          this.#expressions.expression();
          return;
        }
      case 'function': {
        this.#function();
        return;
      }
      case 'local': {
        this.#local();
        return;
      }
      case '::':
        this.#cursor.advance();
        this.#cursor.name();
        this.#cursor.expect('::');
        return;
      case 'goto':
        this.#cursor.advance();
        this.#cursor.name();
        return;
      default: {
        this.#expressionStatement();
        return;
      }
    }
  }

  #if(): void {
    this.#cursor.opened(this.#cursor.advance(), 'end');
    this.#condition('then');
    this.#block();
    while (this.#cursor.accept('elseif')) {
      this.#condition('then');
      this.#block();
    }
    if (this.#cursor.accept('else')) this.#block();
    this.#cursor.close();
  }

  #condition(closer: string): void {
    this.#cursor.within = 'condition';
    this.#expressions.expression();
    this.#cursor.within = 'condition';
    this.#cursor.expect(closer);
  }

  #for(): void {
    this.#cursor.opened(this.#cursor.advance(), 'end');
    this.#cursor.within = 'other';
    this.#cursor.name();
    if (this.#cursor.accept('=')) {
      this.#expressions.expression();
      this.#cursor.expect(',');
      this.#expressions.expression();
      if (this.#cursor.accept(',')) this.#expressions.expression();
    } else if (this.#cursor.at(',') || this.#cursor.at('in')) {
      while (this.#cursor.accept(',')) this.#cursor.name();
      this.#cursor.expect('in');
      this.#expressions.list();
    } else {
      this.#cursor.reject("'=' or 'in'");
    }
    this.#cursor.expect('do');
    this.#block();
    this.#cursor.close();
  }

  #function(): void {
    const token = this.#cursor.advance();
    this.#cursor.within = 'other';
    this.#cursor.name();
    while (this.#cursor.accept('.')) this.#cursor.name();
    if (this.#cursor.accept(':')) this.#cursor.name();
    this.#functionBody(token);
  }

  #functionBody(token: Token): void {
    this.#cursor.opened(token, 'end');
    this.#cursor.within = 'other';
    this.#cursor.opened(this.#cursor.expect('('), ')');
    if (!this.#cursor.at(')')) {
      do {
        if (this.#cursor.accept('...')) break;
        this.#cursor.name("<name> or '...'");
      } while (this.#cursor.accept(','));
    }
    this.#cursor.close();
    this.#block();
    this.#cursor.close();
  }

  #local(): void {
    this.#cursor.advance();
    this.#cursor.within = 'other';
    if (this.#cursor.at('function')) {
      const token = this.#cursor.advance();
      this.#cursor.name();
      this.#functionBody(token);
      return;
    }
    do {
      this.#cursor.name();
      if (this.#cursor.accept('<')) {
        this.#cursor.name();
        this.#cursor.expect('>');
      }
    } while (this.#cursor.accept(','));
    if (this.#cursor.accept('=')) this.#expressions.list();
  }

  #expressionStatement(): void {
    let target = this.#expressions.suffixed();
    if (!this.#cursor.at('=') && !this.#cursor.at(',')) {
      if (target !== 'call') this.#cursor.reject(undefined, 'expression statement');
      return;
    }
    while (target === 'variable' && this.#cursor.accept(',')) target = this.#expressions.suffixed();
    if (target !== 'variable') this.#cursor.reject(undefined, 'expression statement');
    this.#cursor.expect('=');
    this.#expressions.list();
  }
}
