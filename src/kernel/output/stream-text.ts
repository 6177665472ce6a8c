// Bytes of one stream as messages carry them: whole characters, also when one comes in two pieces. Any thread.

import { isUtf8 } from 'node:buffer';

/** What one `stream` message carries. */
export interface StreamPiece {
  readonly bytes: Buffer;
  /** The bytes are UTF-8: nothing is lost when they are read as text. */
  readonly isText: boolean;
}

/** Bytes of the longest character of UTF-8, less one: so many may be held back. */
const MAX_HELD = 3;

/** Joins what has come; the beginning of a character is kept for the next time, unless `isLast`. */
export class StreamText {
  #pieces: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#size += bytes.byteLength;
  }

  /** Undefined where there is nothing to send. */
  take(isLast: boolean): StreamPiece | undefined {
    const all = this.#pieces.length === 1 ? asBuffer(this.#pieces[0]!) : Buffer.concat(this.#pieces);
    const whole = isLast ? all.length : all.length - unfinishedBytes(all);
    const bytes = all.subarray(0, whole);
    this.#pieces = whole < all.length ? [all.subarray(whole)] : [];
    this.#size = all.length - whole;
    if (bytes.length === 0) return undefined;
    return { bytes, isText: isUtf8(bytes) };
  }
}

/** How many bytes at the end begin a character whose rest is missing. */
function unfinishedBytes(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(MAX_HELD, bytes.length); length++) {
    const byte = bytes[bytes.length - length]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return length < lengthOfCharacter(byte) ? length : 0;
  }
  return 0;
}

function lengthOfCharacter(first: number): number {
  if (first >= 0xf8) return 1;
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
