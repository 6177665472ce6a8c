// Lua 5.4 lexer that never gives up: what Lua would reject becomes a token with a problem. Any thread.
//
// The syntax tree (parse.ts) is for programs that compile; explaining one that does not needs the tokens as Lua saw them.

import type { SourceText, Span } from './positions.js';

export type TokenKind = 'name' | 'keyword' | 'number' | 'string' | 'symbol' | 'end of file';

/** What Lua's own lexer says about the token. */
export type LexProblem =
  | 'unfinished string'
  | 'unfinished long string'
  | 'unfinished long comment'
  | 'invalid long string delimiter'
  | 'malformed number'
  | 'invalid escape sequence'
  | 'invalid character';

export interface Token extends Span {
  readonly kind: TokenKind;
  readonly text: string;
  /** Line of the first character; a long string may end on a later one. */
  readonly line: number;
  readonly problem?: LexProblem;
  /** The offending part of a token with a problem, such as the escape sequence. */
  readonly problemSpan?: Span;
}

const KEYWORD_LIST =
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while';

export const KEYWORDS: ReadonlySet<string> = new Set(KEYWORD_LIST.split(' '));

/** Symbols, longest first. */
const SYMBOLS = [
  '...', '<<', '>>', '//', '==', '~=', '<=', '>=', '::', '..',
  '+', '-', '*', '/', '%', '^', '#', '&', '~', '|', '<', '>', '=', '(', ')', '{', '}', '[', ']', ';', ':', ',', '.',
]; // prettier-ignore

/** `#!/usr/bin/env lua`, which Lua skips in files; `#list` is an expression that somebody types at a prompt. */
const FIRST_LINE = /^#(?![A-Za-z_("'{[])/;
const BLANK = /[ \t\v\f\r\n]+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
/** As Lua reads numerals: greedily, then judged. */
const NUMERAL = /\.?[0-9](?:[eE][+-]?|[0-9A-Za-z_.])*/y;
const HEX_NUMERAL = /0[xX](?:[pP][+-]?|[0-9A-Za-z_.])*/y;
const GOOD_NUMERAL =
  /^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][+-]?[0-9]+)?)$/;
const LONG_OPEN = /\[(=*)\[/y;
const BROKEN_LONG_OPEN = /\[=+/y;
const ESCAPE = /\\(?:[abfnrtv\\"']|\r\n|\n\r|[\r\n]|z[ \t\v\f\r\n]*|x[0-9a-fA-F]{2}|[0-9]{1,3}|u\{[0-9a-fA-F]+\})/y;
/** What to point at when an escape sequence is not one. */
const BAD_ESCAPE = /\\(?:x[0-9a-fA-F]?|u\{?[0-9a-fA-F]*|[^\r\n])?/uy;

/** All tokens of a text, an `end of file` token last. Comments are left out unless unfinished. */
export function tokenize(source: SourceText): Token[] {
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  run(): Token[] {
    if (FIRST_LINE.test(this.#text)) this.#at = this.#source.lineEnd(1);
    while (this.#skipBlank()) this.#next();
    this.#push('end of file', this.#text.length);
    return this.#tokens;
  }

  #skipBlank(): boolean {
    for (;;) {
      const blank = this.#match(BLANK);
      if (blank) this.#at += blank[0].length;
      else if (this.#text.startsWith('--', this.#at)) this.#comment();
      else return this.#at < this.#text.length;
    }
  }

  /** Skips a comment; an unfinished long one becomes a token. */
  #comment(): void {
    const start = this.#at;
    this.#at += 2;
    const end = this.#longEnd();
    if (end === undefined) {
      this.#at = this.#source.lineEnd(this.#source.lineAt(start));
    } else if (end < 0) {
      this.#at = start;
      this.#push('string', this.#text.length, 'unfinished long comment');
    } else {
      this.#at = end;
    }
  }

  #next(): void {
    const name = this.#match(NAME);
    if (name) {
      this.#push(KEYWORDS.has(name[0]) ? 'keyword' : 'name', this.#at + name[0].length);
      return;
    }
    const numeral = this.#match(HEX_NUMERAL) ?? this.#match(NUMERAL);
    if (numeral) {
      const good = GOOD_NUMERAL.test(numeral[0]);
      this.#push('number', this.#at + numeral[0].length, good ? undefined : 'malformed number');
      return;
    }
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") {
      this.#shortString(first);
      return;
    }
    if (first === '[') {
      this.#bracket();
      return;
    }
    const symbol = SYMBOLS.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (symbol) {
      this.#push('symbol', this.#at + symbol.length);
      return;
    }
    const width = this.#text.codePointAt(this.#at)! > 0xffff ? 2 : 1;
    this.#push('symbol', this.#at + width, 'invalid character');
  }

  #bracket(): void {
    const end = this.#longEnd();
    if (end !== undefined && end >= 0) {
      this.#push('string', end);
      return;
    }
    if (end !== undefined) {
      this.#push('string', this.#text.length, 'unfinished long string');
      return;
    }
    const broken = this.#match(BROKEN_LONG_OPEN);
    if (broken) {
      this.#push('string', this.#at + broken[0].length, 'invalid long string delimiter');
      return;
    }
    this.#push('symbol', this.#at + 1);
  }

  /** Offset after the long bracket that starts here; -1 when it never closes, undefined when none starts here. */
  #longEnd(): number | undefined {
    const open = this.#match(LONG_OPEN);
    if (!open) return undefined;
    const close = `]${open[1]!}]`;
    const end = this.#text.indexOf(close, this.#at + open[0].length);
    return end < 0 ? -1 : end + close.length;
  }

  #shortString(quote: string): void {
    let bad: Span | undefined;
    let at = this.#at + 1;
    for (;;) {
      const char = this.#text[at];
      if (char === undefined || char === '\n' || char === '\r') {
        this.#push('string', at, bad ? 'invalid escape sequence' : 'unfinished string', bad);
        return;
      }
      if (char === quote) {
        this.#push('string', at + 1, bad ? 'invalid escape sequence' : undefined, bad);
        return;
      }
      if (char !== '\\') {
        at++;
        continue;
      }
      const length = this.#escapeLength(at);
      const wrong = length === undefined ? (matchAt(BAD_ESCAPE, this.#text, at)?.[0].length ?? 1) : 0;
      if (wrong > 0) bad ??= { start: at, end: at + wrong };
      at += length ?? wrong;
    }
  }

  #escapeLength(at: number): number | undefined {
    const escape = matchAt(ESCAPE, this.#text, at)?.[0];
    if (escape === undefined) return undefined;
    if (/^\\[0-9]/.test(escape) && Number(escape.slice(1)) > 255) return undefined;
    if (escape.startsWith('\\u') && Number.parseInt(escape.slice(3), 16) > 0x7fffffff) return undefined;
    return escape.length;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    return matchAt(pattern, this.#text, this.#at);
  }

  #push(kind: TokenKind, end: number, problem?: LexProblem, problemSpan?: Span): void {
    const start = this.#at;
    this.#tokens.push({
      kind,
      start,
      end,
      text: this.#text.slice(start, end),
      line: this.#source.lineAt(start),
      ...(problem && { problem }),
      ...(problemSpan && { problemSpan }),
    });
    this.#at = end;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
