// Pixels as sixel graphics (DEC STD 070, chapter 9). Any thread.

import type { Pixels } from './png.js';

const BAND = 6;
const MAX_COLORS = 256;
/** Levels of red, green and blue where an image has more colours than a terminal. */
const LEVELS = 6;
const TRANSPARENT = -1;

/** @param maxWidth pixels; wider images are made smaller */
export function encodeSixel(image: Pixels, maxWidth: number): string {
  const pixels = shrink(image, maxWidth);
  const { indices, colors } = reduceColors(pixels);
  const head = `\u001bP0;1q"1;1;${pixels.width};${pixels.height}`;
  const palette = colors.map((rgb, i) => `#${i};2;${rgb.map((value) => Math.round(value / 2.55)).join(';')}`);
  const bands: string[] = [];
  for (let top = 0; top < pixels.height; top += BAND) bands.push(encodeBand(indices, pixels, top));
  return `${head}${palette.join('')}${bands.join('-')}\u001b\\`;
}

function shrink(image: Pixels, maxWidth: number): Pixels {
  if (image.width <= maxWidth) return image;
  const [width, height] = [maxWidth, Math.max(1, Math.round((image.height * maxWidth) / image.width))];
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = [Math.floor((x * image.width) / width), Math.floor((y * image.height) / height)];
      const from = (fromY * image.width + fromX) * 4;
      rgba.set(image.rgba.subarray(from, from + 4), (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

type Color = readonly [red: number, green: number, blue: number];

interface Reduced {
  /** Of the colour of each pixel; -1 where it is transparent. */
  readonly indices: Int16Array;
  readonly colors: readonly Color[];
}

/** The colours as they are where there are few, else the nearest of a cube. */
function reduceColors(image: Pixels): Reduced {
  return indexColors(image, (value) => value) ?? (indexColors(image, toLevel) as Reduced);
}

const toLevel = (value: number): number => (Math.round((value / 255) * (LEVELS - 1)) * 255) / (LEVELS - 1);

/** Undefined where there are more than 256. */
function indexColors({ rgba }: Pixels, round: (value: number) => number): Reduced | undefined {
  const known = new Map<number, number>();
  const colors: Color[] = [];
  const indices = new Int16Array(rgba.length / 4).fill(TRANSPARENT);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const at = pixel * 4;
    if ((rgba[at + 3] as number) < 128) continue;
    const color = [0, 1, 2].map((channel) => round(rgba[at + channel] as number)) as unknown as Color;
    const key = (color[0] << 16) | (color[1] << 8) | color[2];
    let index = known.get(key);
    if (index === undefined) {
      if (colors.length === MAX_COLORS) return undefined;
      index = colors.push(color) - 1;
      known.set(key, index);
    }
    indices[pixel] = index;
  }
  return { indices, colors };
}

/** Six rows: for each colour in them a line of columns of six bits, laid over one another. */
function encodeBand(indices: Int16Array, { width, height }: Pixels, top: number): string {
  const planes = new Map<number, Uint8Array>();
  for (let row = 0; row < Math.min(BAND, height - top); row++) {
    for (let x = 0; x < width; x++) {
      const index = indices[(top + row) * width + x] as number;
      if (index === TRANSPARENT) continue;
      const plane = planes.get(index) ?? new Uint8Array(width);
      plane[x] = (plane[x] as number) | (1 << row);
      planes.set(index, plane);
    }
  }
  return [...planes].map(([index, plane]) => `#${index}${encodeRuns(plane)}`).join('$');
}

function encodeRuns(plane: Uint8Array): string {
  let text = '';
  for (let x = 0; x < plane.length;) {
    const value = plane[x] as number;
    let end = x + 1;
    while (end < plane.length && plane[end] === value) end++;
    const char = String.fromCharCode(63 + value);
    text += end - x > 3 ? `!${end - x}${char}` : char.repeat(end - x);
    x = end;
  }
  return text;
}
