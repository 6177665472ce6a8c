// How much of large messages ZeroMQ still holds for subscribers that do not read. It bounds the queue of each by a number of messages and
// not by bytes; so while much is held, each large message takes as many places as its bytes are worth, until whoever does not read has a
// full queue and gets nothing more. It holds on to large frames, so the garbage collector says when they have gone. Control thread.

import type { Frames } from './transport.js';
import { byteLength, OUTPUT_CHUNK_BYTES } from './transport.js';

/** Smaller frames are bounded by their number. */
const LARGE_FRAME_BYTES = 2 * OUTPUT_CHUNK_BYTES;

/** Places that one message takes at most: fewer than a subscriber may be behind. */
const MOST_PLACES = 2_048;

/** The large frames of one message. */
interface Held {
  readonly number: number;
  bytes: number;
}

interface Limits {
  /** Above it large messages take more than one place. Far above what waits for the garbage collector alone (50 MB were seen). */
  readonly bytes: number;
  /** Places in the queue of one subscriber. */
  readonly messages: number;
}

export class HeldBytes {
  #published = 0;
  #bytes = 0;
  /** In the order of publication. What is held from before the last `messages` is held by full queues, which cannot grow. */
  readonly #recent = new Set<Held>();
  readonly #collected = new FinalizationRegistry<[Held, number]>(([held, bytes]) => this.#subtract(held, bytes));

  constructor(private readonly limits: Limits) {}

  /**
   * Counts a message that is published.
   * @returns how many small messages have to follow it
   */
  add(frames: Frames): number {
    this.#published += 1;
    this.#forgetOld();
    const large = frames.filter((frame) => frame.byteLength > LARGE_FRAME_BYTES);
    if (large.length === 0) return 0;
    const isMuch = this.#bytes > this.limits.bytes;
    const bytes = byteLength(large);
    const held = { number: this.#published, bytes };
    this.#recent.add(held);
    this.#bytes += bytes;
    for (const frame of large) this.#collected.register(frame, [held, frame.byteLength]);
    return isMuch ? Math.min(MOST_PLACES, Math.ceil(bytes / OUTPUT_CHUNK_BYTES)) - 1 : 0;
  }

  #forgetOld(): void {
    for (const held of this.#recent) {
      if (held.number > this.#published - this.limits.messages) return;
      this.#subtract(held, held.bytes);
      this.#recent.delete(held);
    }
  }

  #subtract(held: Held, bytes: number): void {
    if (!this.#recent.has(held)) return;
    this.#bytes -= bytes;
    held.bytes -= bytes;
    if (held.bytes === 0) this.#recent.delete(held);
  }
}
