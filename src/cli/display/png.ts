// Decodes PNG images into pixels, for terminals that take nothing else: all colour types and depths, not interlaced. Any thread.

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha; 8 bits each. */
  readonly rgba: Uint8Array;
}

/** More would hold up the thread for too long. */
const MAX_PIXELS = 4_000_000;
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Samples of a pixel by colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly channels: number;
}

interface Chunks {
  readonly header: Header;
  readonly palette: Buffer;
  /** Alpha of palette entries. */
  readonly alphas: Buffer;
  readonly data: Buffer;
}

/** Width and height in pixels; undefined where it is no PNG. */
export function pngSize(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** @throws Error for anything damaged, interlaced or larger than 4 million pixels (PNG specification, third edition) */
export function decodePng(bytes: Buffer): Pixels {
  const chunks = readChunks(bytes);
  const { width, height, depth, channels } = chunks.header;
  const stride = Math.ceil((width * channels * depth) / 8);
  // An import would be one at the start of every command: the bundle has them all at its top.
  const { inflateSync } = process.getBuiltinModule('node:zlib');
  const raw = inflateSync(chunks.data, { maxOutputLength: (stride + 1) * height });
  if (raw.length < (stride + 1) * height) throw new Error('the image ends too early');
  const rows = unfilter(raw, stride, height, Math.max(1, (channels * depth) / 8));
  return { width, height, rgba: toRgba(rows, stride, chunks) };
}

function readChunks(bytes: Buffer): Chunks {
  if (pngSize(bytes) === undefined) throw new Error('not a PNG image');
  const header = readHeader(bytes);
  const data: Buffer[] = [];
  let palette: Buffer = Buffer.alloc(0);
  let alphas: Buffer = Buffer.alloc(0);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') data.push(content);
    else if (type === 'PLTE') palette = content;
    else if (type === 'tRNS') alphas = content;
    at += 12 + length;
  }
  return { header, palette, alphas, data: Buffer.concat(data) };
}

function readHeader(bytes: Buffer): Header {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colorType, interlace] = [bytes.readUInt8(24), bytes.readUInt8(25), bytes.readUInt8(28)];
  const channels = CHANNELS[colorType];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw new Error('an unknown kind of PNG');
  if (interlace !== 0) throw new Error('an interlaced PNG');
  if (width * height === 0 || width * height > MAX_PIXELS) throw new Error('an image of a size that is not shown');
  return { width, height, depth, colorType, channels };
}

/** Undoes the filter of every row (section 9). @param step bytes from a sample to that of the pixel on its left */
function unfilter(raw: Buffer, stride: number, height: number, step: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] as number;
    const [from, to] = [y * (stride + 1) + 1, y * stride];
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : (rows[to + x - step] as number);
      const above = y === 0 ? 0 : (rows[to + x - stride] as number);
      const corner = y === 0 || x < step ? 0 : (rows[to + x - stride - step] as number);
      rows[to + x] = (raw[from + x] as number) + predict(filter, left, above, corner);
    }
  }
  return rows;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) throw new Error('an unknown filter');
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

function toRgba(rows: Uint8Array, stride: number, { header, palette, alphas }: Chunks): Uint8Array {
  const { width, height, depth, colorType, channels } = header;
  const rgba = new Uint8Array(width * height * 4);
  const scale = depth < 8 && colorType !== 3 ? 255 / (2 ** depth - 1) : 1;
  /** Of 16 bits the upper 8. */
  const sample = (y: number, i: number): number => {
    if (depth >= 8) return rows[y * stride + i * (depth / 8)] as number;
    const byte = rows[y * stride + ((i * depth) >> 3)] as number;
    return ((byte >> (8 - depth - ((i * depth) & 7))) & (2 ** depth - 1)) * scale;
  };
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [y, x] = [Math.floor(pixel / width), pixel % width];
    const first = sample(y, x * channels);
    const at = pixel * 4;
    if (colorType === 3) {
      rgba.set(palette.subarray(first * 3, first * 3 + 3), at);
      rgba[at + 3] = alphas[first] ?? 255;
      continue;
    }
    const isGrey = channels < 3;
    rgba[at] = first;
    rgba[at + 1] = isGrey ? first : sample(y, x * channels + 1);
    rgba[at + 2] = isGrey ? first : sample(y, x * channels + 2);
    rgba[at + 3] = channels % 2 === 0 ? sample(y, x * channels + channels - 1) : 255;
  }
  return rgba;
}
