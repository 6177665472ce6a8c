// A file that a script has open: buffered reading and writing at one position, as a C stream does it. Engine thread.

import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { ByteReader } from './byte-reader.js';
import { systemError } from './system-errors.js';

const BUFFER_BYTES = 64 * 1024;

export interface FileAccess {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Writes go to the end, wherever the position is. */
  readonly appends: boolean;
}

export type Buffering = 'no' | 'line' | 'full';

/** Every method throws the errors of node:fs. */
export class OpenFile {
  private readonly reader: ByteReader;
  private buffering: Buffering = 'full';
  /** Where the descriptor reads or writes next: behind what the reader holds, before what waits to be written. */
  private offset = 0;
  private input: Buffer | undefined;
  private output: Buffer | undefined;
  private pending = 0;
  /** Devices have no positions. */
  private readonly hasPosition: boolean;

  constructor(
    private readonly fd: number,
    private readonly access: FileAccess,
  ) {
    const stats = fstatSync(fd);
    this.hasPosition = stats.isFile();
    if (access.appends && !access.canRead) this.offset = stats.size;
    this.reader = new ByteReader(() => this.fill());
  }

  /** For reading from the position on, after writing out what waits. */
  read(): ByteReader {
    if (!this.access.canRead) throw systemError('EBADF');
    this.flush();
    return this.reader;
  }

  private fill(): Uint8Array | null {
    this.input ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    const count = readSync(this.fd, this.input, 0, BUFFER_BYTES, this.hasPosition ? this.offset : null);
    this.offset += count;
    return count === 0 ? null : this.input.subarray(0, count);
  }

  /** @param bytes are copied; they may be a view on memory that changes */
  write(bytes: Buffer): void {
    if (!this.access.canWrite) throw systemError('EBADF');
    this.dropUnread();
    this.output ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    for (let at = 0; at < bytes.length;) {
      const count = bytes.copy(this.output, this.pending, at);
      this.pending += count;
      at += count;
      if (this.pending === BUFFER_BYTES) this.flush();
    }
    if (this.buffering === 'no' || (this.buffering === 'line' && bytes.includes(10))) this.flush();
  }

  /** Writes out what waits. */
  flush(): void {
    let written = 0;
    try {
      while (written < this.pending) {
        const position = this.hasPosition && !this.access.appends ? this.offset : null;
        const count = writeSync(this.fd, this.output as Buffer, written, this.pending - written, position);
        written += count;
        this.offset += count;
      }
      if (written > 0 && this.access.appends) this.offset = fstatSync(this.fd).size;
    } finally {
      // What could not be written is dropped, as a C library does: else closing could never end.
      this.pending = 0;
    }
  }

  setBuffering(mode: Buffering): void {
    this.flush();
    this.buffering = mode;
  }

  /** Moves the position and gives it. @param offset may be negative, counted from `whence` */
  seek(whence: 'set' | 'cur' | 'end', offset: bigint): number {
    this.flush();
    this.dropUnread();
    const base = whence === 'set' ? 0 : whence === 'cur' ? this.offset : fstatSync(this.fd).size;
    const target = BigInt(base) + offset;
    if (target < 0n || target > BigInt(Number.MAX_SAFE_INTEGER)) throw systemError('EINVAL');
    this.offset = Number(target);
    return this.offset;
  }

  private dropUnread(): void {
    this.offset -= this.reader.unread;
    this.reader.discard();
  }

  /** Also when writing out fails; that error is thrown after closing. */
  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.fd);
    }
  }
}
