// Text as a terminal shows it: nothing that moves the cursor, tabs as blanks, widths of wide characters. Any thread.

import fastStringWidth from 'fast-string-width';

const TAB = '    ';
/** C0 and C1 control characters but for line breaks and tabs. */

const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Replaces control characters by visible ones, so that no text of a script can steer the terminal. */
export function visible(text: string): string {
  return text.replace(CONTROL, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

/** A line of source as it is shown. */
export function displayed(text: string): string {
  return visible(text).replaceAll('\t', TAB);
}

export function widthOf(text: string): number {
  return fastStringWidth(text);
}

/** Where a 1-based column in code points begins on the screen, counted from 0. */
export function screenColumn(text: string, column: number): number {
  return widthOf(
    displayed(
      Array.from(text)
        .slice(0, column - 1)
        .join(''),
    ),
  );
}

/** Breaks a text at blanks so that no line is wider than `width`; words that are wider stay whole. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && widthOf(longer) > width) {
        lines.push(line);
        line = word;
      } else {
        line = longer;
      }
    }
    return [...lines, line];
  });
}

/** The part of a text between two screen columns; what is cut off on either side shows as an ellipsis. */
export function cut(text: string, from: number, to: number): string {
  let at = 0;
  let shown = '';
  for (const char of text) {
    const width = widthOf(char);
    if (at >= from && at + width <= to) shown += char;
    at += width;
  }
  return `${from > 0 ? '…' : ''}${shown}${at > to ? '…' : ''}`;
}
