// What the prompt looks like: text, menu and status in rows of the screen, and where the cursor is. Pure. Any thread.

import { cellsOf, graphemes } from '../edit/graphemes.js';
import type { Span } from '../../../language/positions.js';
import type { RoleSpan } from './highlight.js';
import type { Piece, Role, Theme } from './styles.js';
import { paintPieces } from './styles.js';

export interface Row {
  readonly pieces: readonly Piece[];
  /** Cells that it takes. */
  readonly width: number;
}

export interface Frame {
  /** Ready to be written. */
  readonly rows: readonly string[];
  readonly widths: readonly number[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

export interface FrameParts {
  readonly text: string;
  /** Undefined where nothing is typed any more. */
  readonly cursor: number | undefined;
  readonly prompt: string;
  readonly promptRole?: Role;
  /** Before each line but the first. */
  readonly continuation: string;
  /** In order, without overlaps. */
  readonly roles: readonly RoleSpan[];
  /** These go before `roles`. */
  readonly brackets?: readonly Span[];
  /** Goes before everything else. */
  readonly selection?: Span;
  /** Shown behind the text, in grey. */
  readonly suggestion?: string;
  /** Below the text: the menu, hints, the status. */
  readonly below: readonly Row[];
  readonly columns: number;
  readonly rows: number;
  readonly theme: Theme | undefined;
}

const TAB = 4;

export function buildFrame(parts: FrameParts): Frame {
  const writer = new RowWriter(parts.columns);
  const cursor = writeText(writer, parts);
  const rows = writer.finish();
  const below = parts.below.slice(0, Math.max(0, parts.rows - 1));
  const room = Math.max(1, parts.rows - below.length);
  // A text that is taller than the screen shows where the cursor is.
  const first = rows.length <= room ? 0 : Math.min(Math.max(0, cursor.row - (room >> 1)), rows.length - room);
  const shown = [...rows.slice(first, first + room), ...below];
  return {
    rows: shown.map(({ pieces }) => paintPieces(pieces, parts.theme)),
    widths: shown.map(({ width }) => width),
    cursorRow: cursor.row - first,
    cursorColumn: cursor.column,
  };
}

/** The place of the cursor. */
function writeText(writer: RowWriter, parts: FrameParts): { row: number; column: number } {
  const { text, prompt, continuation, brackets = [], suggestion = '' } = parts;
  const roleAt = roleReader(parts.roles);
  let cursor: { row: number; column: number } | undefined;
  for (const piece of graphemes(prompt)) writer.put(piece, parts.promptRole ?? 'prompt');
  let at = 0;
  for (const grapheme of graphemes(text)) {
    if (parts.cursor !== undefined && at >= parts.cursor) cursor ??= writer.place(grapheme);
    const offset = at;
    const isIn = ({ start, end }: Span): boolean => offset >= start && offset < end;
    const isSelected = parts.selection !== undefined && isIn(parts.selection);
    if (grapheme === '\n' || grapheme === '\r\n') {
      if (isSelected && !writer.isFull) writer.put(' ', 'selection');
      writer.newLine(continuation);
    } else writer.put(grapheme, isSelected ? 'selection' : brackets.some(isIn) ? 'bracket' : roleAt(at));
    at += grapheme.length;
  }
  cursor ??= parts.cursor === undefined ? writer.end : writer.place(' ');
  const [first = '', ...more] = suggestion.split('\n');
  for (const grapheme of graphemes(more.length === 0 ? first : `${first} …`)) writer.put(grapheme, 'suggestion');
  return cursor;
}

/** Asked with growing offsets. */
function roleReader(spans: readonly RoleSpan[]): (at: number) => Role {
  let next = 0;
  return (at) => {
    while (next < spans.length && spans[next]!.end <= at) next++;
    const span = spans[next];
    return span !== undefined && span.start <= at ? span.role : 'text';
  };
}

/** Fills rows from left to right and breaks them where the screen ends. */
class RowWriter {
  readonly #rows: Row[] = [];
  #pieces: { text: string; role: Role }[] = [];
  #width = 0;

  constructor(private readonly columns: number) {}

  /** Behind what has been written. */
  get end(): { row: number; column: number } {
    return { row: this.#rows.length, column: this.#width };
  }

  get isFull(): boolean {
    return this.#width >= this.columns;
  }

  put(grapheme: string, role: Role): void {
    const shown = grapheme === '\t' ? ' '.repeat(TAB - (this.#width % TAB)) : visible(grapheme);
    const cells = grapheme === '\t' ? shown.length : cellsOf(shown);
    if (this.#width + cells > this.columns) this.#break();
    const last = this.#pieces.at(-1);
    if (last?.role === role) last.text += shown;
    else this.#pieces.push({ text: shown, role });
    this.#width += cells;
  }

  newLine(continuation: string): void {
    this.#break();
    for (const grapheme of graphemes(continuation)) this.put(grapheme, 'prompt');
  }

  /** Where a character would go that is written next. */
  place(grapheme: string): { row: number; column: number } {
    const cells = grapheme === '\n' ? 1 : cellsOf(visible(grapheme));
    if (this.#width + cells > this.columns) {
      // A cursor behind a full row is at the beginning of the next.
      this.#break();
    }
    return this.end;
  }

  finish(): readonly Row[] {
    this.#break();
    return this.#rows;
  }

  #break(): void {
    this.#rows.push({ pieces: this.#pieces, width: this.#width });
    this.#pieces = [];
    this.#width = 0;
  }
}

/** Control characters as Caret notation has them. */
function visible(grapheme: string): string {
  const code = grapheme.charCodeAt(0);
  if (grapheme.length === 1 && (code < 0x20 || code === 0x7f)) return `^${String.fromCharCode(code ^ 0x40)}`;
  return grapheme.length === 1 && code >= 0x80 && code < 0xa0 ? '\uFFFD' : grapheme;
}
