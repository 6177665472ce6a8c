// Images in terminals that can show them: the protocols of kitty and iTerm2, and sixel graphics. Control thread.

import type { DisplayMessage } from './message.js';
import { isRecord, textForm } from './message.js';
import { decodePng, pngSize } from './png.js';
import { encodeSixel } from './sixel.js';

export type ImageProtocol = 'kitty' | 'iterm2' | 'sixel';

type Environment = Readonly<Record<string, string | undefined>>;

/** What each protocol takes as it is, in the order in which it is looked for. */
const TYPES: Readonly<Record<ImageProtocol, readonly string[]>> = {
  kitty: ['image/png'],
  iterm2: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'],
  sixel: ['image/png'],
};

/** The narrowest a column may be; terminals tell only when they are asked. */
const COLUMN_PIXELS = 8;
const KITTY_CHUNK = 4096;

/** What the terminal says of itself; a multiplexer in between passes no images on. */
export function imageProtocol(env: Environment): ImageProtocol | undefined {
  const { TERM: term = '', TERM_PROGRAM: program = '' } = env;
  if (env['TMUX'] || env['STY'] || /^(?:screen|tmux)/.test(term)) return undefined;
  if (env['KITTY_WINDOW_ID'] || /^xterm-(?:kitty|ghostty)$/.test(term)) return 'kitty';
  if (/^(?:iTerm\.app|WezTerm|mintty)$/.test(program) || env['LC_TERMINAL'] === 'iTerm2') return 'iterm2';
  return /^(?:foot|mlterm|contour|yaft)(?:-|$)/.test(term) ? 'sixel' : undefined;
}

/** The escape sequence that shows the image of a message; undefined where there is none, or none that the protocol takes. */
export function renderImage(message: DisplayMessage, protocol: ImageProtocol, columns: number): string | undefined {
  for (const mime of TYPES[protocol]) {
    const base64 = textForm(message, mime)?.replace(/\s+/g, '');
    if (base64 === undefined) continue;
    const bytes = Buffer.from(base64, 'base64');
    const width = widthWanted(message, mime);
    if (protocol === 'kitty') return kitty(bytes, width, columns);
    return protocol === 'iterm2' ? iterm2(bytes, width, columns) : sixel(bytes, width, columns);
  }
  return undefined;
}

/** Pixels that the script has asked for. */
function widthWanted({ metadata }: DisplayMessage, mime: string): number | undefined {
  const own = metadata?.[mime];
  const width = isRecord(own) ? own['width'] : undefined;
  return typeof width === 'number' && width > 0 ? width : undefined;
}

/** https://sw.kovidgoyal.net/kitty/graphics-protocol/ ; `q=2` keeps the terminal from answering into the standard input. */
function kitty(bytes: Buffer, width: number | undefined, columns: number): string {
  const across = columnsOf(width, pngSize(bytes)?.width, columns);
  const chunks = bytes.toString('base64').match(new RegExp(`.{1,${KITTY_CHUNK}}`, 'g')) ?? [''];
  return chunks
    .map((chunk, i) => {
      const keys = i === 0 ? `a=T,f=100,q=2${across === undefined ? '' : `,c=${across}`},` : '';
      return `\u001b_G${keys}m=${i === chunks.length - 1 ? 0 : 1};${chunk}\u001b\\`;
    })
    .join('');
}

/** https://iterm2.com/documentation-images.html */
function iterm2(bytes: Buffer, width: number | undefined, columns: number): string {
  const across = columnsOf(width, pngSize(bytes)?.width, columns);
  const size = across === undefined ? '' : `width=${across};`;
  return `\u001b]1337;File=inline=1;size=${bytes.length};${size}preserveAspectRatio=1:${bytes.toString('base64')}\u0007`;
}

/** Columns for an image whose width was asked for, or that would not fit; undefined: as large as it is. */
function columnsOf(wanted: number | undefined, natural: number | undefined, columns: number): number | undefined {
  const pixels = wanted ?? natural ?? 0;
  if (wanted === undefined && pixels <= columns * COLUMN_PIXELS) return undefined;
  return Math.max(1, Math.min(columns, Math.ceil(pixels / COLUMN_PIXELS)));
}

function sixel(bytes: Buffer, width: number | undefined, columns: number): string | undefined {
  try {
    return encodeSixel(decodePng(bytes), Math.ceil(Math.min(columns * COLUMN_PIXELS, width ?? Infinity)));
  } catch {
    // Damaged, or of a kind that takes too long: its description is shown.
    return undefined;
  }
}
