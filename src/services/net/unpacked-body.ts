// The body of an answer without its compression. Control thread.

import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { netError } from './net-error.js';

/** What requests say they take. */
export const ACCEPTED = 'gzip, br';

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Packed more often than this is no accident. */
const MAX_LAYERS = 2;

/** @throws SpellError `NET_BAD_RESPONSE` */
export function unpackedBody(response: IncomingMessage, method: string, target: string): Readable {
  const layers = layersOf(response);
  const hasBody = method !== 'HEAD' && response.statusCode !== 204 && response.statusCode !== 304;
  if (!hasBody || layers.length === 0) return response;
  const decoders = layers.map((name) => DECODERS[name]);
  if (decoders.length > MAX_LAYERS || decoders.some((decoder) => decoder === undefined)) {
    response.destroy();
    const problem = `the answer is packed in a way that was not asked for (${layers.join(', ')})`;
    throw netError('NET_BAD_RESPONSE', target, problem, 'tell who runs the server');
  }
  const streams = decoders.reverse().map((decoder) => decoder!());
  // Errors reach whoever reads the last stream.
  pipeline([response, ...streams], () => undefined);
  return streams.at(-1)!;
}

function layersOf({ headers }: IncomingMessage): string[] {
  const names = (headers['content-encoding'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity');
}
