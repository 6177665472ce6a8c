// What a backup says of itself: `manifest.json` beside its files. Control thread.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export interface BackupManifest {
  readonly id: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    /** Values or entries in it. */
    readonly entries: number;
  }[];
}

export interface BackupInfo extends BackupManifest {
  /** Of all files. */
  readonly bytes: number;
}

/** Undefined where it is not one. */
export function parseManifest(text: string): BackupManifest | undefined {
  try {
    const manifest = JSON.parse(text) as BackupManifest;
    return typeof manifest.id === 'string' && typeof manifest.createdAt === 'string' && manifest.files.every(isFile)
      ? manifest
      : undefined;
  } catch {
    return undefined;
  }
}

/** Names with a separator would lead out of the backup. */
function isFile({ name, bytes, sha256, entries }: BackupManifest['files'][number]): boolean {
  return (
    /^[\w-]+\.db$/.test(name) && typeof sha256 === 'string' && typeof bytes === 'number' && typeof entries === 'number'
  );
}

/** SHA-256 in hexadecimal digits. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
