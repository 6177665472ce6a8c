// What a script has printed, of a `stream` message. Any thread.

import type { Published } from './output.js';

/** Bytes as the script wrote them. */
export function streamBytes({ content, vendor, buffers }: Published<'stream'>): Uint8Array {
  return (vendor.bytes ? buffers[0] : undefined) ?? Buffer.from(content.text);
}
