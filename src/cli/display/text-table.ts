// Tables as aligned text. Any thread.

import { cut, widthOf } from '../../diagnostics/terminal/text.js';

export interface TextTable {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly isRight: readonly boolean[];
}

const GAP = '  ';
const MIN_WIDTH = 4;

/** Lines with a rule below the heading; the widest columns are cut until a line fits. @param columns width of the terminal */
export function layOutTable(table: TextTable, columns: number): readonly string[] {
  const all = [table.heading, ...table.rows];
  const natural = table.isRight.map((_, column) =>
    all.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), 1),
  );
  const widths = fit(natural, columns - GAP.length * (natural.length - 1));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => cell(row[column] ?? '', width, table.isRight[column] === true))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  const body = table.rows.map(line);
  return table.heading.every((name) => name === '') ? body : [line(table.heading), rule, ...body];
}

function cell(text: string, width: number, isRight: boolean): string {
  const shown = widthOf(text) > width ? cut(text, 0, width - 1) : text;
  const blanks = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return isRight ? blanks + shown : shown + blanks;
}

/** Takes from the widest column until all fit, as far as columns stay readable. */
function fit(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0;) {
    const widest = widths.indexOf(widths.reduce((most, width) => Math.max(most, width), 0));
    const width = widths[widest] ?? 0;
    if (width <= MIN_WIDTH) break;
    const next = widths.reduce((second, other, i) => (i === widest ? second : Math.max(second, other)), MIN_WIDTH);
    const taken = Math.min(excess, Math.max(1, width - Math.max(next, MIN_WIDTH)));
    widths[widest] = width - taken;
    excess -= taken;
  }
  return widths;
}
