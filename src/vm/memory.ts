// Views on the VM's linear memory, renewed when it grows, and the bytes and text that cross it. Engine thread.

import { isUtf8 } from 'node:buffer';

/** Fixed room between the C stack and the output ring, so that no address of ours depends on the heap. */
const SCRATCH = { base: 0x109000, bytes: 0x4000 } as const;

/** Where lengths (`size_t *`) and a `lua_Debug` go. */
export const OUT_LENGTH = 0x10d000;
export const OUT_DEBUG = 0x10d100;

/** Names and keys, mostly: looking at each byte is cheaper than a copy. */
const SHORT_TEXT = 64;

/** Reads and writes the VM's memory. Lua strings are bytes: valid UTF-8 becomes a string, anything else bytes. */
export class VmMemory {
  bytes: Buffer;
  words: Int32Array;
  doubles: Float64Array;
  private scratchTaken = false;

  constructor(
    readonly memory: WebAssembly.Memory,
    private readonly heap: { malloc(size: number): number; free(ptr: number): void },
  ) {
    this.bytes = Buffer.from(memory.buffer);
    this.words = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }

  /** Called by the module after every growth: views end at the old size. */
  renew(): void {
    const buffer = this.memory.buffer;
    this.bytes = Buffer.from(buffer);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  word(address: number): number {
    return this.words[address >> 2] as number;
  }

  setWord(address: number, value: number): void {
    this.words[address >> 2] = value;
  }

  byte(address: number): number {
    return this.bytes[address] as number;
  }

  /** A copy of the bytes. */
  copy(ptr: number, length: number): Uint8Array {
    return new Uint8Array(this.bytes.subarray(ptr, ptr + length));
  }

  /** Text where the bytes are valid UTF-8, else a copy of them. */
  text(ptr: number, length: number): string | Uint8Array {
    if (length === 0) return '';
    if (length <= SHORT_TEXT && this.isAscii(ptr, length)) return this.bytes.toString('latin1', ptr, ptr + length);
    const bytes = this.copy(ptr, length);
    return isUtf8(bytes) ? Buffer.from(bytes.buffer).toString('utf8') : bytes;
  }

  private isAscii(ptr: number, length: number): boolean {
    for (let at = ptr; at < ptr + length; at++) if (this.byte(at) >= 0x80) return false;
    return true;
  }

  /** Text for people: invalid bytes become U+FFFD. */
  lossyText(ptr: number, length: number): string {
    return this.bytes.toString('utf8', ptr, ptr + length);
  }

  /** A zero-terminated C string; empty for a null pointer. */
  cString(ptr: number): string {
    if (ptr === 0) return '';
    return this.lossyText(ptr, this.bytes.indexOf(0, ptr) - ptr);
  }

  /** Gives `use` the address and length of the value's bytes (zero-terminated), which are gone afterwards. */
  with<T>(value: string | Uint8Array, use: (ptr: number, length: number) => T): T {
    const length = typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength;
    if (length < SCRATCH.bytes && !this.scratchTaken) {
      this.scratchTaken = true;
      try {
        return use(SCRATCH.base, this.put(SCRATCH.base, value));
      } finally {
        this.scratchTaken = false;
      }
    }
    const ptr = this.heap.malloc(length + 1);
    if (ptr === 0) throw new RangeError(`the VM has no room for a string of ${length} bytes`);
    try {
      return use(ptr, this.put(ptr, value));
    } finally {
      this.heap.free(ptr);
    }
  }

  private put(ptr: number, value: string | Uint8Array): number {
    let length: number;
    if (typeof value === 'string') length = this.bytes.write(value, ptr, 'utf8');
    else {
      this.bytes.set(value, ptr);
      length = value.byteLength;
    }
    this.bytes[ptr + length] = 0;
    return length;
  }
}
