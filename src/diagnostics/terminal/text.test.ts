import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, displayed, screenColumn, visible, widthOf, wrap } from './text.js';

test('nothing that steers a terminal gets through', () => {
  assert.equal(visible('\u001B[31mred\u0007\u007F\u009B'), '\u241B[31mred\u2407\u2421\uFFFD');
  assert.equal(visible('a\tb\nc'), 'a\tb\nc');
});

test('columns on the screen: tabs are four wide, wide characters two, marks none', () => {
  assert.equal(displayed('\tx'), '    x');
  assert.equal(screenColumn('\tx', 2), 4);
  assert.equal(screenColumn('"😀" .. x', 8), 8);
  assert.equal(screenColumn('日本 x', 4), 5);
  assert.equal(screenColumn('e\u0301 x', 4), 2);
});

test('wrapping keeps words and line breaks', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('a\nverylongword b', 5), ['a', 'verylongword', 'b']);
  assert.deepEqual(wrap('', 5), ['']);
});

test('cutting shows where something is missing', () => {
  assert.equal(cut('0123456789', 0, 10), '0123456789');
  assert.equal(cut('0123456789', 3, 6), '…345…');
  assert.equal(cut('日本語', 2, 6), '…本語');
  assert.equal(widthOf('日本'), 4);
});
