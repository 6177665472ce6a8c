import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, formatListing, rangeAround } from './listing.js';

const lines = ['local a = 1', '\tlocal b = 2', 'f() g()', 'return a', ...Array.from({ length: 8 }, () => '-- more')];
const plain = { current: undefined, breakpoints: new Set<number>(), width: 40, hasColor: false };

test('lines around one, as far as there are any', () => {
  assert.deepEqual(rangeAround(6, 5, 12), { first: 4, last: 8 });
  assert.deepEqual(rangeAround(1, 5, 12), { first: 1, last: 5 });
  assert.deepEqual(rangeAround(12, 5, 12), { first: 8, last: 12 });
  assert.deepEqual(rangeAround(2, 5, 3), { first: 1, last: 3 });
});

test('the current line, breakpoints, and the column of a statement are marked', () => {
  const text = formatListing(
    lines,
    { first: 1, last: 4 },
    { ...plain, current: 3, column: 5, breakpoints: new Set([2]) },
  );
  assert.equal(text, '  1  local a = 1\n* 2      local b = 2\n> 3  f() g()\n         ^\n  4  return a\n');
});

test('numbers stand below each other', () => {
  assert.equal(formatListing(lines, { first: 9, last: 10 }, plain), '   9  -- more\n  10  -- more\n');
});

test('a line takes one row of the screen, and steers nothing', () => {
  const text = formatListing(['x'.repeat(50), 'a\u001b[2Jb'], { first: 1, last: 2 }, { ...plain, width: 20 });
  assert.equal(text, `  1  ${'x'.repeat(14)}…\n  2  a␛[2Jb\n`);
});

test('what is cut is no wider than the room', () => {
  assert.equal(cut('short', 5), 'short');
  assert.equal(cut('longer', 5), 'long…');
  assert.equal(cut('漢字漢字', 5), '漢字…');
});
