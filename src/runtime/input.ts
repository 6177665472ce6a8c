// Where the bytes of a handle come from: its file, or the standard input as the host gives it. Engine thread.

import { ByteReader } from './byte-reader.js';
import type { Handle } from './file-handle.js';
import type { RuntimeHost } from './library.js';
import { perRun } from './per-host.js';
import { systemError } from './system-errors.js';

const PIECE_BYTES = 64 * 1024;

/**
 * One reader for `io.read`, `io.lines`, `io.stdin` and `dofile()`, so that none loses what another has read ahead. Each run has its
 * own: in a shared session the next one may be another client's.
 */
export const standardInputOf = perRun((host) => new ByteReader(() => host.readInput(PIECE_BYTES)));

/** @throws `EBADF` for what cannot be read, and errors of node:fs */
export function readerOf(handle: Handle, host: RuntimeHost): ByteReader {
  if (handle.kind === 'open') return handle.file.read();
  if (handle.kind === 'stdin') return standardInputOf(host);
  throw systemError('EBADF');
}
