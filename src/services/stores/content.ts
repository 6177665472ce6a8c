// Contents of artifacts as they are kept: named by their digest and made smaller where that helps. The work is done by threads
// of the system. Control thread.

import { webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { artifactDamaged } from './session-errors.js';

export interface PackedContent {
  readonly hash: string;
  readonly compression: 'none' | 'deflate';
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** Less than this is kept as it is. */
const SMALL = 512;
const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

export async function packContent(content: Uint8Array): Promise<PackedContent> {
  const hash = await digestOf(content);
  const plain = { hash, compression: 'none', size: content.byteLength, bytes: content } as const;
  if (content.byteLength < SMALL) return plain;
  const bytes = await deflate(content);
  return bytes.byteLength < content.byteLength * 0.9 ? { ...plain, compression: 'deflate', bytes } : plain;
}

/** @throws SpellError `ARTIFACT_DAMAGED` */
export async function unpackContent({ hash, compression, size, bytes }: PackedContent): Promise<Uint8Array> {
  const content =
    compression === 'none'
      ? bytes
      : await inflate(bytes, { maxOutputLength: Math.max(size, 1) }).catch(() => {
          throw artifactDamaged(hash);
        });
  if ((await digestOf(content)) !== hash) throw artifactDamaged(hash);
  return content;
}

async function digestOf(content: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', content)).toString('hex');
}
