import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceText } from './positions.js';

test('line breaks count as in Lua', () => {
  const source = new SourceText('a\nb\r\nc\rd\n\re');
  assert.equal(source.lineCount, 5);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((line) => source.lineText(line)),
    ['a', 'b', 'c', 'd', 'e'],
  );
  assert.equal(source.lineAt(source.text.indexOf('c')), 3);
});

test('two equal line breaks are two lines', () => {
  assert.equal(new SourceText('a\n\nb').lineCount, 3);
  assert.equal(new SourceText('a\r\rb').lineCount, 3);
});

test('columns count code points, tabs as one', () => {
  const source = new SourceText('x\n\tlocal s = "😀é" .. y');
  const offset = source.text.indexOf('y');
  assert.deepEqual(source.positionAt(offset), { line: 2, column: 20 });
  assert.equal(source.offsetAt(2, 20), offset);
});

test('a byte order mark is not part of the text', () => {
  const source = new SourceText('\uFEFFprint(1)');
  assert.deepEqual(source.positionAt(0), { line: 1, column: 1 });
  assert.equal(source.lineText(1), 'print(1)');
});

test('positions outside the text are clamped', () => {
  const source = new SourceText('ab\ncd');
  assert.equal(source.lineText(9), '');
  assert.equal(source.offsetAt(1, 99), 2);
  assert.deepEqual(source.positionAt(99), { line: 2, column: 3 });
});
