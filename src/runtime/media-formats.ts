// Recognises images, sound and film by their first bytes. Any thread.

export type MediaKind = 'image' | 'audio' | 'video';

export interface MediaFormat {
  readonly mime: string;
  /** Pixels, of images that tell. */
  readonly width?: number;
  readonly height?: number;
}

const MIMES: Readonly<Record<MediaKind, Readonly<Record<string, string>>>> = {
  image: {
    png: 'image/png',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    gif: 'image/gif',
    svg: 'image/svg+xml',
    webp: 'image/webp',
  },
  audio: { wav: 'audio/wav', mp3: 'audio/mpeg', ogg: 'audio/ogg', flac: 'audio/flac', mp4: 'audio/mp4', webm: 'audio/webm' },
  video: { mp4: 'video/mp4', webm: 'video/webm', ogg: 'video/ogg' },
}; // prettier-ignore

/** Names of the formats of a kind. */
export const formatNames = (kind: MediaKind): readonly string[] => Object.keys(MIMES[kind]);

/** The MIME type that a format has: `png`; undefined for unknown names. */
export function mimeOfFormat(kind: MediaKind, format: string): string | undefined {
  if (format.startsWith(`${kind}/`)) return format;
  const mimes = MIMES[kind];
  return Object.hasOwn(mimes, format) ? mimes[format] : undefined;
}

/** What the bytes begin like; undefined where they are nothing of that kind. */
export function recogniseMedia(kind: MediaKind, bytes: Buffer): MediaFormat | undefined {
  if (kind === 'image') return recogniseImage(bytes);
  const format = containerOf(bytes);
  const mime = format === undefined ? undefined : mimeOfFormat(kind, format);
  return mime === undefined ? undefined : { mime };
}

function recogniseImage(bytes: Buffer): MediaFormat | undefined {
  const head = bytes.toString('latin1', 0, 16);
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { mime: 'image/png', ...pngSize(bytes) };
  if (head.startsWith('\xff\xd8\xff')) return { mime: 'image/jpeg', ...jpegSize(bytes) };
  if (/^GIF8[79]a/.test(head)) return { mime: 'image/gif', ...gifSize(bytes) };
  if (/^RIFF....WEBP/s.test(head)) return { mime: 'image/webp' };
  const svg = SVG.exec(bytes.toString('utf8', 0, SVG_HEAD));
  return svg === null ? undefined : { mime: 'image/svg+xml', ...svgSize(svg[1] ?? '') };
}

function pngSize(bytes: Buffer): Partial<MediaFormat> {
  return bytes.length < 24 ? {} : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gifSize(bytes: Buffer): Partial<MediaFormat> {
  return bytes.length < 10 ? {} : { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** The first frame header (SOF, not DHT, JPG or DAC) has the size. */
function jpegSize(bytes: Buffer): Partial<MediaFormat> {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return {};
}

const SVG_HEAD = 4096;
/** The tag `svg` with its attributes, behind declaration, comments and document type. */
const SVG = /^\uFEFF?\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^])*-->\s*|<!DOCTYPE[^>]*>\s*)*<svg\b([^>]*)>/i;

function svgSize(attributes: string): Partial<MediaFormat> {
  const [, width] = /\bwidth="([\d.]+)(?:px)?"/.exec(attributes) ?? [];
  const [, height] = /\bheight="([\d.]+)(?:px)?"/.exec(attributes) ?? [];
  if (width !== undefined && height !== undefined) return { width: Number(width), height: Number(height) };
  const [, boxWidth, boxHeight] = /\bviewBox="\S+[ ,]+\S+[ ,]+([\d.]+)[ ,]+([\d.]+)"/.exec(attributes) ?? [];
  return boxWidth === undefined ? {} : { width: Number(boxWidth), height: Number(boxHeight) };
}

function containerOf(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 16);
  if (/^RIFF....WAVE/s.test(head)) return 'wav';
  if (head.startsWith('OggS')) return 'ogg';
  if (head.startsWith('fLaC')) return 'flac';
  if (head.startsWith('ftyp', 4)) return 'mp4';
  if (head.startsWith('\x1a\x45\xdf\xa3')) return 'webm';
  if (head.startsWith('ID3') || /^\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]/.test(head)) return 'mp3';
  return undefined;
}
