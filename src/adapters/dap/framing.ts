// The base protocol of the Debug Adapter Protocol: a header with Content-Length, an empty line, JSON. Any thread.

import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';

/** Larger messages are passed over. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_HEADER_BYTES = 8192;
const HEADER_END = Buffer.from('\r\n\r\n');

export type Framed =
  | { readonly type: 'message'; readonly message: JsonObject }
  /** What was received makes no sense; reading goes on behind it. */
  | { readonly type: 'malformed'; readonly problem: string };

export function encodeFrame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** Cuts a stream of bytes into messages, however it comes in pieces. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes of the body that is being read; undefined inside a header. */
  #expected: number | undefined;
  /** Bytes of a body that is too large, still to be passed over. */
  #skipped = 0;

  /** @returns what is complete now, in order */
  take(bytes: Buffer): Framed[] {
    this.#chunks.push(bytes);
    this.#held += bytes.length;
    const complete: Framed[] = [];
    while (this.#step(complete));
    return complete;
  }

  /** @returns whether there may be more in what is held */
  #step(complete: Framed[]): boolean {
    if (this.#skipped > 0) return this.#skip();
    if (this.#expected === undefined) return this.#readHeader(complete);
    if (this.#held < this.#expected) return false;
    const body = this.#cut(this.#expected);
    this.#expected = undefined;
    complete.push(parseBody(body));
    return true;
  }

  #readHeader(complete: Framed[]): boolean {
    const held = this.#join();
    const end = held.indexOf(HEADER_END);
    if (end === -1) {
      if (this.#held <= MAX_HEADER_BYTES) return false;
      complete.push(malformed(`a header is longer than ${MAX_HEADER_BYTES} bytes`));
      // What ends it may have come in part.
      this.#cut(this.#held - HEADER_END.length + 1);
      return false;
    }
    const header = this.#cut(end + HEADER_END.length).toString('latin1');
    const length = lengthOf(header);
    if (length === undefined) complete.push(malformed('a header has no valid Content-Length'));
    else if (length > MAX_MESSAGE_BYTES) {
      complete.push(malformed(`a message of ${length} bytes is larger than ${MAX_MESSAGE_BYTES}`));
      this.#skipped = length;
    } else this.#expected = length;
    return true;
  }

  #skip(): boolean {
    const count = Math.min(this.#skipped, this.#held);
    this.#cut(count);
    this.#skipped -= count;
    return this.#skipped === 0;
  }

  #join(): Buffer {
    const held = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [held];
    return held;
  }

  #cut(count: number): Buffer {
    const held = this.#join();
    this.#chunks = [held.subarray(count)];
    this.#held -= count;
    return held.subarray(0, count);
  }
}

/** The last line that names it: what stands before a header belongs to nothing. */
function lengthOf(header: string): number | undefined {
  const [, digits] = [...header.matchAll(/(?:^|\n)Content-Length:[ \t]*(\d{1,15})[ \t]*(?=\r?\n)/gi)].at(-1) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function parseBody(body: Buffer): Framed {
  try {
    const message: unknown = JSON.parse(body.toString());
    return isObject(message) ? { type: 'message', message } : malformed('a message is no JSON object');
  } catch (error) {
    return malformed(`a message is no JSON: ${(error as Error).message}`);
  }
}

function malformed(problem: string): Framed {
  return { type: 'malformed', problem };
}
