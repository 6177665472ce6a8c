// Images, sound, film and other bytes for `Display`, from a string or a file. Engine thread.

import { isUtf8 } from 'node:buffer';
import { SpellError } from '../base/errors.js';
import { byteCount } from '../base/byte-count.js';
import { LuaRaise } from '../vm/errors.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError, checkText } from './arguments.js';
import { bytesAt, placeholder } from './display-forms.js';
import type { Form, Shown } from './display-forms.js';
import type { RuntimeHost } from './library.js';
import { formatNames, mimeOfFormat, recogniseMedia } from './media-formats.js';
import type { MediaFormat, MediaKind } from './media-formats.js';
import { optOptions } from './options.js';
import { policyOf } from './per-host.js';
import { toFailure } from './system-errors.js';
import { readWholeFile } from './whole-file.js';

/** In messages they are a third larger, and every client holds them. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
const MAX_PATH_BYTES = 4096;

interface Media extends MediaFormat {
  readonly bytes: Buffer;
}

export const image: Form = (vm, L, first, host) => {
  const rules = { format: 'string', width: 'number', height: 'number', alt: 'string' } as const;
  const options = optOptions(vm, L, first + 1, rules);
  const media = mediaAt(vm, L, first, host, 'image', options.format);
  const { width, height, alt } = options;
  for (const [name, size] of Object.entries({ width, height })) {
    if (size !== undefined && !(size > 0)) argumentError(vm, L, first + 1, `${name} must be above 0`);
  }
  const size = media.width === undefined ? '' : ` ${media.width}x${media.height}`;
  const metadata = {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(alt === undefined ? {} : { alt }),
  };
  return {
    ...shownMedia(media, `${alt === undefined ? '' : `${alt}: `}${media.mime}${size}`),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: { [media.mime]: metadata } }),
  };
};

const track =
  (kind: 'audio' | 'video'): Form =>
  (vm, L, first, host) => {
    const { format } = optOptions(vm, L, first + 1, { format: 'string' });
    const media = mediaAt(vm, L, first, host, kind, format);
    return shownMedia(media, media.mime);
  };

export const audio: Form = track('audio');
export const video: Form = track('video');

export const binary: Form = (vm, L, first) => {
  const bytes = bytesAt(vm, L, first);
  const mime = checkText(vm, L, first + 1);
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(mime)) {
    argumentError(vm, L, first + 1, `'${mime}' is not a MIME type, such as application/octet-stream`);
  }
  return { data: { [mime]: bytes, 'text/plain': placeholder(mime, bytes.length) } };
};

/** SVG is text, also in messages. */
function shownMedia({ mime, bytes }: Media, what: string): Shown {
  const content = mime === 'image/svg+xml' ? bytes.toString('utf8') : bytes;
  return { data: { [mime]: content, 'text/plain': placeholder(what, bytes.length) } };
}

/** @param format as the script names it; it decides where the content does not tell */
function mediaAt(vm: LuaVm, L: number, arg: number, host: RuntimeHost, kind: MediaKind, format?: string): Media {
  const named = format === undefined ? undefined : mimeOfFormat(kind, format);
  if (format !== undefined && named === undefined) {
    argumentError(vm, L, arg + 1, `unknown format '${format}'; there are ${formatNames(kind).join(', ')}`);
  }
  const formatOf = (bytes: Buffer): MediaFormat | undefined =>
    named === undefined ? recogniseMedia(kind, bytes) : { ...recogniseMedia(kind, bytes), mime: named };
  const given = Buffer.from(bytesAt(vm, L, arg).buffer);
  const own = recogniseMedia(kind, given);
  if (own === undefined && isPath(given)) return readMedia(host, given.toString('utf8'), kind, formatOf);
  const known = formatOf(given);
  return known === undefined
    ? argumentError(vm, L, arg, `neither a path nor ${kind} content (${formatNames(kind).join(', ')})`)
    : { ...known, bytes: given };
}

/** Whether a string that is no image can only be the name of one. */
function isPath(bytes: Buffer): boolean {
  return (
    bytes.length > 0 && bytes.length <= MAX_PATH_BYTES && isUtf8(bytes) && !/[\0-\x1f]/.test(bytes.toString('utf8'))
  );
}

function readMedia(
  host: RuntimeHost,
  path: string,
  kind: MediaKind,
  formatOf: (bytes: Buffer) => MediaFormat | undefined,
): Media {
  const bytes = readDisplayFile(host, path);
  const format = formatOf(bytes);
  if (format !== undefined) return { ...format, bytes };
  const names = formatNames(kind).join(', ');
  throw new LuaRaise(`'${path}' has no ${kind} content that is known (${names}); name it: {format = "..."}`);
}

function readDisplayFile(host: RuntimeHost, path: string): Buffer {
  try {
    return readWholeFile(policyOf(host), path, (size) => {
      if (size > MAX_FILE_BYTES) {
        throw new LuaRaise(
          `'${path}' is too large to be displayed: ${byteCount(size)}, at most ${byteCount(MAX_FILE_BYTES)}`,
        );
      }
    });
  } catch (error) {
    const failure = error instanceof SpellError || error instanceof LuaRaise ? undefined : toFailure(error);
    throw failure === undefined ? error : new LuaRaise(`cannot open file '${path}' (${failure.message})`);
  }
}
