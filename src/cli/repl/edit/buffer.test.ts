import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EditBuffer } from './buffer.js';
import { cellsOf, graphemes, nextBoundary, previousBoundary } from './graphemes.js';
import { indentAfter, outdented } from './indent.js';
import { KillRing } from './kill-ring.js';
import * as motions from './motions.js';
import { bracketsAt, partnerOf } from './brackets.js';
import { tokensOf } from '../screen/highlight.js';

const FAMILY = '👨‍👩‍👧';
const text = fc
  .array(fc.constantFrom('a', 'B', '_', ' ', '\n', 'é', 'e\u0301', '漢', FAMILY, '1', '(', ')'), { maxLength: 24 })
  .map((parts) => parts.join(''));

test('whatever is done can be undone, step by step, and done again', () => {
  const change = fc.record({ at: fc.nat(30), end: fc.nat(30), piece: text });
  fc.assert(
    fc.property(text, fc.array(change, { maxLength: 12 }), (first, changes) => {
      const buffer = new EditBuffer();
      buffer.reset(first);
      for (const { at, end, piece } of changes) buffer.replace(Math.min(at, end), Math.max(at, end), piece);
      const last = buffer.text;
      while (buffer.undo());
      assert.equal(buffer.text, first);
      while (buffer.redo());
      assert.equal(buffer.text, last);
    }),
  );
});

test('a word that is typed is undone at once, and the blank behind it on its own', () => {
  const buffer = new EditBuffer();
  for (const letter of 'local x') buffer.insert(letter);
  buffer.undo();
  assert.equal(buffer.text, 'local ');
  buffer.undo();
  assert.equal(buffer.text, 'local');
  buffer.undo();
  assert.equal(buffer.text, '');
});

test('steps over graphemes visit the same places in both directions', () => {
  fc.assert(
    fc.property(text, (sample) => {
      const there: number[] = [0];
      while (there.at(-1)! < sample.length) there.push(nextBoundary(sample, there.at(-1)!));
      const back: number[] = [sample.length];
      while (back.at(-1)! > 0) back.push(previousBoundary(sample, back.at(-1)!));
      assert.deepEqual(back.reverse(), there.length === 1 ? [0] : there);
      assert.equal([...graphemes(sample)].join(''), sample);
    }),
  );
});

test('a family, an accent and a character of two cells are one step each', () => {
  assert.deepEqual([...graphemes(`${FAMILY}e\u0301漢a`)], [FAMILY, 'e\u0301', '漢', 'a']);
  assert.deepEqual([FAMILY, 'e\u0301', '漢', 'a'].map(cellsOf), [2, 1, 2, 1]);
});

test('no motion leaves the text or ends inside of a grapheme', () => {
  const all = Object.entries(motions).flatMap(([name, motion]) =>
    name === 'verticalMove' || name === 'columnOf' ? [] : [motion as motions.Motion],
  );
  fc.assert(
    fc.property(text, fc.nat(24), (sample, steps) => {
      let at = 0;
      for (let i = 0; i < steps; i++) at = nextBoundary(sample, at);
      const boundaries = new Set([0]);
      for (let place = 0; place < sample.length; boundaries.add(place)) place = nextBoundary(sample, place);
      for (const motion of all) assert.ok(boundaries.has(motion(sample, at)), `${motion.name} from ${at}`);
    }),
  );
});

test('a word ends at an underscore, a symbol does not', () => {
  assert.equal(motions.wordRight('read_line(x)', 0), 4);
  assert.equal(motions.symbolRight('read_line(x)', 0), 9);
  assert.equal(motions.symbolLeft('x = read_line', 13), 4);
  assert.equal(motions.blankLeft('a b(c.d)  ', 10), 2);
});

test('up and down keep the column in cells as far as lines reach', () => {
  const sample = 'abcdef\n漢字\nxyzxyz';
  const column = motions.columnOf(sample, 5);
  const below = motions.verticalMove(sample, 5, 1, column)!;
  assert.equal(sample.slice(0, below), 'abcdef\n漢字');
  assert.equal(motions.verticalMove(sample, below, 1, column), 'abcdef\n漢字\nxyzxy'.length);
  assert.equal(motions.verticalMove(sample, 0, -1, 0), undefined);
});

test('pieces cut in a row are one, in the order of the text', () => {
  const kills = new KillRing();
  kills.push('b');
  kills.push('c', 'after');
  kills.push('a', 'before');
  assert.equal(kills.newest, 'abc');
  kills.push('z');
  assert.equal(kills.newest, 'z');
  assert.equal(kills.older(), 'abc');
  assert.equal(kills.older(), 'z');
});

test('brackets in strings and comments have no partner', () => {
  const sample = 'f({1, ")"}) -- )';
  assert.deepEqual(
    bracketsAt(tokensOf(sample), 2).map(({ start }) => start),
    [1, 10],
  );
  assert.equal(partnerOf(tokensOf(sample), 2), 10);
  assert.equal(partnerOf(tokensOf(sample), 11), 1);
  assert.deepEqual(bracketsAt(tokensOf(sample), 16), []);
});

test('a line break goes one step further where something is open', () => {
  const after = (code: string): string => indentAfter(code, tokensOf(code), code.length);
  assert.equal(after('if x then'), '  ');
  assert.equal(after('local function f(a)'), '  ');
  assert.equal(after('local t = {'), '  ');
  assert.equal(after('  x = 1'), '  ');
  assert.equal(after('if a then return 1 end'), '');
  assert.equal(after('if x then\n  y()\nelse'), '  ');
  assert.equal(after('print("if x then")'), '');
});

test('end, else and closing brackets go back to where their block began', () => {
  const back = (code: string): string | undefined => outdented(code, code.length, tokensOf(code))?.indent;
  assert.equal(back('if x then\n  end'), '');
  assert.equal(back('  for i = 1, 2 do\n    end'), '  ');
  assert.equal(back('local t = {\n  }'), '');
  assert.equal(back('if x then\n  else'), '');
  assert.equal(back('if x then\n  ending'), undefined);
  assert.equal(back('if x then\nend'), undefined);
});
