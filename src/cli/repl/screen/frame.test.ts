import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildFrame } from './frame.js';
import type { Frame, FrameParts } from './frame.js';
import { highlight } from './highlight.js';

function frameOf(parts: Partial<FrameParts>): Frame {
  const text = parts.text ?? '';
  return buildFrame({
    text,
    cursor: text.length,
    prompt: '1> ',
    continuation: '.> ',
    roles: [],
    below: [],
    columns: 20,
    rows: 10,
    theme: undefined,
    ...parts,
  });
}

test('lines have the prompt or its continuation before them', () => {
  const frame = frameOf({ text: 'if x then\n  y()' });
  assert.deepEqual(frame.rows, ['1> if x then', '.>   y()']);
  assert.deepEqual([frame.cursorRow, frame.cursorColumn], [1, 8]);
});

test('a line that is wider than the screen goes on in the next row', () => {
  const frame = frameOf({ text: 'abcdefghij', columns: 8 });
  assert.deepEqual(frame.rows, ['1> abcde', 'fghij']);
  assert.deepEqual([frame.cursorRow, frame.cursorColumn], [1, 5]);
});

test('behind a full row the cursor is at the beginning of the next', () => {
  const frame = frameOf({ text: 'abcde', columns: 8 });
  assert.deepEqual(frame.rows, ['1> abcde', '']);
  assert.deepEqual([frame.cursorRow, frame.cursorColumn], [1, 0]);
});

test('a full row is the last when nothing is typed any more', () => {
  const frame = frameOf({ text: 'abcde', columns: 8, cursor: undefined });
  assert.deepEqual(frame.rows, ['1> abcde']);
});

test('a character of two cells is not broken at the edge', () => {
  const frame = frameOf({ text: 'abcd漢', columns: 8 });
  assert.deepEqual(frame.rows, ['1> abcd', '漢']);
  assert.deepEqual([frame.cursorRow, frame.cursorColumn], [1, 2]);
});

test('the cursor is found inside of wide text', () => {
  const frame = frameOf({ text: '漢字x', cursor: 1 });
  assert.deepEqual([frame.cursorRow, frame.cursorColumn], [0, 5]);
});

test('nothing in the text steers the terminal', () => {
  assert.deepEqual(frameOf({ text: 'a\u001b[2J\u0007\tb' }).rows, ['1> a^[[2J^G b']);
});

test('a text that is taller than the screen shows where the cursor is', () => {
  const text = Array.from({ length: 30 }, (_, i) => `x${i}`).join('\n');
  const frame = frameOf({ text, cursor: text.indexOf('x15'), rows: 5 });
  assert.equal(frame.rows.length, 5);
  assert.equal(frame.rows[frame.cursorRow], '.> x15');
});

test('a suggestion stands behind the cursor', () => {
  const frame = frameOf({ text: 'pri', suggestion: 'nt(1)' });
  assert.deepEqual(frame.rows, ['1> print(1)']);
  assert.equal(frame.cursorColumn, 6);
});

test('roles are painted, brackets go before them', () => {
  const text = 'f("a") -- b';
  const frame = frameOf({
    text,
    roles: highlight(text),
    brackets: [{ start: 1, end: 2 }],
    theme: { string: '32', comment: '90', bracket: '7' },
  });
  assert.deepEqual(frame.rows, ['1> f\u001b[7m(\u001b[0m\u001b[32m"a"\u001b[0m) \u001b[90m-- b\u001b[0m']);
});

test('what is selected goes before all else, with the ends of lines, and needs no colours', () => {
  const frame = frameOf({ text: 'f()\n\nx', selection: { start: 1, end: 5 }, brackets: [{ start: 1, end: 2 }] });
  assert.deepEqual(frame.rows, ['1> f\u001b[7m() \u001b[0m', '.> \u001b[7m \u001b[0m', '.> x']);
});

test('a selected end of a line takes no row of its own', () => {
  const frame = frameOf({ text: 'abcde\nf', selection: { start: 0, end: 6 }, cursor: 0, columns: 8 });
  assert.equal(frame.rows.length, 2);
});
