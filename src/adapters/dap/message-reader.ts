// Takes messages out of a stream of bytes: `Content-Length: N`, an empty line, and N bytes of JSON (Debug Adapter Protocol, "Base
// Protocol"). Any thread.

/** Longer messages are no requests: the stream cannot be followed any more. */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** A header that has not ended by then is none. */
const MAX_HEADER = 4096;
const HEADER_END = Buffer.from('\r\n\r\n');

export type Received = { readonly message: unknown } | { readonly error: string; readonly isFatal: boolean };

export class MessageReader {
  #left = Buffer.alloc(0);
  #wanted: number | undefined;

  /** What has come whole with these bytes. After a fatal error nothing more comes. */
  push(bytes: Uint8Array): Received[] {
    this.#left = this.#left.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#left, bytes]);
    const received: Received[] = [];
    for (;;) {
      const next = this.#next();
      if (next === undefined) return received;
      received.push(next);
      if ('error' in next && next.isFatal) return received;
    }
  }

  #next(): Received | undefined {
    if (this.#wanted === undefined) {
      const end = this.#left.indexOf(HEADER_END);
      if (end === -1) return this.#left.length > MAX_HEADER ? fatal('the header of a message does not end') : undefined;
      const header = this.#left.toString('latin1', 0, end);
      this.#left = this.#left.subarray(end + HEADER_END.length);
      const [, digits] = /^Content-Length: *(\d+) *$/im.exec(header) ?? [];
      if (digits === undefined) return { error: 'a header has no Content-Length', isFatal: false };
      this.#wanted = Number(digits);
      if (this.#wanted > MAX_MESSAGE) return fatal(`a message of ${digits} bytes is too long`);
    }
    if (this.#left.length < this.#wanted) return undefined;
    const text = this.#left.toString('utf8', 0, this.#wanted);
    this.#left = this.#left.subarray(this.#wanted);
    this.#wanted = undefined;
    return parsed(text);
  }
}

export function encodeMessage(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

function parsed(text: string): Received {
  try {
    return { message: JSON.parse(text) as unknown };
  } catch (error) {
    return { error: `a message is no JSON: ${(error as Error).message}`, isFatal: false };
  }
}

function fatal(error: string): Received {
  return { error, isFatal: true };
}
