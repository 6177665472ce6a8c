import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { toPng, toSvg } from './logos.mjs';

/** @returns {Map<string, Buffer>} */
function chunksOf(png) {
  const chunks = new Map();
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    assert.equal(png.readUInt32BE(end), crc32(png.subarray(at + 4, end)));
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end));
    at = end + 4;
  }
  return chunks;
}

for (const size of [32, 64]) {
  test(`the logo of ${size} pixels`, () => {
    const chunks = chunksOf(toPng(size));
    assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
    assert.equal(chunks.get('IHDR').readUInt32BE(0), size);
    const rows = inflateSync(chunks.get('IDAT'));
    assert.equal(rows.length, size * (1 + 4 * size));
    /** Colour at a place of the drawing. */
    const at = (x, y) => {
      const [column, row] = [x, y].map((place) => Math.floor((place * size) / 64));
      return [...rows.subarray(row * (1 + 4 * size) + 1 + 4 * column).subarray(0, 4)];
    };
    assert.equal(at(0, 0)[3], 0, 'the corner is see-through');
    assert.deepEqual(at(14, 40), [0xf4, 0xf1, 0xde, 255], 'the moon');
    assert.deepEqual(at(45, 20), [0xff, 0xb7, 0x03, 255], 'the spark');
    assert.deepEqual(at(32, 4), [0x1b, 0x2a, 0x6b, 255], 'the night');
  });
}

test('the same as SVG', () => {
  assert.match(toSvg(), /^<svg [^>]+viewBox="0 0 64 64">\n(?: {2}<[^>]+\/>\n){4}<\/svg>\n$/);
});
