// The last signatures seen, so that a message sent twice is executed once. Constant memory. Any thread.

const DIGEST_BYTES = 32;
/** As many as the reference implementation keeps. */
const CAPACITY = 65_536;

/**
 * A ring of digests with a hash table of their places. Digests are uniformly distributed, so their first bytes serve as
 * hash; nobody without the key can choose them. Takes 2.5 MiB at the default capacity.
 */
export class DigestHistory {
  readonly #capacity: number;
  readonly #ring: Buffer;
  /** Place in the ring + 1; 0 is free. Open addressing, half full at most. */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  #count = 0;
  #next = 0;

  /** @param capacity how many are kept; a power of two */
  constructor(capacity = CAPACITY) {
    if (capacity < 1 || !Number.isInteger(Math.log2(capacity))) {
      throw new RangeError(`capacity must be a power of two, not ${capacity}`);
    }
    this.#capacity = capacity;
    this.#ring = Buffer.alloc(capacity * DIGEST_BYTES);
    this.#slots = new Uint32Array(capacity * 2);
    this.#mask = capacity * 2 - 1;
  }

  get size(): number {
    return this.#count;
  }

  /** Remembers a digest of 32 bytes, forgetting the oldest when full. @returns whether it was new */
  add(digest: Uint8Array): boolean {
    if (digest.length !== DIGEST_BYTES)
      throw new RangeError(`a digest has ${DIGEST_BYTES} bytes, not ${digest.length}`);
    if (this.#slots[this.#find(digest)] !== 0) return false;
    if (this.#count === this.#capacity) this.#forget(this.#at(this.#next));
    else this.#count++;
    this.#ring.set(digest, this.#next * DIGEST_BYTES);
    this.#slots[this.#find(digest)] = this.#next + 1;
    this.#next = (this.#next + 1) % this.#capacity;
    return true;
  }

  #at(place: number): Buffer {
    return this.#ring.subarray(place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES);
  }

  #home(digest: Uint8Array): number {
    return (digest[0]! | (digest[1]! << 8) | (digest[2]! << 16)) & this.#mask;
  }

  /** The slot that holds the digest, or the free one where it belongs. */
  #find(digest: Uint8Array): number {
    let slot = this.#home(digest);
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#at(entry - 1).equals(digest)) break;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  /** Frees a slot and moves up what had to step over it. */
  #forget(digest: Uint8Array): void {
    let free = this.#find(digest);
    this.#slots[free] = 0;
    for (let slot = (free + 1) & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const home = this.#home(this.#at(this.#slots[slot]! - 1));
      const steps = (slot - home) & this.#mask;
      if (steps < ((slot - free) & this.#mask)) continue;
      this.#slots[free] = this.#slots[slot]!;
      this.#slots[slot] = 0;
      free = slot;
    }
  }
}
