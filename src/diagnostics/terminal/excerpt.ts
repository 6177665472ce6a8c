// An excerpt of source with its marks, in the manner of the Rust compiler. Any thread.

import type { Edit, Excerpt, Mark } from '../report.js';
import { drawMarks } from './marks.js';
import type { Row, ScreenMark } from './marks.js';
import type { Style } from './style.js';
import { cut, displayed, screenColumn, widthOf } from './text.js';

/** The digits column and how wide the whole may be. */
export interface Layout {
  readonly gutter: number;
  readonly width: number;
  readonly style: Style;
}

export function renderExcerpt(excerpt: Excerpt, layout: Layout): string[] {
  const rows = [bar(layout)];
  let before: number | undefined;
  for (const line of excerpt.lines) {
    if (before !== undefined && line.number > before + 1)
      rows.push(layout.style.gutter(`${' '.repeat(layout.gutter - 1)}...`));
    before = line.number;
    rows.push(
      ...renderLine(
        line,
        excerpt.marks.filter((mark) => mark.line === line.number),
        layout,
      ),
    );
  }
  return rows;
}

/** A line as it would be after an edit, with what is new underlined. */
export function renderEdit(edit: Edit, text: string, layout: Layout): string[] {
  const chars = Array.from(text);
  const after = [...chars.slice(0, edit.column - 1), edit.replacement, ...chars.slice(edit.endColumn - 1)].join('');
  const start = screenColumn(after, edit.column);
  const length = Math.max(1, widthOf(displayed(edit.replacement)));
  const window = windowOf(displayed(after), [{ start, end: start + length, isPrimary: true }], layout);
  const at = start - window.from + (window.from > 0 ? 1 : 0);
  const sign = edit.column === edit.endColumn ? '+' : '~';
  const under = edit.replacement === '' ? '' : ' '.repeat(at) + layout.style.added(sign.repeat(length));
  return [
    bar(layout),
    numbered(edit.line, cut(displayed(after), window.from, window.to), layout),
    ...(under === '' ? [] : [`${bar(layout)} ${under}`]),
  ];
}

/** An empty row of the gutter. */
export function bar({ gutter, style }: Layout): string {
  return style.gutter(`${' '.repeat(gutter)} |`);
}

function numbered(number: number, text: string, { gutter, style }: Layout): string {
  const shown = `${style.gutter(`${String(number).padStart(gutter)} |`)} ${text}`;
  return text === '' ? shown.trimEnd() : shown;
}

function renderLine(line: { number: number; text: string }, marks: readonly Mark[], layout: Layout): string[] {
  const text = displayed(line.text);
  const onScreen = marks.map((mark) => toScreen(mark, line.text));
  const window = windowOf(text, onScreen, layout);
  const shift = window.from - (window.from > 0 ? 1 : 0);
  const rows = onScreen.length === 0 ? [] : drawMarks(onScreen.map((mark) => shifted(mark, shift, window)));
  return [
    numbered(line.number, cut(text, window.from, window.to), layout),
    ...rows.map((row) => `${bar(layout)} ${paint(row, layout.style)}`),
  ];
}

function toScreen(mark: Mark, text: string): ScreenMark {
  const start = mark.column === undefined ? widthOf(displayed(/^\s*/.exec(text)![0])) : screenColumn(text, mark.column);
  const end = mark.endColumn === undefined ? widthOf(displayed(text.trimEnd())) : screenColumn(text, mark.endColumn);
  return {
    start,
    end: Math.max(end, start + 1),
    isPrimary: mark.isPrimary,
    ...(mark.label !== undefined && { label: mark.label }),
  };
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** The part of a line that is shown: all of it where it fits, else what is around the marks. */
function windowOf(text: string, marks: readonly ScreenMark[], layout: Layout): Window {
  const room = Math.max(20, layout.width - layout.gutter - 5);
  const width = widthOf(text);
  if (width <= room) return { from: 0, to: width };
  const main = marks.find((mark) => mark.isPrimary) ?? marks[0];
  const wanted = (main?.start ?? 0) - Math.floor(room / 3);
  const from = Math.max(0, Math.min(wanted, width - room));
  return { from, to: from + room };
}

function shifted(mark: ScreenMark, shift: number, window: Window): ScreenMark {
  const start = Math.min(Math.max(mark.start, window.from), window.to) - shift;
  const end = Math.min(Math.max(mark.end, window.from + 1), window.to) - shift;
  return { ...mark, start, end: Math.max(end, start + 1) };
}

function paint(row: Row, style: Style): string {
  return row
    .map((piece) => (piece.style === 'plain' ? piece.text : style[piece.style](piece.text)))
    .join('')
    .trimEnd();
}
