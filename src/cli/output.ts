// Writes bytes to standard output and standard error: whole, in order, at the pace of whoever reads them. Control thread.

import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Disposable } from '../base/disposable.js';

/** A place for bytes. Nothing here rejects: a failure is told once, to `onFailure`, and what follows is dropped. */
export interface ByteSink {
  /** A returned promise settles when more may be written. */
  write(bytes: Uint8Array | string): void | Promise<void>;
  /** Resolves when all that was written has left the process, or never will. */
  flush(): Promise<void>;
  /** Gives up what has not been taken. */
  abandon(): void;
  /** Grows as bytes are taken; stands still while the reader sleeps. */
  readonly taken: number;
  /** Bytes are waiting for their reader. */
  readonly isWaiting: boolean;
}

export interface OutputFailure {
  readonly fd: 1 | 2;
  /** The reader has gone (EPIPE, or a terminal that was closed): no error, but the end. */
  readonly isClosed: boolean;
  readonly error: NodeJS.ErrnoException;
}

export type OnOutputFailure = (failure: OutputFailure) => void;

const CLOSED = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/** Files are written at once; pipes, sockets and terminals without blocking the thread, so that signals and timers run. */
export function openOutput(fd: 1 | 2, onFailure: OnOutputFailure): ByteSink {
  // A terminal that has gone no longer says that it was one.
  const isTerminal = isatty(fd);
  const fail = (error: NodeJS.ErrnoException): void => {
    onFailure({ fd, isClosed: CLOSED.has(error.code ?? '') || (isTerminal && error.code === 'EIO'), error });
  };
  return writesAtOnce(fd) ? new FileSink(fd, fail) : new StreamSink(fd === 1 ? process.stdout : process.stderr, fail);
}

function writesAtOnce(fd: number): boolean {
  if (isatty(fd)) return false;
  const status = fstatSync(fd);
  return status.isFile() || status.isCharacterDevice();
}

type Fail = (error: NodeJS.ErrnoException) => void;

/** Writes that never wait would keep timers and signals waiting: after so much, the event loop gets a turn. */
class Pacer {
  private bytes = 0;
  private writes = 0;

  pace(bytes: number): void | Promise<void> {
    this.bytes += bytes;
    this.writes += 1;
    if (this.bytes < TURN_BYTES && this.writes < TURN_WRITES) return;
    this.bytes = 0;
    this.writes = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }
}

const TURN_BYTES = 256 * 1024;
const TURN_WRITES = 64;

class FileSink implements ByteSink {
  readonly isWaiting = false;
  taken = 0;
  private isClosed = false;
  private readonly pacer = new Pacer();

  constructor(
    private readonly fd: number,
    private readonly fail: Fail,
  ) {}

  write(bytes: Uint8Array | string): void | Promise<void> {
    const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    if (!this.isClosed) this.writeAll(data);
    return this.pacer.pace(data.byteLength);
  }

  private writeAll(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.byteLength;) {
        const written = writeSync(this.fd, bytes, at);
        at += written;
        this.taken += written;
      }
    } catch (error) {
      this.isClosed = true;
      this.fail(error as NodeJS.ErrnoException);
    }
  }

  async flush(): Promise<void> {
    // Every write has already reached the file.
  }

  abandon(): void {
    this.isClosed = true;
  }
}

class StreamSink implements ByteSink {
  private isClosed = false;
  private isFailed = false;
  private readonly pending = new Set<() => void>();
  /** Writes follow each other. */
  private last: Promise<void> = Promise.resolve();
  private readonly pacer = new Pacer();
  private written = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly fail: Fail,
  ) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.failed(error);
    });
    unblock(stream);
  }

  get taken(): number {
    return this.written;
  }

  get isWaiting(): boolean {
    return this.pending.size > 0;
  }

  write(bytes: Uint8Array | string): void | Promise<void> {
    if (this.isClosed) return this.pacer.pace(0);
    const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    this.last = this.last.then(() => this.sendPieces(data));
    return this.last;
  }

  /** In pieces, so that `taken` shows a slow reader to be awake. */
  private async sendPieces(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength && !this.isClosed; at += TURN_BYTES) {
      const piece = bytes.subarray(at, at + TURN_BYTES);
      await this.send(piece);
      await this.pacer.pace(piece.byteLength);
    }
  }

  private send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.pending.delete(done);
        this.written += bytes.length;
        resolve();
      };
      this.pending.add(done);
      this.stream.write(bytes, (error) => {
        if (error !== null && error !== undefined) this.failed(error);
        else done();
      });
    });
  }

  flush(): Promise<void> {
    return this.last;
  }

  abandon(): void {
    this.isClosed = true;
    for (const done of [...this.pending]) done();
  }

  private failed(error: NodeJS.ErrnoException): void {
    if (!this.isFailed) this.fail(error);
    this.isFailed = true;
    this.abandon();
  }
}

/** Node makes writes to terminals block; one that was stopped (Ctrl+S, a dead connection) would stop signals and timers too. */
function unblock(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => void } };
  if (stream.isTTY && typeof handle?.setBlocking === 'function') handle.setBlocking(false);
}

const STALL_MS = 1000;

/** Gives up output whose reader takes nothing for a second; to be used once a run is to end. */
export function abandonWhenStalled(sinks: readonly ByteSink[], onAbandon: () => void): Disposable {
  let seen = sinks.map(({ taken }) => taken);
  const timer = setInterval(() => {
    const stalled = sinks.filter((sink, index) => sink.isWaiting && sink.taken === seen[index]);
    seen = sinks.map(({ taken }) => taken);
    for (const sink of stalled) sink.abandon();
    if (stalled.length > 0) onAbandon();
  }, STALL_MS);
  return { dispose: () => clearInterval(timer) };
}
