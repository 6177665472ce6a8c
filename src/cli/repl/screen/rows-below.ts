// What stands below the text: the menu, hints and the status, each in rows that fit the screen. Pure. Any thread.

import { cellsOf, graphemes } from '../edit/graphemes.js';
import type { Menu } from '../edit/menu.js';
import type { HistoryMatch } from '../history/entries.js';
import type { HistorySearch } from '../history/search.js';
import type { Row } from './frame.js';
import type { Piece, Role } from './styles.js';

/** Candidates that are seen at once. */
const SHOWN = 8;
const NARROW = 60;

export function rowOf(pieces: readonly Piece[], columns: number): Row {
  const kept: Piece[] = [];
  let width = 0;
  for (const { text, role } of pieces) {
    let fitting = '';
    for (const grapheme of graphemes(text)) {
      const cells = cellsOf(grapheme);
      if (width + cells > columns) break;
      fitting += grapheme;
      width += cells;
    }
    kept.push({ text: fitting, role });
    if (fitting.length < text.length) break;
  }
  return { pieces: kept, width };
}

export function textRow(text: string, role: Role, columns: number): Row {
  return rowOf([{ text: text.replaceAll('\n', ' '), role }], columns);
}

/** A mark shows what is selected also where there are no colours. */
export function menuRows(menu: Menu, columns: number, documentation: string | undefined): readonly Row[] {
  const { candidates, selected = 0 } = menu;
  const first = Math.min(Math.max(0, selected - SHOWN + 2), Math.max(0, candidates.length - SHOWN));
  const shown = candidates.slice(first, first + SHOWN);
  const longest = Math.max(...shown.map(({ text }) => widthOf(text)));
  const rows = shown.map(({ text, kind, note = '' }, index) => {
    const isSelected = first + index === menu.selected;
    const beside = columns < NARROW || note === '' ? '' : `  ${note}`;
    const pieces: Piece[] = [
      {
        text: `${isSelected ? '>' : ' '} ${text}${' '.repeat(longest - widthOf(text))} `,
        role: isSelected ? 'selected' : 'menu',
      },
      { text: ` ${kind}`, role: 'kind' },
      { text: beside, role: 'note' },
    ];
    return rowOf(pieces, columns);
  });
  const rest = candidates.length - shown.length;
  const more = rest > 0 ? [textRow(`  ${selected + 1} of ${candidates.length}`, 'note', columns)] : [];
  const about =
    documentation === undefined || documentation === '' ? [] : [textRow(`  ${documentation}`, 'note', columns)];
  return [...rows, ...more, ...about];
}

/** The best match is nearest to the pattern. */
export function searchRows(search: HistorySearch, columns: number): readonly Row[] {
  if (search.matches.length === 0) return [textRow('  nothing found', 'note', columns)];
  return search.matches.map((match, index) =>
    rowOf([{ text: index === search.selected ? '> ' : '  ', role: 'prompt' }, ...markedPieces(match)], columns),
  );
}

/** The letters that fit stand out; line breaks show as such. */
function markedPieces({ text, positions }: HistoryMatch): readonly Piece[] {
  const marked = new Set(positions);
  const pieces: { text: string; role: Role }[] = [];
  for (const [at, char] of Array.from(text.slice(0, 400)).entries()) {
    const role: Role = marked.has(at) ? 'matched' : 'text';
    const last = pieces.at(-1);
    const shown = char === '\n' ? '↵' : char;
    if (last?.role === role) last.text += shown;
    else pieces.push({ text: shown, role });
  }
  return pieces;
}

function widthOf(text: string): number {
  let width = 0;
  for (const grapheme of graphemes(text)) width += cellsOf(grapheme);
  return width;
}
