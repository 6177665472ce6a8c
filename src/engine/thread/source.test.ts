import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutHeader } from './source.js';

const BOM = '\u{feff}';

/** The same for text and for its bytes. */
function header(code: string): string {
  const [text, bytes] = [withoutHeader(code), withoutHeader(Buffer.from(code))];
  assert.equal(Buffer.from(text).toString(), Buffer.from(bytes).toString());
  return Buffer.from(text).toString();
}

test('a first line for the shell is left out, its end stays so that lines keep their numbers', () => {
  assert.equal(header('#!/usr/bin/env llmspell\nprint(1)'), '\nprint(1)');
  assert.equal(header('# a comment\r\nprint(1)'), '\nprint(1)');
  assert.equal(header('#\n#\n'), '\n#\n');
});

test('a source that is such a line alone is empty', () => {
  assert.equal(header('#!/usr/bin/env llmspell'), '');
  assert.equal(header('#'), '');
});

test('a byte order mark is left out, also before a line for the shell', () => {
  assert.equal(header(`${BOM}print(1)`), 'print(1)');
  assert.equal(header(`${BOM}#!x\nprint(1)`), '\nprint(1)');
  assert.equal(header(BOM), '');
});

test('everything else stays as it is', () => {
  for (const code of ['', 'print(1)', '\n#!x', ' #!x', 'x = #t\n', `x = "${BOM}"`]) assert.equal(header(code), code);
  const bytes = Buffer.from([0xef, 0xbb, 0x20, 0xff, 0x00]);
  assert.deepEqual(withoutHeader(bytes), bytes);
});
