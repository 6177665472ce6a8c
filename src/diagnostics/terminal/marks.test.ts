import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScreenMark } from './marks.js';
import { drawMarks } from './marks.js';

function drawn(marks: readonly ScreenMark[]): string[] {
  return drawMarks(marks).map((row) => row.map((piece) => piece.text).join(''));
}

test('one mark with its label behind it', () => {
  assert.deepEqual(drawn([{ start: 2, end: 5, label: 'this is nil', isPrimary: true }]), ['  ^^^ this is nil']);
});

test('the last label stands behind its mark, the others below theirs', () => {
  assert.deepEqual(
    drawn([
      { start: 0, end: 2, label: 'first', isPrimary: false },
      { start: 4, end: 5, label: 'second', isPrimary: true },
      { start: 8, end: 10, label: 'third', isPrimary: false },
    ]),
    ['--  ^   -- third', '|   |', '|   second', 'first'],
  );
});

test('a mark without a label, and an empty range', () => {
  assert.deepEqual(drawn([{ start: 3, end: 3, isPrimary: true }]), ['   ^']);
});

test('the primary mark covers the others', () => {
  assert.deepEqual(
    drawn([
      { start: 0, end: 6, isPrimary: false },
      { start: 2, end: 4, label: 'here', isPrimary: true },
    ]),
    ['--^^--', '  |', '  here'],
  );
});
