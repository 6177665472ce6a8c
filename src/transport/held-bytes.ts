// How much of what was handed to ZeroMQ is still held by it, for subscribers that do not read: it counts messages, not bytes, and does
// not say when one has gone. It holds on to large frames, so the garbage collector says it. Control thread.

import type { Frames } from './transport.js';
import { byteLength, OUTPUT_CHUNK_BYTES } from './transport.js';

/** Smaller frames are bounded by their number. */
const LARGE_FRAME_BYTES = 2 * OUTPUT_CHUNK_BYTES;

export class HeldBytes {
  #bytes = 0;
  readonly #collected = new FinalizationRegistry<number>((bytes) => (this.#bytes -= bytes));

  /** @param limit far above what may wait for the garbage collector (50 MB were seen) */
  constructor(private readonly limit: number) {}

  /** Whether the message may be handed over, which counts it; one may always, whatever its size. */
  take(frames: Frames): boolean {
    const large = frames.filter((frame) => frame.byteLength > LARGE_FRAME_BYTES);
    if (large.length === 0) return true;
    const bytes = byteLength(large);
    if (this.#bytes > 0 && this.#bytes + bytes > this.limit) return false;
    this.#bytes += bytes;
    for (const frame of large) this.#collected.register(frame, frame.byteLength);
    return true;
  }
}
