// Text of scripts on a terminal: nothing that steers it, and the rows that it takes. Any thread.

import { displayed, widthOf } from '../../diagnostics/terminal/text.js';

/** Colours and styles (ECMA-48, SGR); they neither move the cursor nor ask the terminal anything. */
const STYLE = /(\u001b\[[\d;]*m)/;

/** Control characters become visible and tabs blanks; styles stay where `keepsStyles` says so. */
export function safeText(text: string, keepsStyles: boolean): string {
  const pieces = text.replaceAll('\r\n', '\n').split(STYLE);
  return pieces.map((piece, i) => (i % 2 === 0 ? displayed(piece) : keepsStyles ? piece : '')).join('');
}

/** How many rows the cursor goes down while a terminal of that width shows the text from the start of a row. */
export function rowsDown(text: string, columns: number): number {
  const lines = text.split('\n');
  // A row that is just full does not move the cursor yet.
  const more = (line: string): number => Math.max(0, Math.ceil(widthOf(line) / columns) - 1);
  return lines.reduce((rows, line) => rows + more(line), lines.length - 1);
}
