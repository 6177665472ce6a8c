// Bytes of UTF-8 as the inside of a JSON string, without making strings of them: what scripts print is most of what a kernel sends. Any thread.

import { readFileSync } from 'node:fs';

/** Beside this file, and beside the bundle. */
const FILE = './escape.wasm';

/** Where the bytes go; the module's own constants are below. */
const INPUT = 128;
/** So much may be read and written behind the end of either. */
const BEHIND = 8;
/** Of one byte: `\u001b`. */
const LONGEST = 6;
const PAGE = 65_536;

interface Exports {
  readonly memory: WebAssembly.Memory;
  escape(from: number, end: number, to: number): number;
}

export class Escaper {
  readonly #exports: Exports;
  #memory: Buffer;

  constructor() {
    const module = new WebAssembly.Module(readFileSync(new URL(FILE, import.meta.url)));
    this.#exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    this.#memory = Buffer.from(this.#exports.memory.buffer);
  }

  /** Between two pieces of ASCII; the bytes hold until the next call. */
  escape(before: string, bytes: Uint8Array, behind: string): Uint8Array {
    const end = INPUT + bytes.byteLength;
    const start = end + BEHIND;
    this.#reserve(start + before.length + LONGEST * bytes.byteLength + BEHIND + behind.length);
    this.#memory.set(bytes, INPUT);
    const to = start + this.#memory.write(before, start, 'latin1');
    const escaped = this.#exports.escape(INPUT, end, to);
    return this.#memory.subarray(start, escaped + this.#memory.write(behind, escaped, 'latin1'));
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.byteLength;
    if (missing <= 0) return;
    const { memory } = this.#exports;
    memory.grow(Math.ceil(missing / PAGE));
    this.#memory = Buffer.from(memory.buffer);
  }
}
