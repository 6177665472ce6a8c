import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Pixels } from './png.js';
import { encodeSixel } from './sixel.js';

/** A small terminal: colours in percent by place, undefined where nothing was drawn. */
function decode(sixel: string): { width: number; height: number; pixels: (string | undefined)[] } {
  const [, width, height, body] = /^\u001bP0;1q"1;1;(\d+);(\d+)([^\u001b]*)\u001b\\$/.exec(sixel) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const pixels = new Array<string | undefined>(size.width * size.height).fill(undefined);
  const palette = new Map<string, string>();
  let [x, top, color] = [0, 0, ''];
  for (const [token] of (body ?? '').matchAll(/#\d+;2;\d+;\d+;\d+|#\d+|!\d+[?-~]|[?-~$-]/g)) {
    const [, defined, rgb] = /^#(\d+);2;(.*)$/.exec(token) ?? [];
    if (defined !== undefined) palette.set(defined, rgb ?? '');
    else if (token.startsWith('#')) color = palette.get(token.slice(1)) ?? 'none';
    else if (token === '$') x = 0;
    else if (token === '-') [x, top] = [0, top + 6];
    else {
      const [, count = '1'] = /^!(\d+)/.exec(token) ?? [];
      const bits = token.charCodeAt(token.length - 1) - 63;
      for (let end = x + Number(count); x < end; x++) {
        for (let row = 0; row < 6; row++) if (bits & (1 << row)) pixels[(top + row) * size.width + x] = color;
      }
    }
  }
  return { ...size, pixels };
}

const percent = (value: number): number => Math.round(value / 2.55);

test('a picture of few colours arrives as it is, holes included', () => {
  const color = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.constantFrom(0, 255));
  const image = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 14 })).chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      colors: fc.array(color, { minLength: width * height, maxLength: width * height }),
    }),
  );
  fc.assert(
    fc.property(image, ({ width, height, colors }) => {
      const decoded = decode(encodeSixel({ width, height, rgba: Uint8Array.from(colors.flat()) }, 100));
      const expected = colors.map(([r, g, b, a]) => (a === 0 ? undefined : [r, g, b].map(percent).join(';')));
      assert.deepEqual(decoded, { width, height, pixels: expected });
    }),
  );
});

function gradient(width: number, height: number): Pixels {
  const rgba = new Uint8Array(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256));
  return { width, height, rgba };
}

test('of more colours than there is room for, the nearest', () => {
  const image: Pixels = { width: 300, height: 1, rgba: new Uint8Array(1200) };
  for (let x = 0; x < 300; x++) image.rgba.set([x % 256, x >> 2, 200, 255], x * 4);
  const { pixels } = decode(encodeSixel(image, 1000));
  const near = (shown = '', x: number): boolean => Math.abs(Number(shown.split(';')[0]) - percent(x % 256)) <= 11;
  assert.ok(pixels.every(near));
});

test('wide pictures are made smaller in both directions', () => {
  const { width, height, pixels } = decode(encodeSixel(gradient(100, 40), 50));
  assert.deepEqual([width, height], [50, 20]);
  assert.ok(pixels.every((color) => color !== undefined));
});
