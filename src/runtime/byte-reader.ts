// Lines, counts and numbers from a source of bytes that comes in pieces. Engine thread.

const NEWLINE = 10;
/** As in C: longer numerals are malformed. */
const MAX_NUMERAL = 200;

/** Is told how long a result is going to be at least, and throws where that is too long. */
export type Reserve = (length: number) => void;

/** A buffered reader. Bytes that are returned may be overwritten by the next call. */
export class ByteReader {
  private piece: Buffer = Buffer.alloc(0);
  private at = 0;

  /** @param fill gives some bytes, waiting for them, or null at the end */
  constructor(private readonly fill: () => Uint8Array | null) {}

  /** Bytes that have been taken from the source and not been read. */
  get unread(): number {
    return this.piece.length - this.at;
  }

  /** Forgets what has not been read. */
  discard(): void {
    this.piece = Buffer.alloc(0);
    this.at = 0;
  }

  /** Whether there is nothing more; waits for the source to tell. */
  isAtEnd(): boolean {
    return this.unread === 0 && !this.refill();
  }

  /** Up to and with the next newline (without it unless `keepsEnd`); undefined at the end. */
  readLine(keepsEnd: boolean, reserve: Reserve): Uint8Array | undefined {
    const parts = new Parts(reserve);
    for (;;) {
      if (this.isAtEnd()) return parts.isEmpty ? undefined : parts.join();
      const end = this.piece.indexOf(NEWLINE, this.at);
      if (end >= 0) {
        const line = this.piece.subarray(this.at, keepsEnd ? end + 1 : end);
        this.at = end + 1;
        return parts.isEmpty ? line : parts.join(line);
      }
      parts.add(this.takeRest());
    }
  }

  /** `count` bytes, fewer at the end; undefined where there are none. */
  read(count: number, reserve: Reserve): Uint8Array | undefined {
    const parts = new Parts(reserve);
    while (parts.length < count && !this.isAtEnd()) {
      const missing = count - parts.length;
      if (missing < this.unread) {
        parts.add(this.piece.subarray(this.at, this.at + missing));
        this.at += missing;
      } else parts.add(this.takeRest());
    }
    return parts.isEmpty ? undefined : parts.join();
  }

  /** Everything up to the end. */
  readAll(reserve: Reserve): Uint8Array {
    const parts = new Parts(reserve);
    while (!this.isAtEnd()) parts.add(this.takeRest());
    return parts.join();
  }

  /** The longest text that could be a numeral of Lua (liolib.c: l_getn), white space before it skipped. */
  readNumeral(): string {
    const numeral = new Numeral(this);
    while ([32, 9, 10, 11, 12, 13].includes(this.peek())) this.at += 1;
    numeral.accept('+-');
    let digits = 0;
    let isHex = false;
    if (numeral.accept('0')) {
      if (numeral.accept('xX')) isHex = true;
      else digits = 1;
    }
    const alphabet = isHex ? '0123456789abcdefABCDEF' : '0123456789';
    digits += numeral.acceptAll(alphabet);
    if (numeral.accept('.')) digits += numeral.acceptAll(alphabet);
    if (digits > 0 && numeral.accept(isHex ? 'pP' : 'eE')) {
      numeral.accept('+-');
      numeral.acceptAll('0123456789');
    }
    return numeral.text.length > MAX_NUMERAL ? '' : numeral.text;
  }

  /** The next byte without taking it, -1 at the end. */
  peek(): number {
    return this.isAtEnd() ? -1 : (this.piece[this.at] as number);
  }

  skip(): void {
    this.at += 1;
  }

  private takeRest(): Buffer {
    const rest = this.piece.subarray(this.at);
    this.at = this.piece.length;
    return rest;
  }

  private refill(): boolean {
    const bytes = this.fill();
    this.piece = bytes === null ? Buffer.alloc(0) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    return this.piece.length > 0;
  }
}

/** Collects copies of pieces, since the source uses its buffer again. */
class Parts {
  length = 0;
  private readonly parts: Buffer[] = [];

  constructor(private readonly reserve: Reserve) {}

  get isEmpty(): boolean {
    return this.length === 0;
  }

  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    this.reserve(this.length);
    this.parts.push(Buffer.from(bytes));
  }

  join(last?: Uint8Array): Uint8Array {
    if (last !== undefined) this.add(last);
    return this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
  }
}

/** What has been read of a numeral. */
class Numeral {
  text = '';

  constructor(private readonly reader: ByteReader) {}

  accept(characters: string): boolean {
    const next = this.reader.peek();
    if (next < 0 || !characters.includes(String.fromCharCode(next)) || this.text.length > MAX_NUMERAL) return false;
    this.text += String.fromCharCode(next);
    this.reader.skip();
    return true;
  }

  acceptAll(characters: string): number {
    let count = 0;
    while (this.accept(characters)) count += 1;
    return count;
  }
}
