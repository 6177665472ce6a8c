// Reads the bytes of a source: from a file, a pipe or standard input, no more than a source may have, and without blocking
// where somebody else decides when bytes come. Control thread.

import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { Stats } from 'node:fs';
import type { Readable } from 'node:stream';
import { addAbortSignal } from 'node:stream';

/** The most that a source may have. */
export const SOURCE_LIMIT = 64 * 2 ** 20;

/** Why there are no bytes, where the system has no code of its own for it. */
export type SourceProblem = 'DEVICE' | 'TOO_LARGE' | 'NOT_CONNECTED';

/**
 * @param signal ends the waiting for a pipe, with its reason
 * @throws an error with the `code` of the system or a {@link SourceProblem}
 */
export async function readSourceFile(path: string, signal: AbortSignal): Promise<Uint8Array> {
  // Before it is opened, as that alone has effects on some devices.
  refuseEndless(statSync(path));
  const fd = openWithoutWaiting(path);
  if (!fstatSync(fd).isFIFO()) return readAndClose(fd);
  const { Socket } = await import('node:net');
  return readStream(new Socket({ fd, readable: true, writable: false }), signal);
}

/** All of standard input. */
export async function readSourceStdin(signal: AbortSignal): Promise<Uint8Array> {
  const status = fstatSync(0);
  if (status.isDirectory()) throw problem('EISDIR', 'it is a directory');
  if (isUnconnected(status)) throw problem('NOT_CONNECTED', 'nothing is connected to it');
  return readStream(process.stdin, signal);
}

function refuseEndless(status: Stats): void {
  if (status.isDirectory()) throw problem('EISDIR', 'it is a directory');
  if (status.isCharacterDevice() || status.isBlockDevice()) throw problem('DEVICE', 'it is a device');
}

/** A pipe that nobody writes to yet would hold up the thread, and with it signals and timers. */
function openWithoutWaiting(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

const CHUNK_BYTES = 64 * 1024;

function readAndClose(fd: number): Uint8Array {
  try {
    const { size } = fstatSync(fd);
    const source = new Chunks();
    source.refuseIfLarge(size);
    for (;;) {
      // One more than there should be, so that one read is mostly enough; files of /proc tell no size.
      const chunk = Buffer.allocUnsafe(Math.max(size - source.bytes + 1, CHUNK_BYTES));
      const length = readSync(fd, chunk);
      if (length === 0) return source.all();
      source.add(chunk.subarray(0, length));
    }
  } finally {
    closeSync(fd);
  }
}

async function readStream(stream: Readable, signal: AbortSignal): Promise<Uint8Array> {
  const source = new Chunks();
  try {
    for await (const chunk of addAbortSignal(signal, stream)) source.add(chunk as Buffer);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return source.all();
}

class Chunks {
  bytes = 0;
  private readonly chunks: Buffer[] = [];

  add(chunk: Buffer): void {
    this.bytes += chunk.byteLength;
    this.refuseIfLarge(this.bytes);
    this.chunks.push(chunk);
  }

  refuseIfLarge(bytes: number): void {
    if (bytes > SOURCE_LIMIT) throw problem('TOO_LARGE', `it is larger than ${SOURCE_LIMIT / 2 ** 20} MiB`);
  }

  all(): Uint8Array {
    return Buffer.concat(this.chunks);
  }
}

/** Where standard input is closed, Node opens /dev/null to read and write; a shell's `< /dev/null` can only be read. */
function isUnconnected(status: Stats): boolean {
  try {
    if (!status.isCharacterDevice() || status.rdev !== statSync('/dev/null').rdev) return false;
    writeSync(0, Buffer.alloc(0));
    return true;
  } catch {
    return false;
  }
}

function problem(code: SourceProblem | 'EISDIR', message: string): Error {
  return Object.assign(new Error(message), { code });
}
