// Opens an archive behind the permissions and finds out its format, by its first bytes. Control thread.

import type { FileHandle } from 'node:fs/promises';
import { openForReading } from '../tools/files.js';
import type { ToolContext } from '../tools/tool.js';
import { asArchiveError, damagedArchive, unknownFormat } from './archive-errors.js';
import type { Archive } from './archive.js';
import { gzipArchive, tarArchive } from './tar-archive.js';
import { zipArchive } from './zip-archive.js';

/** @throws SpellError `ARCHIVE_*`, `PERMISSION_READ` or `FILE_*` */
export async function withArchive<T>(
  path: string,
  context: ToolContext,
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  const file = await openForReading(path, context);
  try {
    return await work(await recognize(file, path));
  } catch (error) {
    throw asArchiveError(path, error);
  } finally {
    await file.close();
  }
}

async function recognize(file: FileHandle, path: string): Promise<Archive> {
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
  const head = buffer.subarray(0, bytesRead);
  if (bytesRead === 0) throw damagedArchive(path, 'it is empty');
  if (head.subarray(0, 2).equals(GZIP)) {
    return /\.(tar\.gz|tgz)$/i.test(path) ? tarArchive(file, size, true) : gzipArchive(file, size, path);
  }
  if (head.subarray(0, 2).toString() === 'PK') return zipArchive(file, size, path);
  if (head.subarray(257, 262).toString() === 'ustar' || /\.tar$/i.test(path)) return tarArchive(file, size, false);
  throw unknownFormat(path, 'it is no archive of a known format');
}

const GZIP = Buffer.from([0x1f, 0x8b]);
