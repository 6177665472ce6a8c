// The content of a `stream` message, made of the bytes that were written. Any thread.

import { EncodedContent } from '../../protocol/wire.js';
import type { OutputStream } from '../../engine/contract.js';
import { Escaper } from './escape.js';

/** Made when much is printed for the first time. */
let escaper: Escaper | undefined;

/** @param bytes whole characters of UTF-8 */
export function encodedStream(name: OutputStream, bytes: Uint8Array): EncodedContent {
  escaper ??= new Escaper();
  return new EncodedContent(escaper.escape(`{"name":"${name}","text":"`, bytes, '"}'));
}
