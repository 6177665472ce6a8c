// HMAC-SHA256 of text, in two calls of one hash each: an object of the library per message would take longer than its work. Any thread.

import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const NOTHING = new Uint8Array(0);

export interface SignedText {
  /** The text as UTF-8. */
  readonly bytes: Buffer;
  /** Hexadecimal. */
  readonly signature: string;
}

/** RFC 2104. */
export class Signer {
  readonly #inner: Buffer;
  /** Followed by room for a digest. */
  readonly #outer: Buffer;

  constructor(key: string) {
    const bytes = Buffer.from(key, 'utf8');
    const block = Buffer.alloc(BLOCK_BYTES);
    (bytes.length > BLOCK_BYTES ? hash('sha256', bytes, 'buffer') : bytes).copy(block);
    this.#inner = block.map((byte) => byte ^ 0x36) as Buffer;
    this.#outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST_BYTES)]);
  }

  /** @param more bytes of UTF-8 that belong to the text */
  sign(text: string, more: Uint8Array = NOTHING): SignedText {
    const textBytes = Buffer.byteLength(text);
    const whole = Buffer.allocUnsafe(BLOCK_BYTES + textBytes + more.byteLength);
    whole.set(this.#inner);
    whole.write(text, BLOCK_BYTES);
    whole.set(more, BLOCK_BYTES + textBytes);
    this.#addInner(whole);
    return { bytes: whole.subarray(BLOCK_BYTES), signature: hash('sha256', this.#outer, 'hex') };
  }

  /** Of pieces that are copied: not for large ones. */
  digest(pieces: readonly Uint8Array[]): Buffer {
    this.#addInner(Buffer.concat([this.#inner, ...pieces]));
    return hash('sha256', this.#outer, 'buffer');
  }

  #addInner(whole: Buffer): void {
    this.#outer.set(hash('sha256', whole, 'buffer'), BLOCK_BYTES);
  }
}
