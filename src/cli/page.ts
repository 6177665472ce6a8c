// Text for people at the width of a terminal: what help pages are made of. Control thread.

import { paint } from './paint.js';
import type { Style } from './paint.js';

export interface HelpLayout {
  /** Columns. */
  readonly width: number;
  readonly hasColor: boolean;
}

const INDENT = 2;
const GAP = 2;
/** First columns that are wider put their text on the next line. */
const MAX_FIRST = 34;

/** Paragraphs and lists with a blank line between them. */
export class Page {
  private readonly blocks: string[] = [];
  private readonly width: number;

  constructor(private readonly layout: HelpLayout) {
    this.width = Math.max(40, Math.min(layout.width, 100));
  }

  text(): string {
    return `${this.blocks.join('\n\n')}\n`;
  }

  paragraph(text: string): void {
    this.blocks.push(wrap(text, this.width).join('\n'));
  }

  /** As it is, a little to the right. */
  code(lines: readonly string[]): void {
    this.blocks.push(lines.map((line) => `${' '.repeat(INDENT)}${line}`.trimEnd()).join('\n'));
  }

  title(text: string): void {
    this.blocks.push(this.paint('bold', text));
  }

  section(title: string, rows: readonly (readonly [first: string, second: string])[]): void {
    const first = Math.min(MAX_FIRST, Math.max(...rows.map(([text]) => text.length)));
    const lines = rows.flatMap(([name, text]) => this.row(name, text, first));
    this.blocks.push([this.paint('bold', `${title}:`), ...lines].join('\n'));
  }

  private row(name: string, text: string, first: number): string[] {
    const column = INDENT + first + GAP;
    const [head = '', ...tail] = wrap(text, this.width - column);
    const pad = ' '.repeat(column);
    const label = ' '.repeat(INDENT) + this.paint('cyan', name);
    if (text === '') return [label];
    const rest = tail.map((line) => pad + line);
    if (name.length > first) return [label, pad + head, ...rest];
    return [label + ' '.repeat(first - name.length + GAP) + head, ...rest];
  }

  private paint(style: Style, text: string): string {
    return paint(style, text, this.layout.hasColor);
  }
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
