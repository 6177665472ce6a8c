import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader } from './byte-reader.js';

const unlimited = (): void => undefined;

/** A reader over pieces that all come in the same buffer, as files do it. */
function readerOf(...pieces: string[]): ByteReader {
  const buffer = Buffer.alloc(64);
  return new ByteReader(() => {
    const piece = pieces.shift();
    return piece === undefined ? null : buffer.subarray(0, buffer.write(piece));
  });
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

test('lines span pieces', () => {
  const reader = readerOf('ab', 'c\nde', '\n', '\nlast');
  const lines = [false, true, false, false, false].map((keepsEnd) => text(reader.readLine(keepsEnd, unlimited)));
  assert.deepEqual(lines, ['abc', 'de\n', '', 'last', undefined]);
});

test('counts span pieces and end short at the end', () => {
  const reader = readerOf('abc', 'def', 'g');
  assert.equal(text(reader.read(2, unlimited)), 'ab');
  assert.equal(text(reader.read(3, unlimited)), 'cde');
  assert.equal(reader.unread, 1);
  assert.equal(text(reader.read(9, unlimited)), 'fg');
  assert.equal(reader.read(1, unlimited), undefined);
});

test('all is everything that is left, and empty at the end', () => {
  const reader = readerOf('ab', 'cd', 'ef');
  reader.skip();
  reader.discard();
  assert.equal(text(reader.readAll(unlimited)), 'abcdef');
  assert.equal(text(reader.readAll(unlimited)), '');
});

test('a source that ends may go on later, as terminals do', () => {
  const pieces = ['one\n', null, 'two\n'];
  const reader = new ByteReader(() => {
    const piece = pieces.shift() ?? null;
    return piece === null ? null : Buffer.from(piece);
  });
  assert.equal(text(reader.readLine(false, unlimited)), 'one');
  assert.equal(reader.readLine(false, unlimited), undefined);
  assert.equal(text(reader.readLine(false, unlimited)), 'two');
});

test('what is too long is refused while it grows', () => {
  const reserve = (length: number): void => {
    if (length > 5) throw new Error(`too long: ${length}`);
  };
  assert.throws(() => readerOf('abc', 'def').readAll(reserve), /too long: 6/);
  assert.throws(() => readerOf('abc', 'def').readLine(false, reserve), /too long: 6/);
  assert.throws(() => readerOf('abc', 'def').read(6, reserve), /too long: 6/);
});

test('numerals end where Lua says they do', () => {
  const cases: [input: string, numeral: string, rest: string][] = [
    ['12 x', '12', ' x'],
    ['  -0x1Fg', '-0x1F', 'g'],
    ['+1.5e-3,', '+1.5e-3', ','],
    ['.5.', '.5', '.'],
    ['1e+ ', '1e+', ' '],
    ['0x.8p1z', '0x.8p1', 'z'],
    ['nan', '', 'nan'],
    ['-', '-', ''],
    ['', '', ''],
  ];
  for (const [input, numeral, rest] of cases) {
    const reader = readerOf(...input.split(/(?<=.)/s));
    assert.equal(reader.readNumeral(), numeral, input);
    assert.equal(text(reader.readAll(unlimited)), rest, input);
  }
});

test('a numeral of more than 200 characters is none', () => {
  assert.equal(readerOf(...Array<string>(201).fill('1')).readNumeral(), '');
  assert.equal(readerOf(...Array<string>(200).fill('1')).readNumeral().length, 200);
});
