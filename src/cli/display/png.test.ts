import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decodePng, pngSize } from './png.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), content, Buffer.alloc(4)]);
}

interface Image {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  /** With the filter byte before each row. */
  readonly rows: Uint8Array;
  readonly palette?: readonly number[];
  readonly alphas?: readonly number[];
  readonly interlace?: number;
}

function png({ width, height, depth, colorType, rows, palette, alphas, interlace = 0 }: Image): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlace], 8);
  const data = deflateSync(rows);
  const half = data.length >> 1;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', Uint8Array.from(palette))]),
    ...(alphas === undefined ? [] : [chunk('tRNS', Uint8Array.from(alphas))]),
    chunk('IDAT', data.subarray(0, half)),
    chunk('IDAT', data.subarray(half)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const decode = (image: Image): number[] => [...decodePng(png(image)).rgba];

test('every colour type and depth', () => {
  const one = { width: 1, height: 1 };
  assert.deepEqual(decode({ ...one, depth: 8, colorType: 6, rows: Uint8Array.of(0, 1, 2, 3, 4) }), [1, 2, 3, 4]);
  assert.deepEqual(decode({ ...one, depth: 8, colorType: 2, rows: Uint8Array.of(0, 1, 2, 3) }), [1, 2, 3, 255]);
  assert.deepEqual(decode({ ...one, depth: 8, colorType: 4, rows: Uint8Array.of(0, 9, 8) }), [9, 9, 9, 8]);
  assert.deepEqual(decode({ ...one, depth: 16, colorType: 0, rows: Uint8Array.of(0, 9, 1) }), [9, 9, 9, 255]);
  assert.deepEqual(decode({ width: 3, height: 1, depth: 1, colorType: 0, rows: Uint8Array.of(0, 0b1010_0000) }), [
    ...[255, 255, 255, 255],
    ...[0, 0, 0, 255],
    ...[255, 255, 255, 255],
  ]);
  assert.deepEqual(
    decode({
      ...{ width: 3, height: 1, depth: 4, colorType: 3, rows: Uint8Array.of(0, 0x10, 0x20) },
      palette: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      alphas: [0, 128],
    }),
    [4, 5, 6, 128, 1, 2, 3, 0, 7, 8, 9, 255],
  );
});

/** Filters as an encoder applies them (section 9.2): against the bytes before filtering. */
function filterRow(filter: number, row: Uint8Array, above: Uint8Array, step: number): Uint8Array {
  return row.map((value, x) => {
    const a = row[x - step] ?? 0;
    const b = above[x] ?? 0;
    const c = above[x - step] ?? 0;
    const p = a + b - c;
    const nearest = [a, b, c].reduce((best, next) => (Math.abs(p - next) < Math.abs(p - best) ? next : best));
    return value - ([0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0);
  });
}

test('every filter, in any order of rows', () => {
  const image = fc.integer({ min: 1, max: 6 }).chain((width) =>
    fc.record({
      width: fc.constant(width),
      rows: fc.array(
        fc.record({
          filter: fc.integer({ min: 0, max: 4 }),
          bytes: fc.uint8Array({ minLength: width * 4, maxLength: width * 4 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  );
  fc.assert(
    fc.property(image, ({ width, rows }) => {
      const filtered = rows.flatMap(({ filter, bytes }, y) => [
        filter,
        ...filterRow(filter, bytes, rows[y - 1]?.bytes ?? new Uint8Array(bytes.length), 4),
      ]);
      const encoded = { width, height: rows.length, depth: 8, colorType: 6, rows: Uint8Array.from(filtered) };
      assert.deepEqual(
        decode(encoded),
        rows.flatMap(({ bytes }) => [...bytes]),
      );
    }),
  );
});

test('what cannot be decoded is an error, never a wrong picture', () => {
  const good: Image = { width: 2, height: 2, depth: 8, colorType: 0, rows: Uint8Array.of(0, 1, 2, 0, 3, 4) };
  assert.deepEqual(pngSize(png(good)), { width: 2, height: 2 });
  const cases: [Buffer, RegExp][] = [
    [Buffer.from('GIF89a'), /not a PNG/],
    [png({ ...good, interlace: 1 }), /interlaced/],
    [png({ ...good, colorType: 5 }), /unknown kind/],
    [png({ ...good, depth: 3 }), /unknown kind/],
    [png({ ...good, width: 100_000, height: 100_000 }), /size that is not shown/],
    [png({ ...good, height: 3 }), /too early/],
    [png({ ...good, height: 1 }), /larger than/],
    [png({ ...good, rows: Uint8Array.of(7, 1, 2, 0, 3, 4) }), /unknown filter/],
    [png(good).subarray(0, 40), /unexpected end/],
    [SIGNATURE, /not a PNG/],
  ];
  for (const [bytes, message] of cases) assert.throws(() => decodePng(bytes), { message });
});
