// Tar archives, plain and packed with gzip, and single files packed with gzip: what can be read from front to back alone. Control thread.

import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ParsedTarEntry } from 'modern-tar';
import type { Archive, ArchiveEntry, EntryType } from './archive.js';

const CHUNK = 64 * 1024;

type Content = (fromFile: Readable) => Readable;

export function tarArchive(file: FileHandle, size: number, isPacked: boolean): Archive {
  const content: Content = isPacked ? gunzipped : (fromFile) => fromFile;
  return { format: isPacked ? 'tar.gz' : 'tar', size, isStream: true, entries: () => tarEntries(file, content) };
}

/** The one entry is named after the archive: `notes.txt.gz` holds `notes.txt`. */
export function gzipArchive(file: FileHandle, size: number, path: string): Archive {
  const name = basename(path).replace(/\.gz$/i, '') || 'content';
  const entry = (): ArchiveEntry => {
    return { name, type: 'file', isExecutable: false, isEncrypted: false, open: () => gunzipped(fromStart(file)) };
  };

  const entries = async function* (): AsyncGenerator<ArchiveEntry> {
    yield entry();
  };
  return { format: 'gz', size, isStream: true, entries };
}

function fromStart(file: FileHandle): Readable {
  return Readable.from(bytesOf(file), { objectMode: false });
}

/** A stream of Node's own would keep the file from being closed while it is there. */
async function* bytesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function gunzipped(source: Readable): Readable {
  // What fails on either side ends both, and is told to whoever reads.
  return pipeline(source, createGunzip(), () => undefined);
}

async function* tarEntries(file: FileHandle, content: Content): AsyncGenerator<ArchiveEntry> {
  const { createTarDecoder } = await import('modern-tar');
  const bytes = content(fromStart(file));
  const stream = Readable.toWeb(bytes) as unknown as ReadableStream<Uint8Array>;
  try {
    for await (const entry of stream.pipeThrough(createTarDecoder({ strict: true }))) {
      const { isOpened, shown } = toEntry(entry);
      yield shown;
      if (!isOpened()) await entry.body.cancel();
    }
  } finally {
    bytes.destroy();
  }
}

function toEntry({ header, body }: ParsedTarEntry): { shown: ArchiveEntry; isOpened: () => boolean } {
  let opened = false;
  const shown: ArchiveEntry = {
    name: header.name,
    type: TYPES[header.type ?? 'file'] ?? 'other',
    size: header.size,
    ...(header.mtime === undefined ? {} : { modified: header.mtime }),
    isExecutable: ((header.mode ?? 0) & 0o111) !== 0,
    isEncrypted: false,
    open: () => {
      opened = true;
      return body;
    },
  };
  return { shown, isOpened: () => opened };
}

const TYPES: Readonly<Record<string, EntryType>> = {
  file: 'file',
  directory: 'directory',
  link: 'link',
  symlink: 'link',
};
