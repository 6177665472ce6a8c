import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Frame } from './frame.js';
import { buildFrame } from './frame.js';
import { ScreenWriter } from './screen-writer.js';

/** A terminal that knows no more than what is written here. */
class Grid {
  readonly lines: string[][] = [[]];
  row = 0;
  column = 0;

  write(text: string): void {
    const pattern = /\u001b\[(\??\d*)([A-Za-z])|[^]/g;
    for (const [char, count = '', command] of text.matchAll(pattern)) {
      const steps = Number(count || '1');
      if (command === undefined) this.#put(char);
      else if (command === 'A') this.row = Math.max(0, this.row - steps);
      else if (command === 'B') this.row += steps;
      else if (command === 'C') this.column += steps;
      else if (command === 'K') this.lines[this.row] = this.#line().slice(0, this.column);
      else if (command === 'J') this.lines.splice(this.row, Infinity, this.#line().slice(0, this.column));
    }
  }

  text(): string[] {
    return this.lines.map((line) =>
      Array.from(line, (char) => char ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  #line(): string[] {
    return (this.lines[this.row] ??= []);
  }

  #put(char: string): void {
    if (char === '\r') this.column = 0;
    else if (char === '\n') {
      this.row++;
      this.#line();
    } else this.#line()[this.column++] = char;
  }
}

function frameOf(text: string, cursor: number, below: readonly string[]): Frame {
  return buildFrame({
    text,
    cursor: Math.min(cursor, text.length),
    prompt: '> ',
    continuation: '. ',
    roles: [],
    below: below.map((row) => ({ pieces: [{ text: row, role: 'text' }], width: row.length })),
    columns: 12,
    rows: 40,
    theme: undefined,
  });
}

const rowText = fc.stringMatching(/^[a-z]{0,12}$/);
const frame = fc
  .tuple(fc.stringMatching(/^[a-z\n]{0,30}$/), fc.nat(30), fc.array(rowText, { maxLength: 4 }))
  .map(([text, cursor, below]) => frameOf(text, cursor, below));

test('after any frames the screen shows the last one, and the cursor is in its place', () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), (frames) => {
      const grid = new Grid();
      const writer = new ScreenWriter();
      for (const each of frames) grid.write(writer.draw(each));
      const last = frames.at(-1)!;
      assert.deepEqual(
        grid.text().slice(0, last.rows.length),
        last.rows.map((row) => row.trimEnd()),
      );
      assert.equal(grid.text().slice(last.rows.length).join(''), '');
      assert.deepEqual([grid.row, grid.column], [last.cursorRow, last.cursorColumn]);
    }),
  );
});

test('only rows that differ are written again', () => {
  const writer = new ScreenWriter();
  writer.draw(frameOf('first\nsecond', 99, ['status']));
  const change = writer.draw(frameOf('first\nsecondx', 99, ['status']));
  assert.ok(change.includes('secondx') && !change.includes('first') && !change.includes('status'), change);
});

test('a prompt that is taken off leaves nothing, and begins again in its place', () => {
  const grid = new Grid();
  const writer = new ScreenWriter();
  grid.write('output\r\n');
  grid.write(writer.draw(frameOf('one\ntwo', 2, ['menu', 'status'])));
  grid.write(writer.clear());
  grid.write('more\r\n');
  grid.write(writer.draw(frameOf('one', 3, [])));
  assert.deepEqual(grid.text(), ['output', 'more', '> one']);
});

test('a prompt that is left stays', () => {
  const grid = new Grid();
  const writer = new ScreenWriter();
  grid.write(writer.draw(frameOf('one\ntwo', 0, [])));
  grid.write(writer.leave());
  grid.write('out');
  assert.deepEqual(grid.text(), ['> one', '. two', 'out']);
});

test('a narrower screen has more rows to take off', () => {
  const writer = new ScreenWriter();
  writer.draw(frameOf('abcdefghij', 10, []));
  assert.equal(writer.resized(5), '\r\u001b[3A\u001b[J');
});
