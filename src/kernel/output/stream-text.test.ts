import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StreamPiece } from './stream-text.js';
import { StreamText } from './stream-text.js';

/** What comes out when the bytes come in pieces of these lengths, each taken before the next. */
function pieces(bytes: Uint8Array, lengths: readonly number[]): StreamPiece[] {
  const stream = new StreamText();
  const taken = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    stream.add(bytes.subarray(at, at + length));
    at = Math.min(bytes.length, at + length);
    taken.push(stream.take(at === bytes.length));
  }
  assert.equal(stream.size, 0);
  return taken.filter((piece) => piece !== undefined);
}

const lengths = fc.array(fc.nat(5), { maxLength: 30 });

test('text stays text, however it is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), lengths, (text, cuts) => {
      const taken = pieces(Buffer.from(text), cuts);
      assert.ok(taken.every(({ isText }) => isText));
      assert.equal(taken.map((piece) => piece.bytes.toString()).join(''), Buffer.from(text).toString());
    }),
  );
});

test('no byte is lost or changed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), lengths, (bytes, cuts) => {
      const taken = pieces(bytes, cuts);
      assert.deepEqual([...Buffer.concat(taken.map((piece) => piece.bytes))], [...bytes]);
      for (const { bytes: piece, isText } of taken) assert.equal(isText, piece.equals(Buffer.from(piece.toString())));
    }),
  );
});

test('nothing is held back that no further byte could complete', () => {
  for (const bytes of [[0x80], [0xff], [0x61, 0xc3, 0xa9], [0xf0, 0x9f, 0x8e, 0x89], [0xe2, 0x82, 0x28]]) {
    const stream = new StreamText();
    stream.add(Uint8Array.from(bytes));
    stream.take(false);
    assert.equal(stream.size, 0, bytes.join());
  }
});
