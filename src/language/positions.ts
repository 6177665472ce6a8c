// Source text with its lines as Lua counts them; columns are 1-based and in code points. Any thread.

/** A place in a source text: 1-based line, 1-based column in code points (a tab is one). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A half-open range of offsets (UTF-16 units, as JavaScript strings count) into a {@link SourceText}. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A text and the start of each line. `\n`, `\r`, `\r\n` and `\n\r` each end one line, as in Lua's lexer. A byte order mark
 * at the start is dropped, as Lua does for files.
 */
export class SourceText {
  readonly text: string;
  readonly #starts: number[] = [0];
  readonly #ends: number[] = [];

  constructor(text: string) {
    this.text = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    for (let i = 0; i < this.text.length; i++) {
      const code = this.text.charCodeAt(i);
      if (code !== 10 && code !== 13) continue;
      this.#ends.push(i);
      const next = this.text.charCodeAt(i + 1);
      if (next !== code && (next === 10 || next === 13)) i++;
      this.#starts.push(i + 1);
    }
    this.#ends.push(this.text.length);
  }

  /** Number of lines; a text that ends with a line break has an empty last one. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The line that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  positionAt(offset: number): Position {
    const line = this.lineAt(offset);
    const before = this.text.slice(this.lineStart(line), offset);
    return { line, column: countCodePoints(before) + 1 };
  }

  /** The offset of a position; a column past the end of the line gives the end of the line. */
  offsetAt(line: number, column: number): number {
    return this.lineStart(line) + offsetOfCodePoint(this.lineText(line), column - 1);
  }

  /** The text of a line without its line break; empty for lines that do not exist. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line));
  }

  /** Offset of the first character of a line; the end of the text for lines past the last. */
  lineStart(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** Offset just after the last character of a line, before its line break. */
  lineEnd(line: number): number {
    return this.#ends[line - 1] ?? this.text.length;
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }
}

/** Number of code points in a string. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.codePointAt(i)! > 0xffff) i++;
    count++;
  }
  return count;
}

/** The offset of a place that is given in code points; past the end it is the end. */
export function offsetOfCodePoint(text: string, codePoints: number): number {
  let offset = 0;
  for (let i = 0; i < codePoints && offset < text.length; i++) offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  return offset;
}
