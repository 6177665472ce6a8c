// Zip archives: entries from the central directory, contents with their sizes and checksums compared. Control thread.

import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { damagedArchive, shown, unknownFormat } from './archive-errors.js';
import type { Archive, ArchiveEntry, EntryType } from './archive.js';

const UNIX = 3;
const FILE_TYPE = 0o170000;

/** @param path how the script spells it, for errors */
export function zipArchive(file: FileHandle, size: number, path: string): Archive {
  return { format: 'zip', size, isStream: false, entries: () => entriesOf(file, path) };
}

async function* entriesOf(file: FileHandle, path: string): AsyncGenerator<ArchiveEntry> {
  const yauzl = (await import('yauzl')).default;
  // Names are taken as bytes: the library would refuse some by itself, and listings should show them.
  const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
  const zip = await yauzl.fromFdPromise(file.fd, options);
  for await (const entry of zip.eachEntry()) {
    const fields = yauzl.parseExtraFields(entry.extraFieldRaw);
    const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, fields, false);
    yield toEntry(zip, entry, name, path);
  }
}

function toEntry(zip: ZipFile, entry: Entry, name: string, path: string): ArchiveEntry {
  const mode = entry.versionMadeBy >>> 8 === UNIX ? entry.externalFileAttributes >>> 16 : 0;
  return {
    name,
    type: typeOf(name, mode),
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    modified: entry.getLastModDate(),
    isExecutable: (mode & 0o111) !== 0,
    isEncrypted: entry.isEncrypted(),
    open: async () => {
      if (!entry.canDecodeFileData()) {
        throw unknownFormat(path, `${shown(name)} is packed in a way that is not known (${entry.compressionMethod})`);
      }
      return verified(await zip.openReadStreamPromise(entry), entry.crc32, name, path);
    },
  };
}

function typeOf(name: string, mode: number): EntryType {
  const type = mode & FILE_TYPE;
  if (type === 0o120000) return 'link';
  if (name.endsWith('/') || type === 0o040000) return 'directory';
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}

async function* verified(
  content: AsyncIterable<Uint8Array>,
  expected: number,
  name: string,
  path: string,
): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of content) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw damagedArchive(path, `${shown(name)} is not what its checksum says`);
}
