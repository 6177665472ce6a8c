// The rows under a line of source: carets and dashes, and the labels that belong to them. Any thread.

/** A mark in screen columns, counted from 0; `end` is exclusive. */
export interface ScreenMark {
  readonly start: number;
  readonly end: number;
  readonly label?: string;
  readonly isPrimary: boolean;
}

/** A piece of a row: what is drawn for a primary or a secondary mark. */
export interface Piece {
  readonly text: string;
  readonly style: 'primary' | 'secondary' | 'plain';
}

export type Row = readonly Piece[];

/**
 * Draws marks: a row of carets with the label of the last mark behind them, then for every other label, from right to left, a row
 * with a line down to it.
 */
export function drawMarks(marks: readonly ScreenMark[]): Row[] {
  const ordered = [...marks].sort((a, b) => a.start - b.start || Number(a.isPrimary) - Number(b.isPrimary));
  const last = ordered.findLast((mark) => mark.label !== undefined);
  const isInline = last !== undefined && last.end >= Math.max(...ordered.map((mark) => mark.end));
  const canvas = new Canvas();
  for (const mark of ordered.filter((candidate) => !candidate.isPrimary))
    canvas.draw(mark.start, '-'.repeat(lengthOf(mark)), false);
  for (const mark of ordered.filter((candidate) => candidate.isPrimary))
    canvas.draw(mark.start, '^'.repeat(lengthOf(mark)), true);
  if (isInline) canvas.draw(last.end + 1, last.label!, last.isPrimary);
  const rest = ordered.filter((mark) => mark.label !== undefined && !(isInline && mark === last));
  return [canvas.row(), ...labelRows(rest)];
}

function labelRows(marks: readonly ScreenMark[]): Row[] {
  return marks.toReversed().flatMap((mark, i) => {
    const waiting = marks.slice(0, marks.length - i - 1);
    const rows = i === 0 ? [connectors(marks)] : [];
    const canvas = new Canvas();
    for (const other of waiting) canvas.draw(other.start, '|', other.isPrimary);
    canvas.draw(mark.start, mark.label!, mark.isPrimary);
    return [...rows, canvas.row()];
  });
}

function connectors(marks: readonly ScreenMark[]): Row {
  const canvas = new Canvas();
  for (const mark of marks) canvas.draw(mark.start, '|', mark.isPrimary);
  return canvas.row();
}

function lengthOf(mark: ScreenMark): number {
  return Math.max(1, mark.end - mark.start);
}

/** One row; later drawings cover earlier ones. */
class Canvas {
  readonly #cells: { char: string; style: Piece['style'] }[] = [];

  draw(start: number, text: string, isPrimary: boolean): void {
    Array.from(text).forEach((char, i) => {
      while (this.#cells.length < start + i) this.#cells.push({ char: ' ', style: 'plain' });
      this.#cells[start + i] = { char, style: isPrimary ? 'primary' : 'secondary' };
    });
  }

  row(): Row {
    const pieces: { text: string; style: Piece['style'] }[] = [];
    for (const { char, style } of this.#cells) {
      const current = pieces.at(-1);
      if (current?.style === style) current.text += char;
      else pieces.push({ text: char, style });
    }
    return pieces;
  }
}
